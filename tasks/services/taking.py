"""Who works on which text or call of the list, so that nobody gets it from two people (decision 65). Nobody is locked out:
what somebody has can be taken over at any time, and after a while it is anybody's again."""

import datetime
import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from tasks.models import Message
from tasks.querysets import MessageQuerySet

HELD_FOR = datetime.timedelta(hours=2)


@transaction.atomic
def take(
    *,
    by: Actor,
    messages: Collection[uuid.UUID],
    over: bool = False,
    now: datetime.datetime | None = None,
) -> int:
    """Have these listed messages to oneself: how many one has now. Of two who press at once the first has it; `over`
    takes it from whoever has it."""
    now = now or timezone.now()
    found = _listed(by).filter(pk__in=list(messages))
    free = found if over else found.filter(Q(taken_by=None) | Q(taken_at__lt=now - HELD_FOR))
    # What is one's own already keeps its hour. The condition is asked again of a row that another has just taken.
    free.exclude(taken_by_id=by.membership_id, taken_at__gte=now - HELD_FOR).update(
        taken_by_id=by.membership_id, taken_at=now
    )
    return found.filter(taken_by_id=by.membership_id).count()


@transaction.atomic
def give_back(*, by: Actor, messages: Collection[uuid.UUID]) -> int:
    mine = _listed(by).filter(pk__in=list(messages), taken_by_id=by.membership_id)
    return mine.update(taken_by=None, taken_at=None)


def holder_of(message: Message, *, now: datetime.datetime) -> uuid.UUID | None:
    """The membership that has it at this moment."""
    if message.taken_at is None or message.taken_at < now - HELD_FOR:
        return None
    return message.taken_by_id


def _listed(by: Actor) -> MessageQuerySet:
    require(by, Permission.VIEW_METHODS)
    return Message.objects.visible_to(by).to_work_through()
