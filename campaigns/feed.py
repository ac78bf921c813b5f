"""Actions in a member's calendar."""

import datetime

from django.conf import settings
from django.urls import reverse

from campaigns.models import Action
from crm.access.actors import Member
from crm.lib.ics import Item
from tasks import feed


def actions(actor: Member, since: datetime.datetime) -> list[Item]:
    found = Action.objects.visible_to(actor).filter(starts_at__gte=since).order_by("starts_at", "pk")
    return [item_of(action) for action in found[: feed.MOST]]


def item_of(action: Action) -> Item:
    return Item(
        uid=f"action-{action.pk}@earshot",
        summary=action.name,
        starts=action.starts_at,
        ends=action.ends_at,
        zone=action.time_zone,
        place=action.place,
        url=settings.PUBLIC_URL + reverse("campaigns:action", args=[action.pk]),
        changed_at=action.cancelled_at or action.created_at,
        is_cancelled=action.cancelled_at is not None,
        sequence=1 if action.cancelled_at else 0,
    )


feed.add("campaigns.actions", actions)
