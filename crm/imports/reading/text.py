"""CSV and its relatives: which encoding, which delimiter, and one outcome for every row however broken."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .refused import Refused

DELIMITERS = ",;\t|"
RARE = "^~:\x1f"  # of old databases: tried where none of the usual ones cuts the rows alike
SAMPLE = 1 << 18
RARELY = 0.9
# Letters of the old Macintosh set whose places Windows gives to rare marks (á é ê ë ì î É Ñ è ê ù ú ü).
MAC_LETTERS = frozenset(b"\x83\x84\x87\x88\x8d\x8e\x8f\x90\x9c\x9d\x9f")
LONGEST_LINE = 32 << 20
LONGEST_FIELD = 16 << 20


@dataclass(frozen=True)
class Dialect:
    encoding: str
    delimiter: str
    width: int
    skip_first: bool = False
    mixed: bool = False


def dialect_of(path: Path, *, encoding: str = "", delimiter: str = "", suffix: str = "") -> Dialect:
    found, mixed = (encoding, False) if encoding else guess_encoding(path)
    with _open(path, found, mixed) as file:
        sample = file.read(SAMPLE)
    skip_first = False
    first, _, rest = sample.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) in (4, 5):
        # A tab may have been stripped with the line end.
        skip_first, delimiter, sample = True, delimiter or first.strip()[4:] or "\t", rest
    delimiter = delimiter or guess_delimiter(sample, prefer="\t" if suffix == ".tsv" else ",")
    return Dialect(found, delimiter, _width(sample, delimiter), skip_first, mixed)


def guess_encoding(path: Path) -> tuple[str, bool]:
    """The encoding, and whether a few bytes of another one are mixed in."""
    with path.open("rb") as file:
        head = file.read(65_536)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", False
        if head.count(0) > len(head) * 0.3:
            return ("utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"), False
        file.seek(0)
        good, bad = _utf8_share(file)
    if not bad or good > bad:
        return "utf-8-sig", bool(bad)
    return _single_byte(path), False


def _utf8_share(file: io.BufferedReader) -> tuple[int, int]:
    """Whole characters and stray bytes outside ASCII, counted over the file."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while chunk := file.read(1 << 20):
        if chunk.isascii():
            if decoder.getstate()[0]:
                bad += 1
                decoder.reset()
            continue
        text = decoder.decode(chunk)
        strange = sum(1 for c in text if "\udc80" <= c <= "\udcff") if _has_surrogates(text) else 0
        bad += strange
        if strange:
            good += sum(1 for c in text if c > "\x7f") - strange
    return good, bad + (1 if decoder.getstate()[0] else 0)


