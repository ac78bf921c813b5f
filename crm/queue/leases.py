"""What the holder of a claimed job may write. Every update names the fence of the claim: whoever was outrun changes
nothing. All of it happens inside the organization's transaction, as the application's login.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import Case, F, PositiveSmallIntegerField, QuerySet, Value, When
from django.db.models.functions import Now

from crm.queue.models import Heartbeat, Job


class Outrun(RuntimeError):
    """Another worker has claimed this job since, or it was declared dead."""


class Cancelled(RuntimeError):
    """Somebody asked this job to stop."""


@dataclass(frozen=True)
class Lease:
    """A claim: the job, its organization and the fence that only this claim holds."""

    job_id: UUID
    organization_id: UUID
    fence: int


def read(lease: Lease) -> Job:
    """The job, without a lock: whoever wants to stop it must not wait for it. Raises Outrun or Cancelled."""
    check(lease)
    return Job.objects.get(pk=lease.job_id)


def zone(lease: Lease) -> str | None:
    """Where the organization is. Asked in SQL: the model stands above this package."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select time_zone from organizations_organization where id = %s", [lease.organization_id]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def begin(lease: Lease) -> None:
    """Show that the attempt has begun. Raises Outrun."""
    _must(_held(lease).update(started_at=Now(), progressed_at=Now(), done_before=F("done")), lease)


def check(lease: Lease) -> None:
    """Raises Outrun or Cancelled before work is done in vain; the commit is fenced anyway."""
    found = list(_held(lease).values_list("cancel_asked_at", flat=True))
    if not found:
        raise Outrun(lease.job_id)
    if found[0] is not None:
        raise Cancelled(lease.job_id)


def advance(
    lease: Lease, *, done: int | None = None, total: int | None = None, errors: int | None = None
) -> None:
    """Save progress. A job that gets further than ever before is no poison: its attempts count anew."""
    changes: dict = {"last_error": "", "progressed_at": Now()}
    if done is not None:
        changes["done"] = done
        changes["attempts"] = Case(
            When(done__lt=done, then=Value(1)),
            default=F("attempts"),
            output_field=PositiveSmallIntegerField(),
        )
    if total is not None:
        changes["total"] = total
    if errors is not None:
        changes["error_count"] = errors
    _must(_held(lease).update(**changes), lease)


def finish(lease: Lease) -> None:
    _must(_held(lease).update(state=Job.State.DONE, finished_at=Now(), last_error=""), lease)
    _forget_heartbeat(lease)


def finish_whole(lease: Lease) -> None:
    """The finish of a job that began in this transaction."""
    _must(_held(lease).update(started_at=TransactionNow()), lease)
    finish(lease)


def stop(lease: Lease) -> None:
    _must(_held(lease).update(state=Job.State.CANCELLED, finished_at=Now()), lease)
    _forget_heartbeat(lease)


def fail(lease: Lease, error: str) -> bool:
    """Back to waiting, or dead after the last attempt. Returns whether it is dead."""
    row = _held(lease).select_for_update().first()
    if row is None:
        raise Outrun(lease.job_id)
    dead = row.attempts >= row.max_attempts
    if dead:
        changes: dict = {"state": Job.State.DEAD, "finished_at": Now()}
    else:
        changes = {"state": Job.State.READY, "due_at": Now() + pause_after(row.attempts)}
    _must(_held(lease).update(last_error=error, **changes), lease)
    _forget_heartbeat(lease)
    return dead


def pause_after(attempts: int) -> timedelta:
    """10 s, then a minute, then six ..."""
    return timedelta(seconds=10 * 6 ** (max(attempts, 1) - 1))


def _held(lease: Lease) -> QuerySet:
    return Job.objects.filter(
        organization_id=lease.organization_id, pk=lease.job_id, fence=lease.fence, state=Job.State.RUNNING
    )


def _must(changed: int, lease: Lease) -> None:
    if changed != 1:
        raise Outrun(lease.job_id)


def _forget_heartbeat(lease: Lease) -> None:
    Heartbeat.objects.filter(organization_id=lease.organization_id, job_id=lease.job_id).delete()
