"""Sessions that a member leads, in their calendar."""

import datetime

from django.conf import settings
from django.urls import reverse

from crm.access.actors import Member
from crm.access.roles import Permission
from crm.lib.ics import Item
from listening.models import ListeningSession
from listening.querysets.heard import TALKS
from tasks import feed


def sessions(actor: Member, since: datetime.datetime) -> list[Item]:
    if not actor.can(Permission.VIEW_NOTES):
        return []
    mine = ListeningSession.objects.visible_to(actor).not_cancelled().exclude(kind__in=TALKS)
    found = mine.filter(facilitator_id=actor.membership_id, starts_at__gte=since).order_by("starts_at", "pk")
    return [item_of(session, actor.time_zone) for session in found[: feed.MOST]]


def item_of(session: ListeningSession, zone: str) -> Item:
    return Item(
        uid=f"session-{session.pk}@earshot",
        summary=str(session),
        starts=session.starts_at,
        ends=session.ends_at,
        zone=zone,
        place=session.place,
        url=settings.PUBLIC_URL + reverse("listening:session", args=[session.pk]),
        changed_at=session.created_at,
    )


feed.add("listening.sessions", sessions)
