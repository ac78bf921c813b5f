"""XLSX, XLS and ODS to the same spools as CSV, through calamine, after the true extents are known."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from .extents import cropped, extents_of
from .facts import Sheet, Spool
from .limits import Limits
from .refused import Refused
from .spooling import Budget, SheetSpool

FILLED_RANGES = 20_000


def spool_workbook(path: Path, spool: Spool, limits: Limits) -> None:
    extents = extents_of(path, spool.kind, limits)
    spool.epoch_1904 = extents.epoch_1904
    copy = cropped(path, spool.folder, extents, spool.notes)
    try:
        _spool_sheets(copy, spool, limits)
    except PasswordError as error:
        raise Refused("file.password") from error
    except CalamineError as error:
        raise Refused("file.damaged") from error
    finally:
        if copy != path:
            copy.unlink()


def _spool_sheets(path: Path, spool: Spool, limits: Limits) -> None:
    budget = Budget(limits.cells)
    with CalamineWorkbook.from_path(path) as book:
        if len(book.sheet_names) > limits.sheets:
            raise Refused("file.too_many_sheets", most=limits.sheets)
        for index, meta in enumerate(book.sheets_metadata):
            hidden = meta.visible != SheetVisibleEnum.Visible
            sheet = Sheet(index, meta.name, hidden=hidden)
            spool.sheets.append(sheet)
            if hidden:
                spool.notes.append({"code": "note.hidden_sheet", "params": {"name": meta.name}})
                continue
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue  # a chart has no cells
            grid = book.get_sheet_by_index(index)
            with SheetSpool(spool.folder, sheet, limits, budget, ragged=False) as writer:
                for line, cells in _rows(grid, sheet):
                    writer.add(line, cells)


def _rows(grid: CalamineSheet, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Every row as text. A cell merged downward speaks for each row it covers."""
    if grid.start is None:
        return
    left = [""] * grid.start[1]
    fills = _fills(grid, sheet)
    above: dict[int, tuple[int, str]] = {}
    for line, row in enumerate(grid.iter_rows(), 1):
        cells = left + [cell if cell.__class__ is str else as_text(cell) for cell in row]
        if fills:
            _fill(line, cells, fills, above)
        yield line, cells


def _fills(grid: CalamineSheet, sheet: Sheet) -> dict[int, list[tuple[int, int]]]:
    """line -> (column, last line) of the cells merged over several rows."""
    ranges = grid.merged_cell_ranges or []
    sheet.merged = len(ranges)
    fills: dict[int, list[tuple[int, int]]] = {}
    tall = [(start, end) for start, end in ranges if end[0] > start[0]]
    for start, end in tall[:FILLED_RANGES]:
        fills.setdefault(start[0] + 1, []).append((start[1], end[0] + 1))
    if tall:
        sheet.notes.append({"code": "note.merged", "params": {"count": len(tall), "sheet": sheet.name}})
    return fills


def _fill(line: int, cells: list[str], fills: dict, above: dict[int, tuple[int, str]]) -> None:
    if above:
        for column, (last, value) in list(above.items()):
            if line > last:
                del above[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = value
    for column, last in fills.get(line, ()):
        if column < len(cells) and cells[column]:
            above[column] = (last, cells[column])


def as_text(cell: object) -> str:
    """As a person would have typed it: no ".0" on a ZIP, dates as ISO."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.timedelta):
        return _duration(cell)
    return str(cell)


def _duration(span: datetime.timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
