"""What became of an import, as plain data: for the command's report, the list of rows to mend, the report page."""

import csv
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TextIO

from crm.access.actors import Actor
from crm.imports.kinds import Kind, kind_of
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.sentences import say
from crm.lib.spreadsheet_safety import neutralise

ALL_ROWS = 50_000
FIRST_CELLS = 6


def reasons_said(
    reasons: Iterable[dict[str, Any]], names: dict[uuid.UUID, tuple[str, str]], somebody: str
) -> list[str]:
    """Sentences. Another person is named only where the reader may see them: `names` holds those."""
    found = []
    for reason in reasons:
        params = {key: value for key, value in reason.items() if key != "code"}
        if pk := params.get("id"):
            params["who"] = names.get(uuid.UUID(pk), (somebody, ""))[0].removesuffix(".")
        sentence = say(reason["code"], params)
        found.append(f"{params['column']}: {sentence}" if "column" in params else sentence)
    return found


def first_cells(row: ImportRow, batch: ImportBatch) -> list[str]:
    """Enough to recognise a row that was not written, in the order of the file."""
    raw = row.raw or {}
    cells = (raw.get(header, "") for header in batch.mapping["table"]["headers"])
    return [cell for cell in cells if cell.strip()][:FIRST_CELLS]


def mentioned(rows: Iterable[ImportRow]) -> set[uuid.UUID]:
    """Everybody that these rows speak of."""
    ids = {row.object_id for row in rows if row.object_id}
    return ids | {
        uuid.UUID(pk)
        for row in rows
        for reason in row.reasons
        for pk in (reason.get("id"), *reason.get("ids", ()))
        if pk
    }


def write_error_rows(batch: ImportBatch, rows: Iterable[ImportRow], target: TextIO, why: str) -> None:
    """The rows that were not written, under their own headings, with the reason in a last column: mend and import again."""
    headers = batch.mapping["table"]["headers"]
    out = csv.writer(target, lineterminator="\r\n")
    out.writerow([*map(neutralise, headers), why])
    for row in rows:
        cells = [neutralise((row.raw or {}).get(header, "")) for header in headers]
        out.writerow([*cells, neutralise(" ".join(reasons_said(row.reasons, {}, "-")))])


def write_outcomes(batch: ImportBatch, by: Actor, target: TextIO, headings: Sequence[str]) -> None:
    """A line for each row of the file: what became of it and why, and what an undo did. Of a very large file only the
    rows that need somebody: the rest is as many as the report says."""
    kind = kind_of(batch.kind)
    out = csv.writer(target, lineterminator="\r\n")
    out.writerow(headings)
    rows = ImportRow.objects.visible_to(by).of_batch(batch.pk).order_by("line", "part")
    if batch.total > ALL_ROWS:
        rows = rows.to_look_at()
    for some in batched(rows.iterator(chunk_size=2_000), 2_000):
        names = kind.shown(by, mentioned(some))
        for row in some:
            who = names.get(row.object_id, ("", ""))[0] if row.object_id else ""
            said = [who, str(row.get_outcome_display()), " ".join(reasons_said(row.reasons, names, "-"))]
            undo = [
                str(row.get_undo_display()) if row.undo else "",
                say(row.undo_reason) if row.undo_reason else "",
            ]
            out.writerow([row.line, *map(neutralise, [*said, *undo])])


def batched(rows: Iterable[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    source = iter(rows)
    while some := list(islice(source, size)):
        yield some


def as_data(batch: ImportBatch, by: Actor) -> dict[str, Any]:
    """The report of the command: figures, mapping, one line a row."""
    return {
        "file": batch.file_name,
        "sha256": batch.sha256,
        "kind": batch.kind,
        "state": batch.state,
        "import": str(batch.pk),
        "rows": batch.total,
        "counts": batch.counts,
        "mapping": [
            {
                key: column[key]
                for key in ("header", "field", "system", "policy", "rules", "confidence", "drop")
            }
            for column in batch.mapping.get("columns", ())
        ],
        "options": batch.options,
        "notes": batch.facts.get("notes", []),
        "outcomes": list(_outcomes(batch, kind_of(batch.kind), by)),
    }


def _outcomes(batch: ImportBatch, kind: Kind, by: Actor) -> Iterator[dict[str, Any]]:
    rows = ImportRow.objects.visible_to(by).of_batch(batch.pk).order_by("line", "part")
    for row in rows.iterator(chunk_size=2_000):
        found: dict[str, Any] = {"row": row.line, "outcome": row.outcome}
        if row.part:
            found["part"] = row.part
        if row.object_id:
            found["id"] = str(row.object_id)
        if row.reasons:
            found["reasons"] = reasons_said(row.reasons, {}, "somebody")
        yield found
