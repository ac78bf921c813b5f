"""Freezing the figures of a closed week, and those about people of a closed quarter."""

import datetime
import uuid
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.utils import timezone

from crm.access.actors import Actor
from crm.audit import services as audit
from crm.cells import Axis, Table, protect
from crm.dashboard.models import Snapshot
from crm.metrics.figures import Metric, Period, metrics
from crm.organizations.models import Organization


def freeze_week(*, by: Actor, monday: datetime.date) -> int:
    """Write down every metric of activity in the week from `monday`, once; a week that was frozen stays as it was.

    An organization that has nothing at all to report freezes nothing: not reported is not 0. Returns how many numbers were
    frozen. Raises ValueError for a week that has not ended in the organization's zone.
    """
    organization = Organization.objects.get(pk=by.organization_id)
    if monday.weekday() != 0:
        raise ValueError("a week begins on a Monday")
    if monday > last_closed_week(organization):
        raise ValueError("this week has not ended")
    if (
        organization.is_coalition
        or Snapshot.objects.filter(organization_id=by.organization_id, week=monday).exists()
    ):
        return 0
    counted = {
        figure: figure.count(by.organization_id, week_of(monday))
        for figure in metrics()
        if not figure.counts_people
    }
    if not any(value for counts in counted.values() for value in counts.values()):
        return 0
    rows = [
        Snapshot(
            organization_id=by.organization_id,
            week=monday,
            figure=figure.name,
            key=key,
            value=value,
        )
        for figure, counts in counted.items()
        for key, value in counts.items()
    ]
    Snapshot.objects.bulk_create(rows)
    audit.record("dashboard.week_frozen", by=by, details={"week": monday.isoformat(), "numbers": len(rows)})
    return len(rows)


def freeze_quarter(*, by: Actor, first_day: datetime.date) -> int:
    """Write down the flows of people by an attribute in the quarter from `first_day`, once, as crm.cells lets them be seen.

    Stocks are never frozen: two of them could be subtracted. For the same reason nothing is added later to a quarter that
    was frozen. Returns how many numbers were frozen. Raises ValueError for a quarter that has not ended.
    """
    organization = Organization.objects.get(pk=by.organization_id)
    if first_day != quarter_of(first_day).start:
        raise ValueError("a quarter begins in January, April, July or October")
    if first_day > last_closed_quarter(organization):
        raise ValueError("this quarter has not ended")
    quarters = Snapshot.objects.filter(organization_id=by.organization_id, span=Snapshot.Span.QUARTER)
    if organization.is_coalition or quarters.filter(week=first_day).exists():
        return 0
    rows = []
    for figure in metrics():
        if figure.counts_people and figure.is_flow:
            counts = figure.count(by.organization_id, quarter_of(first_day))
            if not any(counts.values()):
                continue
            rows += [
                Snapshot(
                    organization_id=by.organization_id,
                    span=Snapshot.Span.QUARTER,
                    week=first_day,
                    figure=figure.name,
                    key=key,
                    value=value,
                    counts_people=True,
                )
                for key, value in shown_to_others(figure, counts, threshold=organization.min_cell).items()
            ]
    if rows:
        Snapshot.objects.bulk_create(rows)
        audit.record(
            "dashboard.quarter_frozen",
            by=by,
            details={"quarter": first_day.isoformat(), "numbers": len(rows)},
        )
    return len(rows)


def shown_to_others(figure: Metric, counts: Mapping[str, int], *, threshold: int) -> dict[str, int | None]:
    """A figure about people, with all keys of its fixed shape; None where a count would tell too much."""
    axis = Axis("key", figure.keys, overlaps=True, covers=False)
    table = Table(
        figure.name,
        axis,
        None,
        {(key,): counts.get(key, 0) for key in figure.keys},
        total=counts.get(figure.whole, 0) if figure.whole else None,
        has_totals=bool(figure.whole),
    )
    shown = protect([table], threshold=threshold).tables[0]
    whole = {figure.whole: shown.total} if figure.whole else {}
    return {key: shown.counts[(key,)] for key in figure.keys} | whole


def last_closed_quarter(organization: Organization, *, now: datetime.datetime | None = None) -> datetime.date:
    """The first day of the latest quarter that has ended where the organization is."""
    today = (now or timezone.now()).astimezone(ZoneInfo(organization.time_zone)).date()
    return quarter_of(quarter_of(today).start - datetime.timedelta(days=1)).start


def quarter_of(day: datetime.date) -> Period:
    start = datetime.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = start + datetime.timedelta(days=95)
    return Period(start, datetime.date(after.year, after.month, 1))


def freeze_missing(*, by: Actor, organization_id: uuid.UUID) -> int:
    """The last closed week and the last closed quarter, where they are not frozen yet."""
    organization = Organization.objects.get(pk=organization_id)
    weeks = freeze_missing_weeks(by=by, organization_id=organization_id)
    return weeks + freeze_quarter(by=by, first_day=last_closed_quarter(organization))


def last_closed_week(organization: Organization, *, now: datetime.datetime | None = None) -> datetime.date:
    """The Monday of the latest week that has ended where the organization is."""
    today = (now or timezone.now()).astimezone(ZoneInfo(organization.time_zone)).date()
    return today - datetime.timedelta(days=today.weekday() + 7)


def week_of(monday: datetime.date) -> Period:
    return Period(monday, monday + datetime.timedelta(days=7))


def freeze_missing_weeks(*, by: Actor, organization_id: uuid.UUID, weeks: int = 1) -> int:
    """The last closed weeks that are not frozen yet, the oldest first."""
    last = last_closed_week(Organization.objects.get(pk=organization_id))
    return sum(
        freeze_week(by=by, monday=last - datetime.timedelta(weeks=back)) for back in reversed(range(weeks))
    )
