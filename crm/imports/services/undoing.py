"""The verbs of taking a run back."""

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.imports.kinds import followers, kind_of
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.services.steps import NotNow, put
from crm.queue import services as queue
from crm.queue.labels import Words
from crm.queue.models import Job

State = ImportBatch.State
UNDO_WITHIN = datetime.timedelta(days=30)
UNDO_AT_ONCE = 1_000
UNDO_FAILED = "undo.failed"


def may_undo(batch: ImportBatch, *, now: datetime.datetime | None = None) -> bool:
    """A finished or stopped run, for 30 days."""
    ended = batch.finished_at
    return (
        batch.state in (State.DONE, State.CANCELLED)
        and ended is not None
        and (now or timezone.now()) - ended < UNDO_WITHIN
    )


@transaction.atomic
def ask_undo(*, by: Actor, batch: ImportBatch) -> ImportBatch:
    """Take a run back, in the background. Twice asks once."""
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    if batch.state in (State.UNDOING, State.UNDONE):
        return batch
    if not may_undo(batch):
        raise NotNow
    total = sum(number for outcome, number in batch.counts.items() if outcome in ("created", "updated"))
    job = queue.enqueue(
        "imports.undo", by=by, key=f"{batch.pk}:{batch.finished_at:%s}", payload={"batch_id": str(batch.pk)},
        label=Words(_("Undo %(file)s"), file=batch.file_name), urgency=Job.Urgency.SOON, total=total,
    )  # fmt: skip
    audit.record("imports.undo_asked", by=by, target=batch)
    return put(batch, state=State.UNDOING, job_id=job.pk)


@transaction.atomic
def undo_some(*, by: Actor, batch: ImportBatch, at_once: int = UNDO_AT_ONCE) -> int:
    """Take back the next records that this batch touched; how many. 0: none is left."""
    rows = ImportRow.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk)
    open_rows = rows.filter(outcome__in=["created", "updated"], undo="", object_id__isnull=False)
    found = open_rows.order_by("-line").values_list("object_id", flat=True)[:at_once]
    ids = [pk for pk in dict.fromkeys(found) if pk is not None]
    if not ids:
        return 0
    verdicts = _taken_back(batch, ids, by)
    touched = rows.filter(object_id__in=ids, undo="")
    reasons: dict[str, list[uuid.UUID]] = {}
    for pk, why in verdicts.items():
        reasons.setdefault(why, []).append(pk)
    for why, found_ids in reasons.items():
        touched.filter(object_id__in=found_ids).update(undo=_undo_of(why), undo_reason=why)
    counts = Counter(str(_undo_of(why)) for why in verdicts.values())
    audit.record("imports.chunk_undone", by=by, target=batch, details=dict(counts))
    return len(ids)


def _taken_back(batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
    """All at once; where the database refuses, one by one, so that a single record holds up nobody else's."""
    try:
        with transaction.atomic():
            for follower in followers(batch.kind):
                follower.undo(batch, ids, by)
            return kind_of(batch.kind).undo(batch, ids, by)
    except IntegrityError:
        if len(ids) == 1:
            return {ids[0]: UNDO_FAILED}
    return {pk: why for one in ids for pk, why in _taken_back(batch, [one], by).items()}


def _undo_of(why: str) -> ImportRow.Undo:
    if why == UNDO_FAILED:
        return ImportRow.Undo.FAILED
    return ImportRow.Undo.KEPT if why else ImportRow.Undo.REVERSED


@transaction.atomic
def undone(*, by: Actor, batch: ImportBatch) -> None:
    for follower in followers(batch.kind):
        follower.undone(batch, by)
    put(batch, state=State.UNDONE, undone_at=Now())
    audit.record("imports.undone", by=by, target=batch)
