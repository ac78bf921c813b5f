"""What stays behind: messages whose sender is gone, whose job was stopped, or that waited for the postal address."""

import datetime
import uuid
from datetime import timedelta

from django.utils import timezone

from crm.access.actors import Actor
from tasks import footing, reasons
from tasks.models import Message
from tasks.services.claiming import MACHINE
from tasks.services.queueing import send_at

# Longer than the slowest send: ten seconds for each of at most eight steps.
INTERRUPTED_AFTER = timedelta(seconds=100)
FORGOTTEN_AFTER = timedelta(minutes=10)
State = Message.State


def find_torn(*, by: Actor, sender: uuid.UUID | None = None, now: datetime.datetime | None = None) -> int:
    """Messages whose sender has been silent too long become uncertain, and at once those that an earlier attempt of the
    job `sender` held; their number. One that somebody holds at this moment is being settled, or waited for until next time:
    a process that froze there holds up nobody else's."""
    now = now or timezone.now()
    held = Message.objects.visible_to(by).filter(state=State.SENDING)
    torn = held.filter(sender=sender) if sender else held.filter(sending_since__lt=now - INTERRUPTED_AFTER)
    free = list(torn.select_for_update(skip_locked=True).values_list("pk", flat=True))
    return held.filter(pk__in=free).update(state=State.UNCERTAIN, reason=reasons.TORN)


def find_forgotten(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """Ask again for senders where messages wait whose hour is long past: their job was stopped or failed."""
    now = now or timezone.now()
    forgotten = (
        Message.objects.visible_to(by)
        .filter(state=State.READY, due_at__lt=now - FORGOTTEN_AFTER, channel__in=MACHINE)
        .exclude(reason=reasons.NO_POSTAL)
        .count()
    )
    if forgotten:
        # One round for each ten minutes, however often somebody looks.
        round_ = int(now.timestamp() // FORGOTTEN_AFTER.total_seconds() * FORGOTTEN_AFTER.total_seconds())
        send_at(datetime.datetime.fromtimestamp(round_, datetime.UTC), by=by, count=forgotten)
    return forgotten


def let_go(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """What waited for the postal address goes on, where it is written by now; its number. While it is missing this touches
    no row, however many wait. What has become too late meanwhile is found out when it is claimed."""
    now = now or timezone.now()
    held = Message.objects.visible_to(by).filter(state=State.READY, reason=reasons.NO_POSTAL)
    if not held.exists() or footing.lacks_address(by):
        return 0
    count = held.update(due_at=now, reason="")
    send_at(now, by=by, count=count, now=now)
    return count
