"""Figures of activity: attempts, conversations and sessions, never added up."""

import datetime
import uuid
from collections import Counter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from crm.metrics.figures import Metric, Period, add
from crm.organizations.models import Organization
from listening.models import Attempt, ListeningSession


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
    held = ListeningSession.objects.filter(organization_id=organization_id, status__in=["held", "noted"])
    held = held.filter(starts_at__range=_instants(organization_id, period))
    return _by_week(organization_id, period, held, "starts_at")


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
