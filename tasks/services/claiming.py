"""Taking one message in hand: asked everything again, its words written, claimed and committed before the mail server hears of it.
What must not go out is settled here, what must wait is put back."""

import datetime
import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from crm.access.actors import Actor
from tasks import footing, gateways, reasons
from tasks.models import Channel, Message, ReminderSetting
from tasks.querysets import MessageQuerySet
from tasks.services import links
from tasks.services.digesting import renew
from tasks.services.judging import Verdict, judged, sending_setting, told_already
from tasks.services.queueing import send_at
from tasks.services.quiet import held_until
from tasks.services.reminding import obstacle, quiet_until
from tasks.services.writing import write

logger = logging.getLogger(__name__)

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
BROKEN_TRIES = 3
MACHINE = (Channel.EMAIL, Channel.TEXT)
State = Message.State


@dataclass(frozen=True)
class Claimed:
    """A message in the hands of one sender. `attempt` is the fence: another claim raises it."""

    id: uuid.UUID
    attempt: int
    mail: EmailMultiAlternatives | None = None
    text: gateways.Text | None = None


def claim(
    *,
    by: Actor,
    message_id: uuid.UUID,
    sender: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Claimed | None:
    """Mark the message as being sent, and give what to hand over. Commit before handing it over.

    None where there is nothing to send now: not its hour, quiet hours, blocked since, or somebody else's.
    A message found in the middle of a send was torn from a sender that is gone: it becomes uncertain.
    """
    now = now or timezone.now()
    message = _rows(by).select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None:
        return None
    if message.state == State.SENDING:
        put(message, State.UNCERTAIN, reasons.TORN)
        return None
    if message.state != State.READY or message.due_at > now:
        return None
    return _claim(by, message, sender, now)


def claim_next(
    *, by: Actor, sender: uuid.UUID | None = None, now: datetime.datetime | None = None
) -> Claimed | None:
    """The next message that is due, whichever it is; those that must not go out are settled on the way. One at a time:
    a sender that dies leaves one uncertain message and no more. None: nothing is due."""
    now = now or timezone.now()
    while True:
        # First which one, then what belongs to it: a thousand that are due at one moment are not all put together for each.
        found = (
            Message.objects.visible_to(by)
            .select_for_update(skip_locked=True)
            .filter(state=State.READY, due_at__lte=now, channel__in=MACHINE)
            .exclude(reason=reasons.NO_POSTAL)
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)
            .first()
        )
        if found is None:
            return None
        if claimed := _claim(by, _rows(by).get(pk=found), sender, now):
            return claimed


def put(message: Message, state: str, reason: str, *also: str) -> Message:
    message.state, message.reason = state, reason[:250]
    message.save(update_fields=["state", "reason", *also])
    return message


def _rows(by: Actor) -> MessageQuerySet:
    return Message.objects.visible_to(by).select_related(
        "reminder__task__contact",
        "recipient__user",
        "recipient__organization",
        "planned__step__plan",
        "planned__contact",
        "planned__member__user",
        "contact",
        "template",
        "organization",
    )


def _claim(by: Actor, message: Message, sender: uuid.UUID | None, now: datetime.datetime) -> Claimed | None:
    """Of a locked message that is due."""
    row = message.planned
    verdict = judged(by, [row], now=now)[row.pk] if row else None
    why = verdict.why if verdict else _obstacle(message, now)
    if not why and not (verdict.to if verdict else message.to_address):
        why = reasons.NO_ADDRESS
    if not why and message.pk in told_already(by, [message]):
        why = reasons.TOLD
    if why:
        put(message, State.BLOCKED, why)
        return None
    if message.channel == Channel.TEXT and not (gateways.is_there() and sending_setting(by).sends_texts):
        put(message, State.LISTED, reasons.NO_GATEWAY)
        return None
    if footing.is_missing(message):
        put(message, State.READY, reasons.NO_POSTAL)  # and is not looked at again before let_go()
        return None
    if later := _quiet(message, verdict, now):
        _wait(by, message, later)
        return None
    message.reason = ""
    message.state, message.sending_since, message.sender = State.SENDING, now, sender
    message.attempts += 1
    try:
        # Whatever is wrong with one message's words stops that message alone.
        with transaction.atomic():
            written = write(by, message, verdict, now=now)
    except Exception:
        logger.exception("message %s cannot be written", message.pk)
        _park(by, message, now)
        return None
    message.save()
    return Claimed(message.pk, message.attempts, written.mail, written.text)


def _wait(by: Actor, message: Message, until: datetime.datetime) -> None:
    message.due_at = until
    put(message, State.READY, "", "due_at")
    send_at(until, by=by)


def _park(by: Actor, message: Message, now: datetime.datetime) -> None:
    """Tried again twice, then left for a person to look at. The log tells them more than the row may."""
    if message.attempts >= BROKEN_TRIES:
        put(message, State.FAILED, reasons.BROKEN, "attempts")
        return
    message.due_at = now + WAITS[message.attempts - 1]
    put(message, State.READY, reasons.BROKEN, "attempts", "due_at")
    send_at(message.due_at, by=by)


def _quiet(message: Message, verdict: Verdict | None, now: datetime.datetime) -> datetime.datetime | None:
    """The end of the quiet hours that hold where the recipient lives. A summary comes at the hour its reader chose."""
    if message.planned:
        happening = verdict.happening if verdict else None
        return held_until(message.planned, message.organization, happening, now)
    if message.recipient is None or message.key.startswith(f"{links.DIGEST}."):
        return None
    return quiet_until(message.recipient, now)


def _obstacle(message: Message, now: datetime.datetime) -> str:
    """What has changed since a message to a member was made. It goes to the address of now."""
    if message.recipient is None:
        return reasons.NO_ADDRESS
    message.to_address = message.recipient.user.email
    if message.reminder is None:
        return renew(message, now)
    today = timezone.localdate(now)
    if why := obstacle(message.reminder.task, message.recipient, today=today):
        return why
    refused = ReminderSetting.objects.filter(membership=message.recipient, email_on=False).exists()
    return reasons.NO_EMAIL if refused else ""
