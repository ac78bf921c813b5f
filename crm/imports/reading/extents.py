"""How far each sheet truly reaches, scanned as a stream before a reader lays out the full rectangle.

One cell at XFD1048576 makes a rectangle of seventeen thousand million cells. Stray cells far from the table
are left out of a copy, said so; a sheet that truly is too large is refused.
"""

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from .limits import Limits
from .refused import Refused

CHUNK = 1 << 20
CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+)\d+["'][^>]*?(/?)>""")
PLAIN_CELL = re.compile(rb'<c r="([A-Z]+)\d')
PLAIN_ROW = re.compile(rb'<row r="(\d+)"')
ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d+)["']""")
STRAY_SHARE = 0.001
STRAY_LEAST = 20
GAP = 10_000
ROOMY = 2_000_000
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Extent:
    part: str
    rows: int = 0
    columns: int = 0
    cells: int = 0
    keep_rows: int = 0
    keep_columns: int = 0

    @property
    def strays(self) -> bool:
        return self.keep_rows < self.rows or self.keep_columns < self.columns


@dataclass
class Extents:
    sheets: dict[str, Extent] = field(default_factory=dict)
    epoch_1904: bool = False


def extents_of(path: Path, kind: str, limits: Limits) -> Extents:
    if kind == "xls":
        return Extents()  # the format itself ends at 65,536 rows of 256 columns
    with zipfile.ZipFile(path) as archive:
        if kind == "ods":
            return _ods(archive, limits)
        found = Extents(epoch_1904=_is_1904(archive))
        for name, part in _sheet_parts(archive):
            with archive.open(part) as stream:
                extent = _scan(part, _pieces(stream), _any_cells)
            if _is_over(extent, limits):
                # Whole rows may only be coloured: look again at the cells that hold something.
                with archive.open(part) as stream:
                    filled = _scan(part, _pieces(stream), _filled_cells)
                if filled.cells < extent.cells:
                    extent = filled
            _settle(name, extent, limits)
            found.sheets[name] = extent
        return found


def _workbook(archive: zipfile.ZipFile) -> ElementTree.Element:
    try:
        return fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError, ValueError) as error:
        raise Refused("file.damaged") from error


def _is_1904(archive: zipfile.ZipFile) -> bool:
    return any(
        element.tag.endswith("}workbookPr") and element.get("date1904") in ("1", "true", "on")
        for element in _workbook(archive)
    )


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(sheet name, part). A sheet that the workbook does not list is never read."""
    names = {
        element.get(REL, ""): element.get("name", "")
        for element in _workbook(archive).iter()
        if element.tag.endswith("}sheet")
    }
    members = {name.lower(): name for name in archive.namelist()}
    try:
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, ValueError) as error:
        raise Refused("file.damaged") from error
    for relation in relations:
        if relation.get("Id") in names and relation.get("Type", "").endswith("/worksheet"):
            target = relation.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part.lower() in members:
                yield names[relation.get("Id", "")], members[part.lower()]


def _pieces(stream) -> Iterator[bytes]:
    """Chunks that never cut a tag in two."""
    tail = b""
    while chunk := stream.read(CHUNK):
        chunk = tail + chunk
        cut = chunk.rfind(b"<")
        if cut <= 0 or len(chunk) > 64 * CHUNK:
            if len(chunk) > 64 * CHUNK:
                raise Refused("file.damaged")
            tail = chunk
            continue
        tail = chunk[cut:]
        yield chunk[:cut]
    if tail:
        yield tail


def _scan(part: str, pieces: Iterable[bytes], find: Callable[[bytes], list[bytes]]) -> Extent:
    columns: Counter[bytes] = Counter()
    gaps: list[tuple[int, int]] = []
    row = cells = 0
    for piece in pieces:
        found = find(piece)
        columns.update(found)
        highest = _highest_row(piece)
        if highest > row + GAP:
            for match in ROW.finditer(piece):
                number = int(match[1][:9])
                if number > row + GAP:
                    gaps.append((row, cells + len(find(piece[: match.start()]))))
                row = max(row, number)
        row = max(row, highest)
        cells += len(found)
    extent = Extent(part, row, max(map(_column, columns), default=0), cells, row)
    extent.keep_columns = _kept_columns(columns, cells)
    few = max(STRAY_LEAST, cells * STRAY_SHARE)
    extent.keep_rows = next((before for before, passed in gaps if passed and cells - passed <= few), row)
    return extent


def _highest_row(piece: bytes) -> int:
    found = PLAIN_ROW.findall(piece)
    if not found or len(found) != piece.count(b"<row"):
        found = ROW.findall(piece)
    return max((int(number[:9]) for number in found), default=0)


def _any_cells(piece: bytes) -> list[bytes]:
    """The columns of all cells, filled or only coloured. Fast for XML as spreadsheet programs write it; what
    a hostile file hides from this scan meets the memory limit of the child instead."""
    found = PLAIN_CELL.findall(piece)
    if len(found) == piece.count(b"<c ") and (found or b"row" not in piece):
        return found
    return [match[1] for match in CELL.finditer(piece)]


def _filled_cells(piece: bytes) -> list[bytes]:
    return [column for column, empty in CELL.findall(piece) if not empty]


def _kept_columns(columns: Counter[bytes], cells: int) -> int:
    """Up to a wide gap beyond which there is next to nothing."""
    few = max(STRAY_LEAST, cells * STRAY_SHARE)
    ordered = sorted(((_column(name), count) for name, count in columns.items()), reverse=True)
    kept, beyond = ordered[0][0] if ordered else 0, 0
    for (number, count), (following, _) in pairwise(ordered):
        beyond += count
        if beyond > few:
            break
        if number - following > 50:
            kept = following
    return kept


def _column(name: bytes) -> int:
    number = 0
    for letter in name[:4].upper():
        number = number * 26 + letter - 64
    return number


def _is_over(extent: Extent, limits: Limits) -> bool:
    too_many = extent.rows * extent.columns > limits.cells
    return too_many or extent.columns > limits.columns or extent.rows > limits.rows


def _settle(name: str, extent: Extent, limits: Limits) -> None:
    """Crop only when the rectangle is far larger than what it holds; refuse what stays too large."""
    rectangle = extent.rows * extent.columns
    if rectangle <= ROOMY and extent.columns <= limits.columns and extent.rows <= limits.rows:
        extent.keep_rows, extent.keep_columns = extent.rows, extent.columns
    rows, columns = extent.keep_rows, extent.keep_columns
    if columns > limits.columns:
        raise Refused("sheet.too_many_columns", sheet=name, count=columns, most=limits.columns)
    if rows > limits.rows:
        raise Refused("sheet.too_many_rows", sheet=name, count=rows, most=limits.rows)
    if rows * columns > limits.cells * 2 or extent.cells > limits.cells:
        raise Refused("file.too_many_cells", most=limits.cells)


def cropped(path: Path, folder: Path, extents: Extents, notes: list[dict]) -> Path:
    """The workbook itself, or a copy without the stray cells."""
    strays = {extent.part: extent for extent in extents.sheets.values() if extent.strays}
    if not strays:
        return path
    copy = folder / "cropped.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            with source.open(entry) as part, target.open(entry.filename, "w") as out:
                if entry.filename in strays:
                    _crop(part, out, strays[entry.filename])
                else:
                    shutil.copyfileobj(part, out, CHUNK)
    for name, extent in extents.sheets.items():
        if extent.strays:
            notes.append({"code": "note.strays", "params": {"sheet": name}})
    return copy


ANY_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*?(?:/>|>.*?</(?:\w+:)?c>)""", re.DOTALL
)
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?/>")
CELL_END = re.compile(rb"</(?:\w+:)?c>|/>|<(?:\w+:)?sheetData>")


