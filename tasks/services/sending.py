"""An e-mail is claimed, handed to the server outside any transaction, and then recorded. A send that broke off
while the body was on its way is uncertain, and only a person sends it again."""

import datetime
import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit.services import record
from crm.lib import post
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import digest
from tasks import reasons
from tasks.models import Message, ReminderSetting
from tasks.services.queueing import send_later
from tasks.services.reminding import obstacle, quiet_until

TRIES = 6
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
# Longer than the slowest send: ten seconds for each of at most eight steps.
INTERRUPTED_AFTER = timedelta(seconds=100)
FORGOTTEN_AFTER = timedelta(minutes=10)
LINK_LASTS, LINK_RENEWED = timedelta(days=400), timedelta(days=60)


@dataclass(frozen=True)
class Claimed:
    """A message in the hands of one sender. `attempt` is the fence: another claim raises it."""

    id: uuid.UUID
    attempt: int
    mail: EmailMultiAlternatives


def claim(*, by: Actor, message_id: uuid.UUID, now: datetime.datetime | None = None) -> Claimed | None:
    """Mark the message as being sent, and give what to hand over. Commit before handing it over.

    None where there is nothing to send now: not its hour, quiet hours, blocked since, or somebody else's.
    A message found in the middle of a send was torn from a sender that is gone: it becomes uncertain.
    """
    now = now or timezone.now()
    message = (
        Message.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("reminder__task", "recipient__user", "recipient__organization")
        .filter(pk=message_id)
        .first()
    )
    if message is None:
        return None
    if message.state == Message.State.SENDING:
        _put(message, Message.State.UNCERTAIN, reasons.TORN)
        return None
    if message.state != Message.State.READY or message.due_at > now:
        return None
    recipient, why = message.recipient, _obstacle(message, now)
    if why or recipient is None:
        _put(message, Message.State.BLOCKED, why or reasons.NO_ADDRESS)
        return None
    if later := quiet_until(recipient, now):
        message.due_at = later
        message.save(update_fields=["due_at"])
        send_later(message, by=by)
        return None
    message.state, message.sending_since, message.attempts = Message.State.SENDING, now, message.attempts + 1
    message.save(update_fields=["state", "sending_since", "attempts"])
    return Claimed(message.pk, message.attempts, compose(message, recipient, now=now))


def hand_over(claimed: Claimed) -> tuple[str, str]:
    """Speak with the server, outside any transaction: the state that follows, and the reason."""
    try:
        post.send(claimed.mail)
    except post.NotSent as trouble:
        return Message.State.READY, trouble.reason
    except post.Refused as trouble:
        return Message.State.FAILED, trouble.reason
    except post.Unknown as trouble:
        return Message.State.UNCERTAIN, trouble.reason
    return Message.State.SENT, ""


def settle(
    *, by: Actor, claimed: Claimed, state: str, reason: str, now: datetime.datetime | None = None
) -> Message:
    """Record what became of it. Where the attempt was given up as uncertain meanwhile, its own word counts;
    after another claim it does not."""
    now = now or timezone.now()
    message = Message.objects.visible_to(by).select_for_update(of=("self",)).get(pk=claimed.id)
    if message.attempts != claimed.attempt:
        return message
    if message.state not in (Message.State.SENDING, Message.State.UNCERTAIN):
        return message
    if state == Message.State.READY and message.attempts >= TRIES:
        state = Message.State.FAILED
    if state == Message.State.READY:
        message.due_at = now + WAITS[message.attempts - 1]
    if state == Message.State.SENT:
        message.sent_at = now
    _put(message, state, reason, "due_at", "sent_at")
    if state == Message.State.READY:
        send_later(message, by=by)
    return message


