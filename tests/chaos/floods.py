"""Deeds of tests.chaos.deeds: the flood of one organization, and the little that another asks for beside it."""

import time
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.queue.models import Job
from crm.queue.services import Ask, enqueue, enqueue_many
from tasks.models import Message, Reminder

A_FEW = 3
LIMIT_S = 120


def flood(organization: str, many: int, make_reminders) -> dict:
    """So many jobs and so many reminders, half of them with an e-mail, all at once."""
    by = System(organization_id=UUID(organization), reason="test")
    with tenant(by.organization_id):
        make_reminders(by.organization_id, [timezone.now()] * many)
        enqueue_many("queue.forget_finished", [Ask(key=f"flood {n}") for n in range(many)], by=by)
        enqueue("tasks.send_due", by=by, urgency=Job.Urgency.NOW)
    return {}


def a_few(organization: str, flooding: str, make_reminders) -> dict:
    """Three jobs and three reminders: the longest wait of each sort, and what the flood still held by then."""
    by = System(organization_id=UUID(organization), reason="test")
    with tenant(by.organization_id):
        asked = [enqueue("queue.forget_finished", by=by, key=f"few {n}").pk for n in range(A_FEW)]
        made = [row.pk for row in make_reminders(by.organization_id, [timezone.now()] * A_FEW)]
        enqueue("tasks.send_due", by=by, urgency=Job.Urgency.NOW)
    done, shown, sent = Q(pk__in=asked, state="done"), Q(pk__in=made, state="shown"), Q(reminder__in=made)
    on_its_way = Q(state__in=["ready", "sending"])
    give_up_at = time.monotonic() + LIMIT_S
    while time.monotonic() < give_up_at:
        with tenant(by.organization_id):
            if (
                Job.objects.filter(done).count() == Reminder.objects.filter(shown).count() == A_FEW
                and not Message.objects.filter(sent & on_its_way).exists()
            ):
                break
        time.sleep(0.05)
    with tenant(UUID(flooding)):
        left = {
            "jobs": Job.objects.filter(key__startswith="flood ", state="ready").count(),
            "messages": Message.objects.filter(on_its_way).count(),
        }
    with tenant(by.organization_id):
        return {
            "jobs_s": _longest(Job.objects.filter(done), "finished_at", "created_at"),
            "shown_s": _longest(Reminder.objects.filter(shown), "shown_at", "due_at"),
            "sent_s": _longest(Message.objects.filter(sent, state="sent"), "sent_at", "created_at"),
            "of": [
                Job.objects.filter(done).count(),
                Reminder.objects.filter(shown).count(),
                Message.objects.filter(sent, state="sent").count(),
            ],
            "left": left,
        }


def end_flood(organization: str) -> dict:
    """What is left of it is stopped."""
    with tenant(UUID(organization)):
        Job.objects.filter(key__startswith="flood ", state="ready").update(state="cancelled")
        Message.objects.filter(state="ready").update(state="blocked")
    return {}


def _longest(found, end: str, begin: str) -> float | None:
    waits = [
        wait.total_seconds() for wait in found.annotate(wait=F(end) - F(begin)).values_list("wait", flat=True)
    ]
    return round(max(waits), 2) if waits else None
