"""A message is claimed, handed over outside any transaction, and then recorded. A send that broke off while the body was
on its way is uncertain, and only a person sends it again."""

import datetime
import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from crm.access.actors import Actor
from crm.lib import post
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

TRIES = 6
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
BROKEN_TRIES = 3
# Longer than the slowest send: ten seconds for each of at most eight steps.
INTERRUPTED_AFTER = timedelta(seconds=100)
FORGOTTEN_AFTER = timedelta(minutes=10)
LOOKED_AFTER = timedelta(hours=1)  # what waits for the postal address
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
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)
            .first()
        )
        if found is None:
            return None
        if claimed := _claim(by, _rows(by).get(pk=found), sender, now):
            return claimed


def hand_over(claimed: Claimed, line: post.Line | None = None) -> tuple[str, str]:
    """Speak with the server or the gateway, outside any transaction: the state that follows, and the reason."""
    try:
        if claimed.text:
            gateways.gateway().send(claimed.text)
        elif claimed.mail:
            line.send(claimed.mail) if line else post.send(claimed.mail)
    except post.NotSent as trouble:
        return State.READY, trouble.reason
    except post.Refused as trouble:
        return State.FAILED, trouble.reason
    except post.Unknown as trouble:
        return State.UNCERTAIN, trouble.reason
    return State.SENT, ""


def settle(
    *, by: Actor, claimed: Claimed, state: str, reason: str, now: datetime.datetime | None = None
) -> Message | None:
    """Record what became of it. Where the attempt was given up as uncertain meanwhile, its own word counts;
    after another claim it does not. None: the person was erased while it was on its way."""
    now = now or timezone.now()
    message = Message.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=claimed.id).first()
    if message is None:
        return None
    if message.attempts != claimed.attempt:
        return message
    # Somebody may have asked meanwhile to send it again: that it went out is word enough.
    late = message.state == State.READY and state == State.SENT
    if message.state not in (State.SENDING, State.UNCERTAIN) and not late:
        return message
    if state == State.READY and message.attempts >= TRIES:
        state = State.FAILED
    if state == State.READY:
        message.due_at = now + WAITS[message.attempts - 1]
    if state == State.SENT:
        message.sent_at = now
    put(message, state, reason, "due_at", "sent_at")
    if state == State.READY:
        send_at(message.due_at, by=by)
    return message


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
        .count()
    )
    if forgotten:
        # One round for each ten minutes, however often somebody looks.
        round_ = int(now.timestamp() // FORGOTTEN_AFTER.total_seconds() * FORGOTTEN_AFTER.total_seconds())
        send_at(datetime.datetime.fromtimestamp(round_, datetime.UTC), by=by, count=forgotten)
    return forgotten


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
        _wait(by, message, _round_after(now), reasons.NO_POSTAL)
        return None
    if later := _quiet(message, verdict, now):
        _wait(by, message, later, "")
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


def _wait(by: Actor, message: Message, until: datetime.datetime, why: str) -> None:
    message.due_at = until
    put(message, State.READY, why, "due_at")
    send_at(until, by=by)


def _round_after(now: datetime.datetime) -> datetime.datetime:
    """The same for all that wait, so that one job looks after them."""
    seconds = LOOKED_AFTER.total_seconds()
    return datetime.datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, datetime.UTC)


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