def find_torn(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """Messages whose sender has been silent too long become uncertain; their number."""
    now = now or timezone.now()
    return (
        Message.objects.visible_to(by)
        .filter(state=Message.State.SENDING, sending_since__lt=now - INTERRUPTED_AFTER)
        .update(state=Message.State.UNCERTAIN, reason=reasons.TORN)
    )


def find_forgotten(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """Ask again for messages whose hour is long past although nothing holds them: their job was stopped or failed."""
    now = now or timezone.now()
    forgotten = (
        Message.objects.visible_to(by)
        .filter(state=Message.State.READY, due_at__lt=now - FORGOTTEN_AFTER)
        .order_by("due_at", "pk")[:500]
    )
    for message in forgotten:
        send_later(message, by=by, round_=f".{int(now.timestamp() // FORGOTTEN_AFTER.total_seconds())}")
    return len(forgotten)


def send_again(*, by: Actor, message: Message, now: datetime.datetime | None = None) -> Message:
    """A person decides that an uncertain or refused message is to be sent again."""
    message = _decidable(by, message)
    message.due_at = now or timezone.now()
    _put(message, Message.State.READY, "", "due_at")
    send_later(message, by=by)
    record("tasks.message_sent_again", by=by, target=message)
    return message


def mark_sent(*, by: Actor, message: Message, now: datetime.datetime | None = None) -> Message:
    """A person knows that it arrived, or has said it themselves."""
    message = _decidable(by, message)
    message.sent_at = now or timezone.now()
    _put(message, Message.State.SENT, reasons.MARKED, "sent_at")
    record("tasks.message_marked_sent", by=by, target=message)
    return message


def compose(message: Message, recipient: Membership, *, now: datetime.datetime) -> EmailMultiAlternatives:
    """Plain text and plain HTML of the same words, the sender's postal address and the way out below them."""
    organization = recipient.organization
    stop = settings.PUBLIC_URL + reverse("tasks:unsubscribe", args=[stop_link(recipient, now=now)])
    address = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    name = " ".join(organization.name.replace('"', "").split())
    with translation.override(message.language):
        footer = {
            "organization": name,
            "postal_address": organization.postal_address,
            "stop_url": stop,
            "text": message.text,
            "language": message.language,
            "subject": message.subject,
        }
        text = render_to_string("tasks/mail/frame.txt", footer)
        html = render_to_string("tasks/mail/frame.html", footer)
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=text,
        from_email=f'"{name}" <{address}>',
        to=[message.to_address],
        reply_to=[organization.reply_to] if organization.reply_to else None,
        headers={
            "Message-ID": f"<{message.key}@{address.rpartition('@')[2]}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def stop_link(recipient: Membership, *, now: datetime.datetime) -> str:
    """The member's own token to stop e-mails. Derived, not kept: the table holds its hash alone, and every mail
    carries the same link."""
    key = f"unsubscribe:{recipient.organization_id}:{recipient.pk}"
    secret = hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).digest()
    token = urlsafe_b64encode(secret).decode().rstrip("=")
    row, made = AccessToken.objects.get_or_create(
        organization_id=recipient.organization_id,
        token_hash=digest(token),
        defaults={
            "purpose": AccessToken.Purpose.UNSUBSCRIBE,
            "prefix": token[:8],
            "made_by": recipient,
            "subject_id": recipient.pk,
            "expires_at": now + LINK_LASTS,
        },
    )
    if not made and row.expires_at < now + LINK_RENEWED:
        row.expires_at = now + LINK_LASTS
        row.save(update_fields=["expires_at"])
    return token


def _obstacle(message: Message, now: datetime.datetime) -> str:
    """What has changed since it was written."""
    if message.reminder is None or message.recipient is None:
        return ""
    today = timezone.localdate(now)
    if why := obstacle(message.reminder.task, message.recipient, today=today):
        return why
    refused = ReminderSetting.objects.filter(membership=message.recipient, email_on=False).exists()
    return reasons.NO_EMAIL if refused else ""


def _decidable(by: Actor, message: Message) -> Message:
    require(by, Permission.WORK_TASKS)
    found = Message.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=message.pk).first()
    if found is None:
        raise NotAllowed
    if found.state not in (Message.State.UNCERTAIN, Message.State.FAILED):
        raise DomainError(gettext_lazy("This message needs no decision any more."))
    return found


def _put(message: Message, state: str, reason: str, *also: str) -> Message:
    message.state, message.reason = state, reason[:250]
    message.save(update_fields=["state", "reason", *also])
    return message
