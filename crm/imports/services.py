"""The verbs of importing: take a file in, read it, decide what it is, run it, take it back, forget its raw cells."""

import datetime
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, StaleEdit
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.audit.models import AuditEvent
from crm.imports import mapping, reading, rereading, storage
from crm.imports.kinds import Kind, followers, kind_of, kinds
from crm.imports.models import ExportFile, ImportBatch, ImportQuestion, ImportRow, SavedMapping
from crm.lib.ids import uuid7
from crm.queue import services as queue
from crm.queue.models import Job

State = ImportBatch.State
UNDO_WITHIN = datetime.timedelta(days=30)
RAW_KEPT_FOR = datetime.timedelta(days=30)
BEFORE_RUN = (State.MAPPING, State.READY)
SAMPLED = 200
MOST_CORRECTIONS = 300
UNDO_AT_ONCE = 1_000
SILENT_FOR = datetime.timedelta(minutes=10)  # a chunk takes seconds
A_LONG_ONE = 2_000  # rows: more than that leaves a worker's last process to shorter work
UNDO_FAILED = "undo.failed"


class NotNow(DomainError):
    sentence = _("This import is past that step.")


@transaction.atomic
def upload(*, by: Actor, file: File, name: str, kind: str) -> ImportBatch:
    """Keep a file and have it read in the background."""
    batch = keep_file(by=by, file=file, name=name, kind=kind)
    job = queue.enqueue(
        "imports.read", by=by, key=str(batch.pk), payload={"batch_id": str(batch.pk)}, label=_("Read %(file)s") % {"file": batch.file_name},
        urgency=Job.Urgency.NOW,
    )  # fmt: skip
    return _set(batch, job_id=job.pk)


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
    return _propose(by, batch, spool, spool.main)


@transaction.atomic
def refuse(*, by: Actor, batch: ImportBatch, refused: reading.Refused) -> None:
    """The file stays, with the sentence that says why it cannot be read."""
    _set(batch, state=State.FAILED, refusal={"code": refused.code, "params": refused.params})
    audit.record("imports.refused", by=by, target=batch, details={"code": refused.code})


@transaction.atomic
def decide_what(
    *,
    by: Actor,
    batch: ImportBatch,
    kind: str,
    options: Mapping[str, Any],
    table: int | None = None,
    header_line: int | None = None,
) -> ImportBatch:
    """The kind, what holds for every row, and which table is meant: by its place in facts["tables"], or by the row
    of its headings in the present sheet (0: it has none). Columns are guessed anew when kind or table change."""
    batch = _locked(by, batch, BEFORE_RUN)
    batch.options = dict(options)
    changed, batch.kind = batch.kind != kind_of(kind).key, kind
    if table is None and header_line is None and not changed:
        return _hashed(batch)
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
    meant = reading.Table(**batch.mapping["table"])
    if table is not None:
        meant = spool.tables[table]
    elif header_line is not None:
        meant = reading.table_at(spool, sheet=meant.sheet, header_lines=[header_line] if header_line else [])
    if not meant.row_count:
        raise DomainError(_("There are no rows below these headings."), field="header_line")
    return _propose(by, batch, spool, meant)


@transaction.atomic
def decide_columns(*, by: Actor, batch: ImportBatch, columns: Sequence[Mapping[str, Any]]) -> ImportBatch:
    """Field, policy and clean-up rules for each column, in the order of the file."""
    batch = _locked(by, batch, BEFORE_RUN)
    known, kind = [column["header"] for column in batch.mapping["columns"]], kind_of(batch.kind)
    if [column["header"] for column in columns] != known:
        raise StaleEdit
    fields = kind.columns()
    taken: set[str] = set()
    for column in columns:
        field = column["field"]
        if field and field in taken and not fields[field].repeats:
            raise DomainError(
                _("Two columns cannot both be “%(field)s”.") % {"field": fields[field].label},
                field=column["header"],
            )
        taken.add(field)
    batch.mapping = {
        **batch.mapping,
        "columns": [{**old, **new} for old, new in zip(batch.mapping["columns"], columns, strict=True)],
    }
    if missing := kind.missing(taken):
        raise DomainError(missing)
    return _look_up(by, _hashed(batch, ready=True))


@transaction.atomic
def correct(*, by: Actor, batch: ImportBatch, line: int, cells: Mapping[str, str]) -> ImportBatch:
    """What somebody wrote over the cells of one row; none: the row is read as it came. The file itself never changes."""
    batch = _locked(by, batch, (State.READY,))
    corrections = {**batch.mapping.get("corrections", {}), str(line): dict(cells)}
    if not cells:
        del corrections[str(line)]
    if len(corrections) > MOST_CORRECTIONS:
        raise DomainError(
            _("So many rows are mended faster in the spreadsheet itself. Bring it again afterwards.")
        )
    batch.mapping = {**batch.mapping, "corrections": corrections}
    return _look_up(by, _hashed(batch, ready=True))


@transaction.atomic
def save_mapping(*, by: Actor, batch: ImportBatch, name: str) -> SavedMapping:
    """Keep these decisions for files with the same headings; a mapping of that name is replaced."""
    require(by, Permission.IMPORT)
    kept, _made = SavedMapping.objects.update_or_create(
        organization_id=by.organization_id,
        kind=batch.kind,
        name=" ".join(name.split())[:80],
        defaults={
            "signature": mapping.signature(batch.mapping["table"]["headers"]),
            "columns": [{key: c[key] for key in ("header", "field", "system", "policy", "rules", "drop")} for c in batch.mapping["columns"]],
            "options": {key: said for key, said in batch.options.items() if key not in _of_one_file(batch)},
            **_read_with(batch),
            "made_by_id": by.membership_id,
            "used_at": timezone.now(),
        },
    )  # fmt: skip
    return kept


