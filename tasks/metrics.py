"""Figures of follow-up work. All of them count activity, never people."""

import uuid
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from crm.lib.moments import instant
from crm.metrics import figures
from crm.metrics.figures import Metric, Period
from crm.organizations.models import Organization
from tasks.figures import MIDNIGHT, PROMPT
from tasks.models import Task


def open_steps(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    return {"open": _of(organization_id).open().count()}


def overdue(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    return {"overdue": _of(organization_id).overdue(now=_bounds(organization_id, period)[1]).count()}


def prompt(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    """Of steps made in the period: how many, and how many of them were done within 48 hours."""
    start, end = _bounds(organization_id, period)
    counts = (
        _of(organization_id)
        .filter(created_at__gte=start, created_at__lt=end)
        .exclude(state=Task.State.DROPPED)
        .aggregate(
            made=Count("pk"),
            prompt=Count("pk", filter=Q(state=Task.State.DONE, closed_at__lte=F("created_at") + PROMPT)),
        )
    )
    return {"prompt": counts["prompt"], "made": counts["made"]}


def _of(organization_id: uuid.UUID):
    return Task.objects.filter(organization_id=organization_id)


def _bounds(organization_id: uuid.UUID, period: Period):
    zone = str(ZoneInfo(Organization.objects.values_list("time_zone", flat=True).get(pk=organization_id)))
    return instant(period.start, MIDNIGHT, zone), instant(period.end, MIDNIGHT, zone)


figures.add(
    Metric(
        "tasks.open",
        _("Open next steps"),
        _("Next steps that are neither done nor dropped."),
        open_steps,
        is_flow=False,
    )
)
figures.add(
    Metric(
        "tasks.overdue",
        _("Late follow-ups"),
        _("Open next steps whose day or hour is over at the end of the period."),
        overdue,
        is_flow=False,
    )
)
figures.add(
    Metric(
        "tasks.prompt",
        _("Followed up within 48 hours"),
        _("Of the next steps made in the period and not dropped, those done within 48 hours of being made."),
        prompt,
    )
)
