"""The verbs of a run: begin, go on, stop."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import StaleEdit
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.audit.models import AuditEvent
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.services.steps import NotNow, put
from crm.queue import services as queue
from crm.queue.labels import Words
from crm.queue.models import Job

State = ImportBatch.State
SILENT_FOR = datetime.timedelta(minutes=10)  # a chunk takes seconds
A_LONG_ONE = 2_000  # rows: more than that leaves a worker's last process to shorter work


@transaction.atomic
def start(*, by: Actor, batch: ImportBatch, mapping_hash: str) -> ImportBatch:
    """Run what was previewed: `mapping_hash` is the one the preview was made with, else StaleEdit. Twice starts once."""
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    if batch.state in (State.RUNNING, State.DONE) and batch.mapping_hash == mapping_hash:
        return batch
    if batch.state != State.READY:
        raise NotNow
    if batch.mapping_hash != mapping_hash:
        raise StaleEdit
    return _ask_to_write(by, begin(by=by, batch=batch))


def _ask_to_write(by: Actor, batch: ImportBatch, *, again: str = "") -> ImportBatch:
    job = queue.enqueue(
        "imports.apply", by=by, key=f"{batch.pk}{again}", payload={"batch_id": str(batch.pk)},
        label=Words(_("Import %(file)s"), file=batch.file_name), total=batch.total,
        urgency=Job.Urgency.BULK if batch.total > A_LONG_ONE else Job.Urgency.SOON,
    )  # fmt: skip
    return put(batch, job_id=job.pk)


@transaction.atomic
def begin(*, by: Actor, batch: ImportBatch) -> ImportBatch:
    """From here on records are written; the engine is called by whoever calls this."""
    audit.record(
        "imports.started", by=by, target=batch, details={"rows": batch.total, "mapping": batch.mapping_hash}
    )
    return put(batch, state=State.RUNNING, started_at=Now(), job_id=None)


@transaction.atomic
def go_on(*, by: Actor, batch: ImportBatch) -> ImportBatch:
    """Work that was stopped or has failed begins again behind the last row that has an outcome."""
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    job = Job.objects.visible_to(by).filter(pk=batch.job_id).first() if batch.job_id else None
    if job is None and batch.state == State.CANCELLED:  # a command began it
        return _ask_to_write(by, put(batch, state=State.RUNNING), again=f":{batch.finished_at:%s}")
    if job is None or job.state not in (Job.State.CANCELLED, Job.State.DEAD):
        return batch
    if batch.state == State.CANCELLED:
        batch = put(batch, state=State.RUNNING)
    if batch.state not in (State.READING, State.READY, State.RUNNING, State.UNDOING):
        raise NotNow
    queue.retry(job, by=by)
    return batch


@transaction.atomic
def stopped(*, by: Actor, batch: ImportBatch) -> None:
    """Somebody stopped the run: what is written stays, can be undone, or the run can go on."""
    counts = ImportRow.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk).counted()
    put(batch, state=State.CANCELLED, counts=counts, finished_at=Now())
    audit.record("imports.stopped", by=by, target=batch, details={"outcomes": counts})


@transaction.atomic
def resumed(*, by: Actor, batch: ImportBatch) -> None:
    """A stopped run whose job was tried again: it runs, and is neither offered to go on nor to be undone meanwhile.
    Raises NotNow for one that was undone since."""
    if batch.state in (State.UNDOING, State.UNDONE):
        raise NotNow
    if batch.state == State.CANCELLED:
        put(batch, state=State.RUNNING)


@transaction.atomic
def stop_silent(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """Imports of a command that was killed: nobody works on them, so they are stopped, and can go on or be undone."""
    silent_since = (now or timezone.now()) - SILENT_FOR
    running = ImportBatch.objects.filter(
        organization_id=by.organization_id, state=State.RUNNING, job_id=None, started_at__lt=silent_since
    )
    heard = AuditEvent.objects.filter(
        organization_id=by.organization_id, target_id=OuterRef("pk"), at__gte=silent_since
    )
    silent = list(running.exclude(Exists(heard)).select_for_update())
    for batch in silent:
        stopped(by=by, batch=batch)
    return len(silent)
