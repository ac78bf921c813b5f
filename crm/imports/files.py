"""Rows written to a file: CSV, XLSX row by row (no matter how many), or one card after the other."""

import csv
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import xlsxwriter

from crm.lib.spreadsheet_safety import neutralise

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard; charset=utf-8",
    "qdpx": "application/zip",
    "qdc": "application/xml",
}
LONGEST_CELL = 32_767  # of XLSX
MOST_ROWS = 1_048_576


@dataclass(frozen=True)
class Watermark:
    """Who took the file out, when and what for: kept in the file where its format has a place for it."""

    title: str = ""
    by: str = ""
    text: str = ""


class Written(AbstractContextManager):
    def __init__(self, path: Path, mark: Watermark):
        self.path, self.mark = path, mark

    def rows(self, rows: Sequence[Sequence[str]]) -> None:
        raise NotImplementedError


class Csv(Written):
    def __enter__(self) -> Self:
        self.file = open(self.path, "w", newline="", encoding="utf-8-sig", opener=private)
        self.out = csv.writer(self.file, lineterminator="\r\n")
        return self

    def __exit__(self, *exc: object) -> None:
        self.file.close()

    def rows(self, rows: Sequence[Sequence[str]]) -> None:
        self.out.writerows([neutralise(cell) for cell in row] for row in rows)


class Xlsx(Written):
    """Every cell is text, so that nothing runs and no ZIP code loses its zeros; the apostrophe stays for whoever saves
    the sheet as CSV."""

    def __enter__(self) -> Self:
        os.close(private(str(self.path), os.O_CREAT | os.O_WRONLY | os.O_TRUNC))
        self.book = xlsxwriter.Workbook(
            self.path, {"constant_memory": True, "tmpdir": str(self.path.parent), "in_memory": False}
        )
        self.book.set_properties(
            {"title": self.mark.title, "author": self.mark.by, "comments": self.mark.text}
        )
        self.head = self.book.add_format({"bold": True})
        self.sheet: Any = None
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        if kind is None:
            if self.sheet is None:
                self._new_sheet()
            self.book.close()
        else:
            self.book.worksheets_objs.clear()

    def rows(self, rows: Sequence[Sequence[str]]) -> None:
        if self.sheet is None:
            self._new_sheet()
        for row in rows:
            if self.at == MOST_ROWS:
                raise OverflowError("a sheet holds no more rows")
            for column, cell in enumerate(row):
                if cell:
                    form = self.head if self.at == 0 else None
                    self.sheet.write_string(self.at, column, neutralise(cell)[:LONGEST_CELL], form)
            self.at += 1

    def _new_sheet(self) -> None:
        self.sheet, self.at = self.book.add_worksheet(), 0
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_footer(f"&L{self.mark.text.replace('&', '&&')[:200]}&R&P / &N")


class Cards(Written):
    def __enter__(self) -> Self:
        self.file = open(self.path, "w", newline="", encoding="utf-8", opener=private)
        self.has_headings = False
        return self

    def __exit__(self, *exc: object) -> None:
        self.file.close()

    def rows(self, rows: Sequence[Sequence[str]]) -> None:
        """The headings of a table say nothing in a card."""
        if not self.has_headings:
            self.has_headings, rows = True, rows[1:]
        for row in rows:
            self.file.writelines(row)


WRITERS: dict[str, type[Written]] = {"csv": Csv, "xlsx": Xlsx, "vcf": Cards}


def private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
