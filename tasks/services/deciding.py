"""What a person says about a message: send it again, it is out, leave it."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor, System
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit.services import record
from tasks import reasons
from tasks.models import Message
from tasks.services import composing, links
from tasks.services.claiming import put
from tasks.services.judging import Verdict, judged, told_already
from tasks.services.making import latest_templates
from tasks.services.queueing import send_at

State = Message.State


@transaction.atomic
def send_again(*, by: Actor, message: Message, now: datetime.datetime | None = None) -> Message:
    """A person decides that an uncertain or refused message is to be sent again."""
    message = _decidable(by, message, State.UNCERTAIN, State.FAILED)
    message.due_at = now or timezone.now()
    put(message, State.READY, "", "due_at")
    send_at(message.due_at, by=by)
    record("tasks.message_sent_again", by=by, target=message)
    return message


@transaction.atomic
def mark_sent(*, by: Actor, message: Message, now: datetime.datetime | None = None) -> Message:
    """A person knows that it arrived, or has sent or said it themselves. A text or call from the list is asked about once
    more: what must not go out any more is blocked."""
    message = _decidable(by, message, State.UNCERTAIN, State.FAILED, State.LISTED)
    now = now or timezone.now()
    if message.state == State.LISTED:
        verdict = verdict_on(by, message, now=now)
        if verdict.why:
            put(message, State.BLOCKED, verdict.why)
            return message
        message.text = words_of(by, message, verdict, now=now)
        message.to_address, message.copy_to = verdict.to, verdict.copy_to
    message.sent_at, message.settled_by_id = now, by.membership_id
    put(message, State.SENT, reasons.MARKED, "sent_at", "settled_by", "text", "to_address", "copy_to")
    record("tasks.message_marked_sent", by=by, target=message)
    return message


@transaction.atomic
def skip(*, by: Actor, message: Message) -> Message:
    """Somebody decides not to send or say it."""
    message = _decidable(by, message, State.LISTED, State.UNCERTAIN, State.FAILED)
    message.settled_by_id = by.membership_id
    put(message, State.BLOCKED, reasons.SKIPPED, "settled_by")
    record("tasks.message_skipped", by=by, target=message)
    return message


def verdict_on(by: Actor, message: Message, *, now: datetime.datetime) -> Verdict:
    """Whether a listed text or call may go now, and to which number."""
    if message.planned is None:
        return Verdict(reasons.GONE)
    return verdicts_on(by, [message], now=now)[message.pk]


def verdicts_on(by: Actor, messages: list[Message], *, now: datetime.datetime) -> dict[uuid.UUID, Verdict]:
    rows = {message.pk: message.planned for message in messages if message.planned}
    found = judged(_machine(by), rows.values(), now=now)
    told = told_already(_machine(by), messages)
    return {
        message_id: Verdict(reasons.TOLD) if message_id in told else found[row.pk]
        for message_id, row in rows.items()
    }


def words_of(by: Actor, message: Message, verdict: Verdict, *, now: datetime.datetime) -> str:
    """The text as it would go out now."""
    row, machine = message.planned, _machine(by)
    if row is None:
        raise LookupError("a listed message without its plan")
    template = latest_templates(machine, [row.step_id])[row.step_id]
    found = links.answer_links(row, until=verdict.happening.starts_at, now=now) if verdict.happening else {}
    return composing.planned_words(machine, row, verdict, template, links=found).text


def _machine(by: Actor) -> System:
    """Who reads what the rules need: a list must not hide a refusal because its reader may not see consents."""
    return System(organization_id=by.organization_id, reason="sending")


def _decidable(by: Actor, message: Message, *states: str) -> Message:
    require(by, Permission.WORK_TASKS)
    found = (
        Message.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("planned__step__plan", "planned__contact", "planned__member__user")
        .filter(pk=message.pk)
        .first()
    )
    if found is None:
        raise NotAllowed
    if found.state == State.SENT and found.settled_by and found.settled_by_id != by.membership_id:
        raise DomainError(_("%(name)s has sent it already.") % {"name": found.settled_by.user})
    if found.state not in states:
        raise DomainError(_("This message needs no decision any more."))
    return found
