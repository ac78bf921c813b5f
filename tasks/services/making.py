"""Planned reminders whose hour has come become messages, or say why not."""

import datetime
import logging
import uuid
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from crm.access.actors import Actor
from crm.organizations.models import Organization
from tasks import reasons
from tasks.models import Channel, Message, Notice, PlannedReminder, Template
from tasks.services import composing
from tasks.services.judging import Verdict, judged, language_of, sending_setting
from tasks.services.queueing import send_at
from tasks.services.quiet import held_until

logger = logging.getLogger(__name__)

BATCH = 200
State = PlannedReminder.State


def make_due(*, by: Actor, now: datetime.datetime | None = None, limit: int = BATCH) -> int:
    """Up to `limit` of them, in the caller's transaction; rows that another worker holds are left to it. Returns how many
    it took: 0 means that nothing was due."""
    now = now or timezone.now()
    due = list(
        PlannedReminder.objects.visible_to(by)
        .due(now=now)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("step__plan", "contact", "member__user")
        .order_by("due_at", "pk")[:limit]
    )
    if not due:
        return 0
    organization = Organization.objects.visible_to(by).get()
    has_gateway = bool(settings.SMS_GATEWAY) and sending_setting(by).sends_texts
    templates = latest_templates(by, (row.step_id for row in due))
    messages, notices = [], []
    for row, verdict in _pairs(by, due, now):
        row.state, row.reason = (State.BLOCKED, verdict.why) if verdict.why else (State.MADE, "")
        if row.step.channel == Channel.APP:
            if not verdict.why and row.member_id:
                notices += _notices(by, row, row.member_id, verdict, templates.get(row.step_id))
            continue
        later = held_until(row, organization, verdict.happening, now)
        messages.append(_message(row, verdict, templates.get(row.step_id), later or now, has_gateway))
    PlannedReminder.objects.bulk_update(due, ["state", "reason"])
    Notice.objects.bulk_create(notices)
    Message.objects.visible_to(by).filter(
        key__in=[message.key for message in messages], state=Message.State.BLOCKED
    ).delete()
    Message.objects.bulk_create(messages)
    ready = Counter(message.due_at for message in messages if message.state == Message.State.READY)
    for moment, count in sorted(ready.items()):
        send_at(moment, by=by, count=count, now=now)
    return len(due)


def latest_templates(by: Actor, step_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Template]:
    newest = Template.objects.visible_to(by).filter(step_id__in=set(step_ids))
    return {row.step_id: row for row in newest.order_by("step_id", "-number").distinct("step_id")}


def _pairs(
    by: Actor, due: list[PlannedReminder], now: datetime.datetime
) -> list[tuple[PlannedReminder, Verdict]]:
    verdicts = judged(by, due, now=now)
    return [(row, verdicts[row.pk]) for row in due]


def _message(
    row: PlannedReminder,
    verdict: Verdict,
    template: Template | None,
    due_at: datetime.datetime,
    has_gateway: bool,
) -> Message:
    channel = row.step.channel
    by_machine = channel == Channel.EMAIL or (channel == Channel.TEXT and has_gateway)
    state = Message.State.READY if by_machine else Message.State.LISTED
    return Message(
        organization_id=row.organization_id,
        key=f"plan.{row.pk}",
        channel=channel,
        planned=row,
        recipient_id=row.member_id,
        contact_id=row.contact_id,
        subject_kind=row.step.plan.subject_kind,
        subject_id=row.subject_id,
        template=template,
        template_version=composing.version_words(row.step, template),
        to_address=verdict.to,
        copy_to=verdict.copy_to,
        language=language_of(row),
        state=Message.State.BLOCKED if verdict.why else state,
        reason=verdict.why,
        due_at=due_at,
    )


def _notices(
    by: Actor, row: PlannedReminder, recipient_id: uuid.UUID, verdict: Verdict, template: Template | None
) -> list[Notice]:
    """None where its words cannot be put together: that stops this one alone."""
    try:
        if template is None:
            raise LookupError("a step without words")
        words = composing.planned_words(by, row, verdict, template, links={})
    except DatabaseError:
        raise  # the job tries again
    except Exception:
        logger.exception("notice of %s cannot be written", row.pk)
        row.state, row.reason = State.BLOCKED, reasons.BROKEN
        return []
    return [
        Notice(
            organization_id=row.organization_id,
            recipient_id=recipient_id,
            task_id=row.subject_id if row.step.plan.subject_kind == "tasks.step" else None,
            text=words.subject[:250],
        )
    ]
