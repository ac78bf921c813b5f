"""Where the header is, what stands above and below it, and where another table begins.

Works on a stream: it keeps the first rows and the last few of each table, never the sheet.
"""

import re
from collections import deque
from dataclasses import dataclass, field

from .facts import Table
from .headers import knows, normalise

TOP = 60
LAST = 12
NUMBER = re.compile(r"[\s$€+(-]*\d[\d\s.,()/:+-]*%?(?:\s*[AP]M)?$", re.IGNORECASE)
EMAIL = re.compile(r"\S+@\S+\.\S+$")
TOTAL = re.compile(
    r"\W*(?:grand\s+|sub\s*-?)?tota?l(?:es|s)?\b|\W*(?:count|suma|n)\s*[:=]|\W*# of\b", re.IGNORECASE
)
CLOSING = re.compile(
    r"\W*(?:source|fuente|note|nota|generated|generado|report|exported|printed|page|p[aá]gina|confidential|©|\*)",
    re.IGNORECASE,
)


@dataclass
class _Segment:
    """Rows that belong together until a new header shows."""

    first_line: int
    columns: int = 0
    rows: int = 0
    last_line: int = 0
    header: tuple[int, list[str]] | None = None
    titles: list[tuple[int, str]] = field(default_factory=list)
    top: list[tuple[int, list[str]]] = field(default_factory=list)
    last: deque = field(default_factory=lambda: deque(maxlen=LAST))


class TableWatcher:
    def __init__(self, sheet: int, *, ragged: bool):
        """`ragged`: rows may be cut wrong (CSV), so a cell beyond the others makes no new column."""
        self.sheet, self.ragged = sheet, ragged
        self._segments: list[_Segment] = []
        self._now: _Segment | None = None
        self._loose = True  # the row before was blank or a single cell: a header may follow
        self._line = 0

    def see(self, line: int, cells: list[str]) -> None:
        now = self._now
        if now is None:
            now = self._now = _Segment(line)
            self._segments.append(now)
        elif self._may_begin(line, cells):
            now = self._begin(line, cells)
        now.rows += 1
        now.last_line = self._line = line
        if len(now.top) < TOP:
            now.top.append((line, cells))
        now.last.append((line, cells))
        if len(cells) > now.columns:
            now.columns = max(now.columns, len(_trimmed(cells)))
        self._loose = len(cells) < 2 or not "".join(cells[1:]).strip()

    def _may_begin(self, line: int, cells: list[str]) -> bool:
        """A new header shows only after a gap or a title. The same header again needs a title of its own."""
        now = self._now
        if now is None or now.rows < 2 or not (self._loose or line != self._line + 1):
            return False
        if header_strength(cells) < 2:
            return False
        if now.header is None or cells != now.header[1]:
            return True
        title = _text(now.last[-1][1])
        return self._loose and title not in (text for _, text in now.titles)

    def _begin(self, line: int, cells: list[str]) -> _Segment:
        """Single cells just above a header are its title, not rows of the table before."""
        before = self._now
        new = _Segment(line, header=(line, cells))
        while before.last and before.rows > 1 and _is_single(before.last[-1][1]):
            title_line, title = before.last.pop()
            new.titles.insert(0, (title_line, "".join(title).strip()))
            before.rows -= 1
            before.top = [row for row in before.top if row[0] != title_line]
            before.last_line = before.last[-1][0] if before.last else before.first_line
        self._segments.append(new)
        self._now = new
        return new

    def finish(self) -> list[Table]:
        found = [(segment, self._table(segment)) for segment in self._segments]
        if not any(table.header_lines and table.row_count for _, table in found):
            return [table for _, table in found]
        kept: list[Table] = []
        above: list[dict] = []
        for segment, table in found:
            if table.header_lines and table.row_count:
                table.preamble = above + table.preamble
                kept.append(table)
                above = []
            else:
                above += [{"line": line, "text": _text(cells)[:500]} for line, cells in segment.top]
        return kept

    def _table(self, segment: _Segment) -> Table:
        at = _header_at(segment)
        header_lines, names = ([], []) if at is None else _header_lines(segment.top, at)
        below = header_lines[-1] if header_lines else 0
        above = [row for row in segment.top if row[0] < header_lines[0]] if header_lines else []
        width = max(len(_trimmed(names)), _usual_width(segment, below) if self.ragged else segment.columns, 1)
        footers = _footers(segment, below, width)
        titles = segment.titles + [(line, _text(cells)) for line, cells in above]
        return Table(
            sheet=self.sheet,
            header_lines=header_lines,
            headers=unique(_trimmed(names), width),
            first_line=next((line for line, _ in segment.top if line > below), below + 1),
            last_line=min((line for line, _ in footers), default=segment.last_line + 1) - 1,
            row_count=max(0, segment.rows - len(footers) - len(above) - len(header_lines)),
            title=titles[-1][1][:200] if titles else "",
            confident=at is not None and header_strength(segment.top[at][1]) >= 2,
            preamble=[{"line": line, "text": text[:500]} for line, text in titles],
            footers=[{"line": line, "text": text[:500]} for line, text in footers],
        )


