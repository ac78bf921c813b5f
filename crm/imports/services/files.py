"""The verbs of a file: take it in, read it, say why it cannot be read, throw it away, forget old ones."""

import datetime
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.imports import reading, rereading, storage
from crm.imports.kinds import kind_of, kinds
from crm.imports.models import ExportFile, ImportBatch, ImportQuestion, ImportRow, SavedMapping
from crm.imports.services.decisions import propose
from crm.imports.services.steps import BEFORE_RUN, locked, put
from crm.lib.ids import uuid7
from crm.queue import services as queue
from crm.queue.labels import Words
from crm.queue.models import Job

State = ImportBatch.State
RAW_KEPT_FOR = datetime.timedelta(days=30)


@transaction.atomic
def upload(*, by: Actor, file: File, name: str, kind: str) -> ImportBatch:
    """Keep a file and have it read in the background."""
    batch = keep_file(by=by, file=file, name=name, kind=kind)
    job = queue.enqueue(
        "imports.read", by=by, key=str(batch.pk), payload={"batch_id": str(batch.pk)}, label=Words(_("Read %(file)s"), file=batch.file_name),
        urgency=Job.Urgency.NOW,
    )  # fmt: skip
    return put(batch, job_id=job.pk)


@transaction.atomic
def keep_file(*, by: Actor, file: File, name: str, kind: str) -> ImportBatch:
    """The file as it came. Nothing of it is looked at yet."""
    require(by, Permission.IMPORT)
    batch = ImportBatch(
        id=uuid7(), organization_id=by.organization_id, kind=kind_of(kind).key, made_by_id=by.membership_id
    )
    batch.file_name = Path(name.replace("\\", "/")).name[:255]
    batch.sha256 = storage.keep_upload(file, by.organization_id, batch.pk)
    batch.file_size, batch.state = file.size, State.READING
    batch.save(force_insert=True)
    audit.record(
        "imports.uploaded", by=by, target=batch, details={"bytes": batch.file_size, "sha256": batch.sha256}
    )
    return batch


def read_upload(
    batch: ImportBatch, saved: Sequence[SavedMapping] = ()
) -> tuple[reading.FileFacts, reading.Spool]:
    """Outside any transaction: the file is checked and laid out in a confined process. Raises reading.Refused.
    Read as a person chose, else as guessed, else as a file with these headings was read before (`saved`)."""
    path, folder = (
        storage.upload_of(batch.organization_id, batch.pk),
        storage.spool_of(batch.organization_id, batch.pk),
    )
    facts = reading.check(path, batch.file_name)
    chosen: dict[str, Any] = batch.facts.get("chosen", {})
    spool = reading.convert(path, folder, declared_name=facts.name, **chosen)
    if facts.kind == "csv" and not chosen and (before := rereading.as_before(batch, spool, saved)):
        spool = reading.convert(path, folder, declared_name=facts.name, **before)
        spool.notes.append({"code": "note.read_as_before", "params": {}})
    return facts, spool


@transaction.atomic
def keep_facts(
    *, by: Actor, batch: ImportBatch, facts: reading.FileFacts, spool: reading.Spool
) -> ImportBatch:
    """What the file turned out to be, with a first guess at its columns."""
    if batch.state != State.READING:
        return batch
    batch.facts = {
        **{key: batch.facts[key] for key in ("chosen", "times_read") if key in batch.facts},
        "kind": facts.kind,
        "delimiter": spool.delimiter,
        "encoding": spool.encoding,
        "notes": [*spool.notes, *(note for sheet in spool.sheets for note in sheet.notes)],
        "sheets": {str(sheet.index): sheet.name for sheet in spool.sheets},
        "tables": [{"sheet": t.sheet, "first_line": t.first_line, "rows": t.row_count, "title": t.title, "headers": t.headers} for t in spool.tables],
    }  # fmt: skip
    batch.kind = next((kind.key for kind in kinds() if kind.fits(spool.main.headers)), batch.kind)
    return propose(by, batch, spool, spool.main)


@transaction.atomic
def refuse(*, by: Actor, batch: ImportBatch, refused: reading.Refused) -> None:
    """The file stays, with the sentence that says why it cannot be read."""
    put(batch, state=State.FAILED, refusal={"code": refused.code, "params": refused.params})
    audit.record("imports.refused", by=by, target=batch, details={"code": refused.code})


@transaction.atomic
def discard(*, by: Actor, batch: ImportBatch) -> None:
    """An import that never ran is not wanted."""
    batch = locked(by, batch, (State.UPLOADED, State.FAILED, *BEFORE_RUN))
    audit.record("imports.discarded", by=by, target=batch)
    storage_id = batch.pk
    ImportQuestion.objects.filter(organization_id=by.organization_id).of_batch(batch.pk).delete()
    batch.delete()
    transaction.on_commit(lambda: storage.forget_import(by.organization_id, storage_id))


@transaction.atomic
def forget_old_files(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """Uploads, their spools and the cells of rows that were not written go after 30 days, exports after one."""
    now = now or timezone.now()
    old = ImportBatch.objects.filter(
        organization_id=by.organization_id, file_gone_at=None, created_at__lt=now - RAW_KEPT_FOR
    )
    ids = list(old.exclude(state__in=[State.RUNNING, State.UNDOING]).values_list("pk", flat=True))
    rows = ImportRow.objects.filter(organization_id=by.organization_id, batch_id__in=ids)
    rows.filter(raw__isnull=False).update(raw=None)
    old.filter(pk__in=ids).update(file_gone_at=Now())
    exports = ExportFile.objects.filter(organization_id=by.organization_id, expires_at__lt=now).exclude(
        state=ExportFile.State.GONE
    )
    gone = list(exports.values_list("pk", flat=True))
    exports.filter(pk__in=gone).update(state=ExportFile.State.GONE)
    if ids or gone:
        audit.record("imports.files_forgotten", by=by, details={"imports": len(ids), "exports": len(gone)})
    transaction.on_commit(lambda: _remove(by.organization_id, ids, gone))
    return len(ids) + len(gone)


def _remove(organization_id: uuid.UUID, imports: Sequence[uuid.UUID], exports: Sequence[uuid.UUID]) -> None:
    for pk in imports:
        storage.forget_import(organization_id, pk)
    for pk in exports:
        storage.forget_export(organization_id, pk)
