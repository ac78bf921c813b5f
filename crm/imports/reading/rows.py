"""Reading a spool again, from any row on, with flat memory."""

import csv
import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from .facts import Spool, Table
from .tables import unique


class Row(NamedTuple):
    """`line` is the row a spreadsheet shows. With a `problem` (a code for `say`) it is not to be written."""

    line: int
    values: dict[str, str]
    problem: str


def rows(spool: Spool, start_row: int = 0, table: Table | None = None) -> Iterator[Row]:
    """The data rows of a table from line `start_row` on, in order, blank rows left out."""
    table = table or spool.main
    headers, width = table.headers, len(table.headers)
    first, last = max(start_row, table.first_line), table.last_line
    for line, problem, cells in cells_of(spool, table.sheet, first):
        if line > last:
            return
        if len(cells) != width:
            if len(cells) > width:
                extra = any(cell and not cell.isspace() for cell in cells[width:])
                problem = problem or ("row.too_many_cells" if extra else "")
            else:
                cells += [""] * (width - len(cells))
        if cells[0] == headers[0] and not problem and cells[:width] == headers:
            problem = "row.repeated_header"
        yield Row(line, dict(zip(headers, cells, strict=False)), problem)


def sample(spool: Spool, n: int = 50, table: Table | None = None) -> list[Row]:
    return list(islice(rows(spool, table=table), n))


def top(spool: Spool, sheet: int = 0, n: int = 30, *, start: int = 0) -> list[tuple[int, list[str]]]:
    """The first rows of a sheet from line `start` on, as they stand."""
    return [(line, cells) for line, _, cells in islice(cells_of(spool, sheet, start), n)]


def table_at(spool: Spool, sheet: int, header_lines: list[int], last_line: int = 0) -> Table:
    """The table a person points at when the guess was wrong. No header line at all is allowed."""
    after = header_lines[-1] if header_lines else 0
    count = width = first = end = 0
    names: list[str] = []
    for line, _, cells in cells_of(spool, sheet, header_lines[0] if header_lines else 0):
        if last_line and line > last_line:
            break
        if line in header_lines:
            names = [f"{a} {b}".strip() for a, b in _pairs(names, [cell.strip() for cell in cells])]
        elif line > after:
            first, count, end = first or line, count + 1, line
        width = max(width, len(cells))
    return Table(sheet, list(header_lines), unique(names, width), first or after + 1, end or after, count)


def _pairs(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    for i in range(max(len(left), len(right))):
        yield (left[i] if i < len(left) else ""), (right[i] if i < len(right) else "")


def cells_of(spool: Spool, sheet: int, start: int) -> Iterator[tuple[int, str, list[str]]]:
    """Every stored row of a sheet from line `start` on: (line, problem, cells)."""
    path = spool.folder / next(s.file for s in spool.sheets if s.index == sheet)
    with path.open(newline="", encoding="utf-8") as file:
        offsets = json.loads(path.with_suffix(".json").read_text())
        at = bisect_right(offsets, start, key=lambda mark: mark[0]) - 1
        if at > 0:
            file.seek(offsets[at][1])
        csv.field_size_limit(1 << 20)
        for record in csv.reader(file):
            line = int(record[0])
            if line >= start:
                yield line, record[1], record[2:]