def _crop(part, out, extent: Extent) -> None:
    def keep(match: re.Match[bytes]) -> bytes:
        inside = _column(match[1]) <= extent.keep_columns and int(match[2][:9]) <= extent.keep_rows
        return match[0] if inside else b""

    tail = b""
    while chunk := part.read(CHUNK):
        chunk = tail + chunk
        ends = [chunk.rfind(mark) + len(mark) for mark in (b"</row>", b":row>") if mark in chunk]
        if not ends:
            if len(chunk) > 64 * CHUNK:
                raise Refused("file.damaged")
            tail = chunk
            continue
        cut = max(ends)
        tail = chunk[cut:]
        out.write(DIMENSION.sub(b"", ANY_CELL.sub(keep, chunk[:cut])))
    out.write(DIMENSION.sub(b"", tail))


ODS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?![\w-])([^>]*?)(/?)>")
ODS_REPEAT = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')
ODS_NAME = re.compile(rb'table:name="([^"]*)"')


def _ods(archive: zipfile.ZipFile, limits: Limits) -> Extents:
    """Repeated blank cells and rows at the ends are not laid out; repeated content is counted in full."""
    found = Extents()
    name, row, column, widest, last_row, repeat_rows, filled = "", 0, 0, 0, 0, 1, False
    with archive.open("content.xml") as stream:
        for piece in _pieces(stream):
            for closing, tag, attributes, empty in ODS_TAG.findall(piece):
                repeat = ODS_REPEAT.search(attributes)
                times = int(repeat[1][:9]) if repeat else 1
                if tag == b"table" and not closing:
                    named = ODS_NAME.search(attributes)
                    name = named[1].decode("utf-8", "replace") if named else ""
                    row, widest, last_row = 0, 0, 0
                elif tag == b"table":
                    extent = Extent("content.xml", last_row, widest, last_row * widest, last_row, widest)
                    _settle(name, extent, limits)
                    if extent.strays or last_row * widest > limits.cells:
                        raise Refused("file.too_many_cells", most=limits.cells)
                    found.sheets[name] = extent
                elif tag == b"table-row" and not closing:
                    column, filled, repeat_rows = 0, False, times
                    if empty:
                        row += times
                elif tag == b"table-row":
                    row += repeat_rows
                    if filled:
                        last_row = row
                elif not closing:
                    column += times
                    if not empty:
                        filled = True
                        widest = max(widest, column)
    return found