def _usual_width(segment: _Segment, below: int) -> int:
    """As many columns as a tenth of the first rows fill; one row with more was cut wrong."""
    widths = sorted((len(_trimmed(cells)) for line, cells in segment.top if line > below), reverse=True)
    return widths[max(1, len(widths) // 10) if len(widths) > 2 else 0] if widths else 0


def _header_at(segment: _Segment) -> int | None:
    """The most header-like of the first rows; among equals the first."""
    if segment.header is not None:
        return next(i for i, (line, _) in enumerate(segment.top) if line == segment.header[0])
    best, best_score = None, 0.0
    width = max(len(_trimmed(cells)) for _, cells in segment.top)
    for i, (_, cells) in enumerate(segment.top[:30]):
        score = _score(cells, width) - i * 0.05
        if score > best_score:
            best, best_score = i, score
    return best


def _score(cells: list[str], width: int) -> float:
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    if not filled or (len(filled) < 2 <= width):
        return 0.0
    data = sum(1 for cell in filled if is_datum(cell))
    known = sum(1 for cell in filled if knows(cell))
    texty = len(filled) - data
    repeated = len(filled) - len({cell.casefold() for cell in filled})
    if data > known and data * 3 > len(filled):
        return 0.0
    return known * 2 + texty * 0.5 - data * 2 - repeated * 0.5 + len(filled) / max(width, 1)


def header_strength(cells: list[str]) -> int:
    """How many cells are headers we know, zero when the row looks like data."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    if len(filled) < 2:
        return 0
    known = sum(1 for cell in filled if knows(cell))
    if known < 2 or known * 2.5 < len(filled) or any(map(is_datum, filled)):
        return 0
    return known


def is_datum(cell: str) -> bool:
    cell = cell.strip()
    return bool(NUMBER.match(cell) or EMAIL.match(cell)) or len(cell) > 400


def _header_lines(top: list[tuple[int, list[str]]], at: int) -> tuple[list[int], list[str]]:
    """One header row, or a row of groups over a row of names ("Parent" over "First", "Last")."""
    line, cells = top[at]
    if at and top[at - 1][0] == line - 1 and _is_group_row(top[at - 1][1], cells):
        return [line - 1, line], _joined(top[at - 1][1], cells)
    if at + 1 < len(top) and top[at + 1][0] == line + 1 and _is_group_row(cells, top[at + 1][1]):
        return [line, line + 1], _joined(cells, top[at + 1][1])
    return [line], [cell.strip() for cell in cells]


def _is_group_row(above: list[str], below: list[str]) -> bool:
    groups, names = _runs(above), [cell.strip() for cell in below if cell.strip()]
    if len(groups) < 2 or len(groups) >= len(names) or any(map(is_datum, (*groups, *names))):
        return False
    return sum(map(knows, names)) >= 2 or len({normalise(name) for name in names}) < len(names)


def _runs(cells: list[str]) -> list[str]:
    runs: list[str] = []
    for cell in cells:
        if cell.strip() and (not runs or runs[-1] != cell.strip()):
            runs.append(cell.strip())
    return runs


def _joined(above: list[str], below: list[str]) -> list[str]:
    names, group = [], ""
    end = _end_of_groups(above, below)
    for i in range(max(len(above), len(below))):
        group = (above[i].strip() if i < len(above) else "") or ("" if i >= end else group)
        name = below[i].strip() if i < len(below) else ""
        names.append(f"{group} {name}".strip() if name else group)
    return names


def _end_of_groups(above: list[str], below: list[str]) -> int:
    """Blank cells go on with the group on their left. The last group ends where it has the names of the one before."""
    starts = [i for i, cell in enumerate(above) if cell.strip()]
    if len(starts) < 2:
        return len(below)
    before, last = starts[-2:]
    names = [normalise(cell) for cell in below]
    end = last + len(names[before:last])
    return end if set(names[before:last]) == set(names[last:end]) else len(below)


def _footers(segment: _Segment, header_line: int, width: int) -> list[tuple[int, str]]:
    """Totals and notes after the last person, from the end upward until a real row."""
    footers: list[tuple[int, str]] = []
    rows = [row for row in segment.last if row[0] > header_line]
    for i in range(len(rows) - 1, -1, -1):
        line, cells = rows[i]
        gap = i > 0 and rows[i - 1][0] != line - 1
        if not _is_footer(cells, width, gap or bool(footers)):
            break
        footers.insert(0, (line, _text(cells)))
    return footers


def _is_footer(cells: list[str], width: int, apart: bool) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if width < 2 or not filled:
        return False
    if TOTAL.match(filled[0]) and all(NUMBER.match(cell) for cell in filled[1:]):
        return True
    if len(filled) > 1:
        return False
    return bool(CLOSING.match(filled[0])) or (apart and width > 2 and not is_datum(filled[0]))


def _is_single(cells: list[str]) -> bool:
    return sum(1 for cell in cells if cell.strip()) == 1


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _text(cells: list[str]) -> str:
    return " ".join(cell.strip() for cell in cells if cell.strip())


def unique(headers: list[str], width: int = 0) -> list[str]:
    """A name for every column, none twice: blanks become "Column C", repeats "Phone (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for i in range(max(len(headers), width)):
        base = " ".join(headers[i].split()) if i < len(headers) else ""
        base = base[:200] or f"Column {letter(i)}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names


def letter(index: int) -> str:
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
