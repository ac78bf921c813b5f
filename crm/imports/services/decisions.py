"""The verbs of deciding what a file is: its kind and table, its columns, the cells of a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError, NotAllowed, StaleEdit
from crm.imports import mapping, reading, storage
from crm.imports.kinds import Kind, kind_of
from crm.imports.models import ImportBatch, SavedMapping
from crm.imports.services.steps import BEFORE_RUN, hashed, locked, put
from crm.queue import services as queue
from crm.queue.labels import Words
from crm.queue.models import Job

State = ImportBatch.State
SAMPLED = 200
MOST_CORRECTIONS = 300
NOTED = "noted"  # the column that a kind has for what goes into the notes under its heading
QUESTIONS = frozenset({"column.unknown", "column.question"})


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
    batch = locked(by, batch, BEFORE_RUN)
    batch.options = dict(options)
    changed, batch.kind = batch.kind != kind_of(kind).key, kind
    if table is None and header_line is None and not changed:
        return hashed(batch)
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
    meant = reading.Table(**batch.mapping["table"])
    if table is not None:
        meant = spool.tables[table]
    elif header_line is not None:
        meant = reading.table_at(spool, sheet=meant.sheet, header_lines=[header_line] if header_line else [])
    if not meant.row_count:
        raise DomainError(_("There are no rows below these headings."), field="header_line")
    return propose(by, batch, spool, meant)


@transaction.atomic
def decide_columns(
    *,
    by: Actor,
    batch: ImportBatch,
    columns: Sequence[Mapping[str, Any]],
    ready: bool = True,
    looks: bool = True,
) -> ImportBatch:
    """Field, policy and clean-up rules for each column, in the order of the file. `ready`: nothing more to decide.
    `looks`: who is known already is found out meanwhile, for somebody who will be asked."""
    batch = locked(by, batch, BEFORE_RUN)
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
    if not ready:
        batch.state = State.MAPPING
        return hashed(batch)
    if missing := kind.missing(taken):
        raise DomainError(missing)
    batch = hashed(batch, ready=True)
    return _look_up(by, batch) if looks else batch


@transaction.atomic
def decide_questions(
    *, by: Actor, batch: ImportBatch, columns: Sequence[Mapping[str, Any]], keep: str
) -> ImportBatch:
    """All columns that nobody knows at once, the others as given: into the notes, as fields of our own, or left out."""
    kind = kind_of(batch.kind)
    asked = {column["header"] for column in open_questions(batch)}
    fields = dict.fromkeys(asked, NOTED if keep == "note" and NOTED in kind.columns() else "")
    if keep == "own":
        if not kind.may_keep_questions(by):
            raise NotAllowed
        spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
        sampled = reading.sample(spool, SAMPLED, reading.Table(**batch.mapping["table"]))
        cells = {header: [row.values.get(header, "") for row in sampled] for header in asked}
        in_order = {c["header"]: cells[c["header"]] for c in columns if c["header"] in asked}
        fields |= kind.keep_questions(by, in_order)
    known = kind.columns()
    decided = [
        {**column, "field": (field := fields[column["header"]]), "system": "", "policy": known[field].policies[0] if field else ""}
        if column["header"] in asked
        else column
        for column in columns
    ]  # fmt: skip
    return decide_columns(by=by, batch=batch, columns=decided, ready=False)


def open_questions(batch: ImportBatch) -> list[dict[str, Any]]:
    """Columns whose headings nobody knows, whatever was decided about them since."""
    return [c for c in batch.mapping["columns"] if c["reason"] in QUESTIONS and not c["drop"]]


@transaction.atomic
def correct(*, by: Actor, batch: ImportBatch, line: int, cells: Mapping[str, str]) -> ImportBatch:
    """What somebody wrote over the cells of one row; none: the row is read as it came. The file itself never changes."""
    batch = locked(by, batch, (State.READY,))
    corrections = {**batch.mapping.get("corrections", {}), str(line): dict(cells)}
    if not cells:
        del corrections[str(line)]
    if len(corrections) > MOST_CORRECTIONS:
        raise DomainError(
            _("So many rows are mended faster in the spreadsheet itself. Bring it again afterwards.")
        )
    batch.mapping = {**batch.mapping, "corrections": corrections}
    return _look_up(by, hashed(batch, ready=True))


def propose(by: Actor, batch: ImportBatch, spool: reading.Spool, table: reading.Table) -> ImportBatch:
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
    return hashed(batch)


def _look_up(by: Actor, batch: ImportBatch) -> ImportBatch:
    """Who of the file is known already is found out while the first rows are looked at."""
    if not kind_of(batch.kind).asks or batch.matched_hash == batch.mapping_hash:
        return batch
    job = queue.enqueue(
        "imports.look_up", by=by, payload={"batch_id": str(batch.pk)}, urgency=Job.Urgency.NOW, total=batch.total,
        label=Words(_("Look up the people of %(file)s"), file=batch.file_name),
    )  # fmt: skip
    return put(batch, job_id=job.pk)
