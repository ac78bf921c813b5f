"""Figures of activity (attempts, conversations and sessions, never added up) and of the people who were heard."""

import datetime
import uuid
from collections import Counter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.metrics.figures import Metric, Period, add
from crm.organizations.models import Organization
from listening.models import Attempt, ListeningSession, SessionParticipant

HELD = ("held", "noted", "coded")


def conversations_by_week(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    """By the Monday (ISO date) of the organization's local week."""
    tries = Attempt.objects.filter(organization_id=organization_id).counted().conversations()
    return _by_week(organization_id, period, tries.filter(at__range=_instants(organization_id, period)), "at")


def attempts_by_result(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    tries = Attempt.objects.filter(
        organization_id=organization_id, at__range=_instants(organization_id, period)
    )
    return dict(Counter(tries.counted().values_list("result", flat=True)))


def sessions_by_week(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    held = ListeningSession.objects.filter(organization_id=organization_id, status__in=HELD)
    held = held.filter(starts_at__range=_instants(organization_id, period))
    return _by_week(organization_id, period, held, "starts_at")


def people_by_stake(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    """Each known person once, and each participation without a name. Who has two stakes counts in both; "all" counts once."""
    span = _instants(organization_id, period)
    talks = Attempt.objects.filter(organization_id=organization_id, at__range=span).counted().conversations()
    heard: dict[uuid.UUID, set[str]] = {
        person: set() for person in talks.exclude(contact=None).values_list("contact_id", flat=True)
    }
    unnamed: Counter[str] = Counter()
    came = SessionParticipant.objects.filter(
        organization_id=organization_id,
        session__starts_at__range=span,
        session__status__in=HELD,
    )
    for person, kinds in came.values_list("contact_id", "constituencies"):
        if person is None:
            unnamed.update({"all", *kinds})
        else:
            heard.setdefault(person, set()).update(kinds)
    stakes = ConstituencyRow.objects.filter(organization_id=organization_id, contact__in=heard.keys())
    for person, kind in stakes.current(on=period.end - datetime.timedelta(days=1)).values_list(
        "contact_id", "kind"
    ):
        heard[person].add(kind)
    return dict(unnamed + Counter(kind for kinds in heard.values() for kind in {"all", *kinds}))


def _by_week(organization_id: uuid.UUID, period: Period, rows, column: str) -> dict[str, int]:
    zone = _zone(organization_id)
    weeks: Counter[str] = Counter()
    monday = period.start - datetime.timedelta(days=period.start.weekday())
    while monday < period.end:
        weeks[monday.isoformat()] = 0
        monday += datetime.timedelta(days=7)
    for moment in rows.values_list(column, flat=True):
        day = moment.astimezone(zone).date()
        weeks[(day - datetime.timedelta(days=day.weekday())).isoformat()] += 1
    return dict(weeks)


def _instants(organization_id: uuid.UUID, period: Period) -> tuple[datetime.datetime, datetime.datetime]:
    zone = _zone(organization_id)
    start = datetime.datetime.combine(period.start, datetime.time(), zone)
    end = datetime.datetime.combine(period.end, datetime.time(), zone) - datetime.timedelta(microseconds=1)
    return start, end


def _zone(organization_id: uuid.UUID) -> ZoneInfo:
    return ZoneInfo(Organization.objects.only("time_zone").get(pk=organization_id).time_zone)


add(
    Metric(
        "listening.conversations_by_week",
        _("Conversations by week"),
        _("Attempts that talked, and one-on-ones. Attempts without a talk are not in it."),
        conversations_by_week,
    )
)
add(
    Metric(
        "listening.attempts_by_result",
        _("Attempts by result"),
        _("Every try, whatever came of it."),
        attempts_by_result,
    )
)
add(
    Metric(
        "listening.sessions_by_week",
        _("Listening sessions by week"),
        _("Sessions held, of every kind."),
        sessions_by_week,
    )
)
add(
    Metric(
        "listening.people_by_stake",
        _("People heard by stake"),
        _(
            "Everybody talked with, or who came to a session, in the period: each known person once, and every participation"
            " without a name. Somebody with two stakes counts in each of them."
        ),
        people_by_stake,
        counts_people=True,
        keys=tuple(ConstituencyRow.Kind.values),
        whole="all",
    )
)