def _has_surrogates(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _single_byte(path: Path) -> str:
    """Windows-1252, unless bytes between letters only make sense as the old Macintosh set."""
    windows = mac = 0
    with path.open("rb") as file:
        data = file.read(4 << 20)
    for i in range(1, len(data) - 1):
        byte = data[i]
        if byte < 0x80 or not (_is_letter(data[i - 1]) or _is_letter(data[i + 1])):
            continue
        if byte >= 0xC0:
            windows += 1
        elif byte in MAC_LETTERS:
            mac += 1
    return "mac_roman" if mac > windows else "cp1252"


def _is_letter(byte: int) -> bool:
    return 65 <= byte <= 90 or 97 <= byte <= 122


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 in a file that is: a line pasted from an older spreadsheet."""
    assert isinstance(error, UnicodeDecodeError)
    piece = error.object[error.start : error.end]
    return piece.decode("cp1252", "replace"), error.end


codecs.register_error("earshot_stray", _stray)


def _open(path: Path, encoding: str, mixed: bool) -> io.TextIOWrapper:
    errors = "earshot_stray" if mixed else "replace"
    return io.open(path, newline="", encoding=encoding, errors=errors)  # noqa: UP020


def guess_delimiter(sample: str, prefer: str = ",") -> str:
    """The one that cuts most rows into the same number of cells, more than one."""
    best, score = _best_of(DELIMITERS, sample, prefer)
    if score > RARELY:
        return best
    rare, rare_score = _best_of(RARE, sample, prefer, least=3)
    return rare if rare_score > max(score, RARELY) else best


def _best_of(delimiters: str, sample: str, prefer: str, *, least: int = 2) -> tuple[str, float]:
    best, best_score = prefer, 0.0
    for delimiter in delimiters:
        widths = Counter(len(row) for row in _some_rows(sample, delimiter) if row)
        total = sum(widths.values())
        wide = {width: count for width, count in widths.items() if width >= least}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = count / total + min(width, 10) * 0.03 + (0.02 if delimiter == prefer else 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best, best_score


def _width(sample: str, delimiter: str) -> int:
    widths = Counter(len(row) for row in _some_rows(sample, delimiter) if len(row) > 1)
    return widths.most_common(1)[0][0] if widths else 1


def _some_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    lines = sample.replace("\0", "").splitlines(keepends=True)
    lines = lines[:-1] if len(lines) > 1 and len(sample) >= SAMPLE else lines
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row)
            if len(rows) >= 200:
                break
    except csv.Error:
        pass
    return rows


class Lines:
    """Physical lines with a memory of those the current record took, so that they can be given back."""

    def __init__(self, file: io.TextIOWrapper):
        self._readline = file.readline
        self._back: list[str] = []
        self.taken: list[str] = []
        self.nuls = 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if "\0" in line:
            self.nuls += line.count("\0")
            line = line.replace("\0", "") or "\n"
        if len(line) >= LONGEST_LINE and not line.endswith("\n"):
            raise Refused("file.line_too_long")
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))

    @property
    def at_end(self) -> bool:
        """Looks one line ahead."""
        if self._back:
            return False
        line = self._readline(LONGEST_LINE)
        if line:
            self._back.append(line)
        return not line


def records(path: Path, dialect: Dialect, notes: list[dict]) -> Iterator[tuple[int, list[str], str]]:
    """(row number as a spreadsheet shows it, cells, problem). Every row comes out once, whole or marked."""
    csv.field_size_limit(LONGEST_FIELD)
    with _open(path, dialect.encoding, dialect.mixed) as file:
        lines = Lines(file)
        number = 0
        if dialect.skip_first:
            next(lines)
            number = 1
        reader = csv.reader(lines, delimiter=dialect.delimiter)
        taken = lines.taken
        while True:
            taken.clear()
            problem = ""
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error:
                row, problem = _reopen(lines, dialect)
            else:
                if len(taken) > 1 and _runs_on(row, lines, dialect):
                    row, problem = _reopen(lines, dialect)
            number += 1
            if row:
                yield number, row, problem
        if lines.nuls:
            notes.append({"code": "note.nul", "params": {"count": lines.nuls}})


def _runs_on(row: list[str], lines: Lines, dialect: Dialect) -> bool:
    """Did an opening quote that nobody closed swallow the rows below it?"""
    taken, width = lines.taken, dialect.width
    if width < 2:
        return False
    if sum(line.count('"') for line in taken) % 2 and lines.at_end:
        return True
    below = [_parsed(line, dialect) for line in taken[1:4]]
    alike = all(len(cells) == width for cells in below)
    if len(row) != width:
        return len(below[0]) == width
    return width > 2 and alike and len(taken[0].split(dialect.delimiter)) == width


def _reopen(lines: Lines, dialect: Dialect) -> tuple[list[str], str]:
    """The first line as it stands becomes a marked row, the swallowed lines are read again."""
    first, rest = lines.taken[0], lines.taken[1:]
    lines.give_back(rest)
    raw = first.rstrip("\r\n").split(dialect.delimiter)
    if len(raw) == dialect.width and all(cell.strip() == '"' or '"' not in cell for cell in raw):
        return [cell.strip() if '"' in cell else cell for cell in raw], ""  # a lone " repeats the cell above
    cells = [cell.strip('"') for cell in raw]
    return cells, "row.open_quote" if len(first) < LONGEST_FIELD else "row.cell_too_long"


def _parsed(line: str, dialect: Dialect) -> list[str]:
    return next(csv.reader([line], delimiter=dialect.delimiter), [])
