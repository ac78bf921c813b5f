"""Counts of work: activity, so they always show."""

import datetime
import uuid
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q

from crm.access.actors import Actor
from crm.lib.moments import instant, local_date
from tasks.lines import today_of
from tasks.models import Task

PROMPT = timedelta(hours=48)
MIDNIGHT = datetime.time(0)


@dataclass(frozen=True)
class Week:
    """Of one member, from Monday: closed as done, and how many of these within 48 hours of being made."""

    done: int
    prompt: int


@dataclass(frozen=True)
class Load:
    """What one member has on their hands."""

    owner_id: uuid.UUID
    name: str
    open: int
    late: int
    this_week: int
    oldest_late_on: datetime.date | None
    done_lately: int
    has_left: bool


def own_week(actor: Actor, *, now: datetime.datetime) -> Week:
    today = today_of(actor, now)
    monday = instant(today - timedelta(days=today.weekday()), MIDNIGHT, actor.time_zone)
    done = Task.objects.visible_to(actor).of(actor.membership_id).filter(state="done", closed_at__gte=monday)
    return Week(
        **done.aggregate(
            done=Count("pk"), prompt=Count("pk", filter=Q(closed_at__lte=F("created_at") + PROMPT))
        )
    )


def team(actor: Actor, *, now: datetime.datetime, kind: str = "") -> list[Load]:
    """Members with open steps or with some done in the last seven days; whose step waits longest first."""
    week = now + timedelta(days=7)
    lately = Q(state="done", closed_at__gte=now - timedelta(days=7))
    is_open = Q(state="open")
    found = Task.objects.visible_to(actor).filter(is_open | lately)
    if kind:
        found = found.filter(kind=kind)
    rows = (
        found.values(
            "owner_id", "owner__user__name", "owner__user__email", "owner__ended_at", "owner__expires_on"
        )
        .annotate(
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_at__lt=now)),
            this_week=Count("pk", filter=is_open & Q(due_at__gte=now, due_at__lt=week)),
            oldest_late_on=Min("due_on", filter=is_open & Q(due_at__lt=now)),
            done_lately=Count("pk", filter=lately),
        )
        .order_by(F("oldest_late_on").asc(nulls_last=True), "-late", "-open", "owner_id")
    )
    today = local_date(now, str(ZoneInfo(getattr(actor, "time_zone", "UTC"))))
    return [
        Load(
            owner_id=row["owner_id"],
            name=row["owner__user__name"] or row["owner__user__email"],
            has_left=row["owner__ended_at"] is not None
            or (row["owner__expires_on"] is not None and row["owner__expires_on"] < today),
            **{key: row[key] for key in ("open", "late", "this_week", "oldest_late_on", "done_lately")},
        )
        for row in rows
    ]
