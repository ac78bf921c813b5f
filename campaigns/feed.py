"""Actions in a member's calendar."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from campaigns.models import Action
from crm.access.actors import Member
from crm.audit.services import history_of
from crm.lib.ics import Item
from tasks import feed


def actions(actor: Member, since: datetime.datetime) -> list[Item]:
    found = Action.objects.visible_to(actor).filter(starts_at__gte=since).order_by("starts_at", "pk")
    return items_of(found[: feed.MOST])


def items_of(found: Iterable[Action]) -> list[Item]:
    """A change is a higher number and a later moment: without them calendars keep the day they have."""
    rows = list(found)
    done = history_of(rows[0].organization_id, [row.pk for row in rows]) if rows else {}
    return [_item(row, *done.get(row.pk, (1, row.created_at))) for row in rows]


def _item(action: Action, deeds: int, changed_at: datetime.datetime) -> Item:
    return Item(
        uid=f"action-{action.pk}@earshot",
        summary=action.name,
        starts=action.starts_at,
        ends=action.ends_at,
        zone=action.time_zone,
        place=action.place,
        url=settings.PUBLIC_URL + reverse("campaigns:action", args=[action.pk]),
        changed_at=max(changed_at, action.created_at),
        is_cancelled=action.cancelled_at is not None,
        sequence=deeds - 1,
    )


feed.add("campaigns.actions", actions)
