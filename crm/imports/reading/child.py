"""The child process that opens an upload: it may be killed, it may run out of memory, and nobody minds.

Speaks JSON: a request on standard input, an answer on standard output.
"""

import json
import resource
import sys
from pathlib import Path

from .cards import spool_cards
from .check import check
from .facts import Sheet, Spool
from .limits import Limits
from .refused import Refused
from .spooling import Budget, SheetSpool
from .text import dialect_of, records
from .workbooks import spool_workbook


def confine(limits: Limits) -> None:
    """Before anything of the upload is read."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.child_memory, limits.child_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.child_cpu_seconds, limits.child_cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.upload_bytes * 16, limits.upload_bytes * 16))


def spool_file(request: dict, limits: Limits) -> Spool:
    path, folder = Path(request["path"]), Path(request["folder"])
    facts = check(path, request["name"], limits)
    spool = Spool(folder, facts.kind, [], notes=list(facts.notes))
    if facts.kind == "csv":
        _spool_text(path, spool, request, limits)
    elif facts.kind == "vcf":
        spool_cards(path, spool, limits)
    else:
        spool_workbook(path, spool, limits)
    if not any(sheet.rows for sheet in spool.sheets):
        raise Refused("file.no_rows")
    if not any(table.row_count for table in spool.tables):
        raise Refused("file.only_headings")
    spool.save()
    return spool


def _spool_text(path: Path, spool: Spool, request: dict, limits: Limits) -> None:
    dialect = dialect_of(
        path,
        encoding=request.get("encoding", ""),
        delimiter=request.get("delimiter", ""),
        suffix=Path(request["name"]).suffix.lower(),
    )
    spool.encoding, spool.delimiter = dialect.encoding, dialect.delimiter
    if dialect.mixed:
        spool.notes.append({"code": "note.mixed_encoding", "params": {}})
    sheet = Sheet(0, Path(request["name"]).stem)
    spool.sheets.append(sheet)
    with SheetSpool(spool.folder, sheet, limits, Budget(limits.cells), ragged=True) as writer:
        for line, cells, problem in records(path, dialect, spool.notes):
            writer.add(line, cells, problem)


def main() -> None:
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    confine(limits)
    try:
        spool_file(request, limits)
        answer: dict = {"done": True}
    except Refused as refused:
        answer = {"code": refused.code, "params": refused.params}
    except MemoryError:
        answer = {"code": "file.too_much", "params": {}}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