def _of_one_file(batch: ImportBatch) -> set[str]:
    return {name for follower in followers(batch.kind) for name in follower.of_one_file}


def _read_with(batch: ImportBatch) -> dict[str, str]:
    """Kept only where somebody chose it, or it was so chosen for the file before: a guess is made anew each time."""
    noted = any(note["code"] == "note.read_as_before" for note in batch.facts["notes"])
    keys = ("encoding", "delimiter")
    return {key: batch.facts[key] if noted else batch.facts.get("chosen", {}).get(key, "") for key in keys}


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
        label=_("Import %(file)s") % {"file": batch.file_name}, total=batch.total,
        urgency=Job.Urgency.BULK if batch.total > A_LONG_ONE else Job.Urgency.SOON,
    )  # fmt: skip
    return _set(batch, job_id=job.pk)


@transaction.atomic
def begin(*, by: Actor, batch: ImportBatch) -> ImportBatch:
    """From here on records are written; the engine is called by whoever calls this."""
    audit.record(
        "imports.started", by=by, target=batch, details={"rows": batch.total, "mapping": batch.mapping_hash}
    )
    return _set(batch, state=State.RUNNING, started_at=Now(), job_id=None)


@transaction.atomic
def go_on(*, by: Actor, batch: ImportBatch) -> ImportBatch:
    """Work that was stopped or has failed begins again behind the last row that has an outcome."""
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    job = Job.objects.visible_to(by).filter(pk=batch.job_id).first() if batch.job_id else None
    if job is None and batch.state == State.CANCELLED:  # a command began it
        return _ask_to_write(by, _set(batch, state=State.RUNNING), again=f":{batch.finished_at:%s}")
    if job is None or job.state not in (Job.State.CANCELLED, Job.State.DEAD):
        return batch
    if batch.state == State.CANCELLED:
        batch = _set(batch, state=State.RUNNING)
    if batch.state not in (State.READING, State.READY, State.RUNNING, State.UNDOING):
        raise NotNow
    queue.retry(job, by=by)
    return batch


@transaction.atomic
def stopped(*, by: Actor, batch: ImportBatch) -> None:
    """Somebody stopped the run: what is written stays, can be undone, or the run can go on."""
    counts = ImportRow.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk).counted()
    _set(batch, state=State.CANCELLED, counts=counts, finished_at=Now())
    audit.record("imports.stopped", by=by, target=batch, details={"outcomes": counts})


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
        label=_("Undo %(file)s") % {"file": batch.file_name}, urgency=Job.Urgency.SOON, total=total,
    )  # fmt: skip
    audit.record("imports.undo_asked", by=by, target=batch)
    return _set(batch, state=State.UNDOING, job_id=job.pk)


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
    _set(batch, state=State.UNDONE, undone_at=Now())
    audit.record("imports.undone", by=by, target=batch)


@transaction.atomic
def discard(*, by: Actor, batch: ImportBatch) -> None:
    """An import that never ran is not wanted."""
    batch = _locked(by, batch, (State.UPLOADED, State.FAILED, *BEFORE_RUN))
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


def _propose(by: Actor, batch: ImportBatch, spool: reading.Spool, table: reading.Table) -> ImportBatch:
    kind: Kind = kind_of(batch.kind)
    sampled = reading.sample(spool, SAMPLED, table)
    preset, guesses = reading.guess_columns(table, sampled, batch.file_name)
    batch.facts = {**batch.facts, "preset": preset.name if preset else ""}
    guesses = kind.guesses(table, sampled, guesses)
    batch.mapping = mapping.propose(table, guesses, sampled, kind.columns(), preset)
    saved = (
        SavedMapping.objects.visible_to(by)
        .filter(kind=batch.kind, signature=mapping.signature(table.headers))
        .order_by("-used_at")
        .first()
    )
    if saved:
        batch.mapping = mapping.recall(batch.mapping, saved.columns)
        batch.options = {**saved.options, **batch.options}
        batch.facts["saved_mapping"] = saved.name
    batch.total, batch.state = table.row_count, State.MAPPING
    return _hashed(batch)


def _look_up(by: Actor, batch: ImportBatch) -> ImportBatch:
    """Who of the file is known already is found out while the first rows are looked at."""
    if not kind_of(batch.kind).asks or batch.matched_hash == batch.mapping_hash:
        return batch
    job = queue.enqueue(
        "imports.look_up", by=by, payload={"batch_id": str(batch.pk)}, urgency=Job.Urgency.NOW, total=batch.total,
        label=_("Look up the people of %(file)s") % {"file": batch.file_name},
    )  # fmt: skip
    return _set(batch, job_id=job.pk)


def _hashed(batch: ImportBatch, *, ready: bool = False) -> ImportBatch:
    batch.state = State.READY if ready else State.MAPPING if batch.state == State.READING else batch.state
    batch.mapping_hash = mapping.digest(batch.kind, batch.sha256, batch.mapping, batch.options)
    batch.save()
    return batch


def _locked(by: Actor, batch: ImportBatch, states: Sequence[str]) -> ImportBatch:
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    if batch.state not in states:
        raise NotNow
    return batch


def _set(batch: ImportBatch, **values: Any) -> ImportBatch:
    ImportBatch.objects.filter(organization_id=batch.organization_id, pk=batch.pk).update(**values)
    batch.refresh_from_db()
    return batch
