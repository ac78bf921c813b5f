"""Writes one sheet's rows to its CSV spool and watches, as they pass, where its tables begin and end.

A spool line is: source row number, problem code or nothing, then the cells. Blank rows are not written.
"""

import csv
import json
from pathlib import Path
from typing import Self

from crm.lib.spreadsheet_safety import restore

from .facts import Sheet
from .limits import Limits
from .refused import Refused
from .tables import TableWatcher

EVERY = 5_000


class SheetSpool:
    def __init__(self, folder: Path, sheet: Sheet, limits: Limits, budget: "Budget", *, ragged: bool):
        sheet.file = f"sheet{sheet.index + 1}.csv"
        self.sheet, self.limits, self.budget = sheet, limits, budget
        self.path = folder / sheet.file
        self._file = self.path.open("w", newline="", encoding="utf-8", buffering=1 << 18)
        self._write = csv.writer(self._file, lineterminator="\r\n").writerow
        self._offsets: list[tuple[int, int]] = []
        self._watch = TableWatcher(sheet.index, ragged=ragged)
        self._wide = 0
        self._until_mark = 0
        self._roomy = limits.cell_characters

    def add(self, line: int, cells: list[str], problem: str = "") -> None:
        joined = "".join(cells)
        if not joined or joined.isspace():
            return
        limits, sheet = self.limits, self.sheet
        if len(cells) > limits.columns:
            cells, problem = self._narrow(cells, problem)
        if len(joined) > self._roomy and max(map(len, cells)) > limits.cell_characters:
            cells = [cell[: limits.cell_characters] for cell in cells]
            problem = problem or "row.cell_too_long"
        if "'" in joined:
            cells = [restore(cell) if cell[:1] == "'" else cell for cell in cells]
        if not self._until_mark:
            self._mark(line)
        self._until_mark -= 1
        self._write((line, problem, *cells))
        sheet.rows += 1
        sheet.last_line = line
        if problem:
            sheet.problems += 1
        if len(cells) > sheet.columns:
            sheet.columns = len(cells)
        self.budget.spend(len(cells))
        self._watch.see(line, cells)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._file.close()
        if error is None:
            self._finish()

    def _finish(self) -> None:
        if self._wide > 20 and self._wide * 2 > self.sheet.rows:
            raise Refused("file.too_many_columns", most=self.limits.columns)
        self.sheet.cells = self.sheet.rows * self.sheet.columns
        self.sheet.tables = self._watch.finish()
        self.path.with_suffix(".json").write_text(json.dumps(self._offsets))

    def _narrow(self, cells: list[str], problem: str) -> tuple[list[str], str]:
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > self.limits.columns:
            self._wide += 1
            return cells[: self.limits.columns], problem or "row.too_many_cells"
        return cells, problem

    def _mark(self, line: int) -> None:
        self._file.flush()
        self._offsets.append((line, self._file.buffer.tell()))
        self._until_mark = EVERY
        if self.sheet.rows >= self.limits.rows:
            raise Refused("file.too_many_rows", most=self.limits.rows)


class Budget:
    """The cells one file may hold over all its sheets."""

    def __init__(self, cells: int):
        self.most = self.left = cells

    def spend(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise Refused("file.too_many_cells", most=self.most)
