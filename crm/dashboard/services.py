"""Freezing the figures of a closed week."""

import datetime
import uuid
from zoneinfo import ZoneInfo

from django.utils import timezone

from crm.access.actors import Actor
from crm.audit import services as audit
from crm.dashboard.models import Snapshot
from crm.metrics.figures import Period, metrics
from crm.organizations.models import Organization


def freeze_week(*, by: Actor, monday: datetime.date) -> int:
    """Write down every metric of the week from `monday`, once; a week that was frozen stays as it was.

    Counts of people by an attribute below the organization's threshold, none included, are written as NULL. An
    organization that has nothing at all to report freezes nothing: not reported is not 0. Returns how many numbers were
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
    counted = {figure: figure.count(by.organization_id, week_of(monday)) for figure in metrics()}
    if not any(value for counts in counted.values() for value in counts.values()):
        return 0
    rows = [
        Snapshot(
            organization_id=by.organization_id,
            week=monday,
            figure=figure.name,
            key=key,
            value=None if figure.counts_people and value < organization.min_cell else value,
            counts_people=figure.counts_people,
        )
        for figure, counts in counted.items()
        for key, value in counts.items()
    ]
    Snapshot.objects.bulk_create(rows)
    audit.record("dashboard.week_frozen", by=by, details={"week": monday.isoformat(), "numbers": len(rows)})
    return len(rows)


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
