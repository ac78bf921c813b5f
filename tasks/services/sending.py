"""A claimed message is handed over outside any transaction, and then recorded. A send that broke off while the body was
on its way is uncertain, and only a person sends it again."""

import datetime

from django.utils import timezone

from crm.access.actors import Actor
from crm.lib import post
from tasks import gateways
from tasks.models import Message
from tasks.services.claiming import WAITS, Claimed, put
from tasks.services.queueing import send_at

TRIES = 6
State = Message.State


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
