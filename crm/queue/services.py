"""Asking for work, stopping it, trying it again."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib.ids import uuid7
from crm.queue import doorbell, registry
from crm.queue.labels import Words, columns
from crm.queue.models import Job


class TooLate(DomainError):
    sentence = _("This job has ended already.")


class NotEnded(DomainError):
    sentence = _("Only a job that failed or was stopped can be tried again.")


def enqueue(
    kind: str,
    *,
    by: Actor,
    key: str | None = None,
    payload: dict[str, Any] | None = None,
    label: str | Promise | Words = "",
    urgency: int = Job.Urgency.SOON,
    due_at: datetime.datetime | None = None,
    total: int | None = None,
    id: uuid.UUID | None = None,
) -> Job:
    """Ask for a job inside the caller's tenant transaction: it exists if and only if that commits.

    The same organization, kind and key give the job that is there. Without a key every call is a job of its own.
    `payload` holds ids. The worker is woken after the commit; without a broker the next tick finds the job.
    """
    registry.kind(kind)
    key = key or str(uuid7())
    job = Job(
        id=id or uuid7(),
        organization_id=by.organization_id,
        kind=kind,
        key=key,
        payload=payload or {},
        **columns(label),
        urgency=Job.Urgency(urgency),
        created_by_id=by.membership_id,
        total=total,
        **({} if due_at is None else {"due_at": due_at}),
    )
    Job.objects.bulk_create([job], ignore_conflicts=True)
    there = Job.objects.get(organization_id=by.organization_id, kind=kind, key=key)
    if there.pk == job.pk and (due_at is None or due_at <= timezone.now()):
        transaction.on_commit(lambda: doorbell.ring(there.urgency), robust=True)
    return there


@dataclass(frozen=True)
class Ask:
    """One of many jobs of a kind, asked for together."""

    key: str
    payload: dict[str, Any] = field(default_factory=dict)
    due_at: datetime.datetime | None = None


def enqueue_many(
    kind: str,
    asks: Iterable[Ask],
    *,
    by: Actor,
    urgency: int = Job.Urgency.SOON,
    label: str | Promise | Words = "",
) -> None:
    """`enqueue` for thousands: a statement for each thousand of them and one ring. Those that are there stay as they are."""
    registry.kind(kind)
    now = timezone.now()
    jobs = [
        Job(
            organization_id=by.organization_id,
            kind=kind,
            key=ask.key,
            payload=ask.payload,
            **columns(label),
            urgency=Job.Urgency(urgency),
            created_by_id=by.membership_id,
            due_at=ask.due_at or now,
        )
        for ask in asks
    ]
    Job.objects.bulk_create(jobs, ignore_conflicts=True, batch_size=1_000)
    if any(job.due_at <= now for job in jobs):
        transaction.on_commit(lambda: doorbell.ring(urgency), robust=True)


def cancel(job: Job, *, by: Actor) -> None:
    """Stop a waiting job at once, a running one before its next step. Whoever started it may, and the managers of jobs.

    Raises TooLate.
    """
    _require_hand_in(job, by)
    mine = Job.objects.visible_to(by).filter(pk=job.pk)
    stopped = mine.filter(state=Job.State.READY).update(
        state=Job.State.CANCELLED, cancel_asked_at=Now(), finished_at=Now()
    )
    asked = stopped or mine.filter(state=Job.State.RUNNING).update(cancel_asked_at=Now())
    if not asked:
        raise TooLate
    audit.record("queue.job_stopped", by=by, target=job, details={"kind": job.kind})


def retry(job: Job, *, by: Actor) -> None:
    """Let a failed or stopped job go on where its last committed step left off. Raises NotEnded."""
    _require_hand_in(job, by)
    again = (
        Job.objects.visible_to(by)
        .filter(Q(state=Job.State.DEAD) | Q(state=Job.State.CANCELLED), pk=job.pk)
        .update(
            state=Job.State.READY,
            due_at=Now(),
            attempts=0,
            last_error="",
            cancel_asked_at=None,
            finished_at=None,
        )
    )
    if not again:
        raise NotEnded
    audit.record("queue.job_retried", by=by, target=job, details={"kind": job.kind})
    transaction.on_commit(lambda: doorbell.ring(job.urgency), robust=True)


def forget_finished(*, before: datetime.datetime, by: Actor, kinds: list[str] | None = None) -> int:
    """Delete jobs that ended well or were stopped before this moment. Failed ones stay until somebody looks at them."""
    require(by, Permission.MANAGE_JOBS)
    ended = Job.objects.visible_to(by).filter(
        state__in=[Job.State.DONE, Job.State.CANCELLED], finished_at__lt=before
    )
    if kinds is not None:
        ended = ended.filter(kind__in=kinds)
    return ended.delete()[0]


def _require_hand_in(job: Job, by: Actor) -> None:
    if by.membership_id is None or job.created_by_id != by.membership_id:
        require(by, Permission.MANAGE_JOBS)
