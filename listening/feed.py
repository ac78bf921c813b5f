"""Sessions that a member leads, in their calendar."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from crm.access.actors import Member
from crm.access.roles import Permission
from crm.audit.services import history_of
from crm.lib.ics import Item
from listening.models import ListeningSession
from listening.querysets.heard import TALKS
from tasks import feed


def sessions(actor: Member, since: datetime.datetime) -> list[Item]:
    if not actor.can(Permission.VIEW_NOTES):
        return []
    mine = ListeningSession.objects.visible_to(actor).not_cancelled().exclude(kind__in=TALKS)
    found = mine.filter(facilitator_id=actor.membership_id, starts_at__gte=since).order_by("starts_at", "pk")
    return items_of(found[: feed.MOST], actor.time_zone)


def items_of(found: Iterable[ListeningSession], zone: str) -> list[Item]:
    """A change is a higher number and a later moment: without them calendars keep the day they have."""
    rows = list(found)
    done = history_of(rows[0].organization_id, [row.pk for row in rows]) if rows else {}
    return [_item(row, zone, *done.get(row.pk, (1, row.created_at))) for row in rows]


def _item(session: ListeningSession, zone: str, deeds: int, changed_at: datetime.datetime) -> Item:
    return Item(
        uid=f"session-{session.pk}@earshot",
        summary=str(session),
        starts=session.starts_at,
        ends=session.ends_at,
        zone=zone,
        place=session.place,
        url=settings.PUBLIC_URL + reverse("listening:session", args=[session.pk]),
        changed_at=max(changed_at, session.created_at),
        sequence=deeds - 1,
    )


feed.add("listening.sessions", sessions)
