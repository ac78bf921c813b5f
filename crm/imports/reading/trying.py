"""The first lines of a text file under another reading, for a person to choose by. Only its head is looked at."""

import csv
from pathlib import Path

HEAD = 1 << 16
LINES = 3


def lines_under(path: Path, encoding: str) -> list[str]:
    """Lines that tell encodings apart, as they read under this one; the first lines where none does."""
    raw = _lines(path, encoding)
    telling = [line for line in raw if not line.isascii()][:LINES]
    return [line.strip() for line in telling or raw[:LINES]]


def cells_under(path: Path, encoding: str, delimiter: str) -> list[str]:
    """The cells of the widest of the first lines, most likely the headings."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(_lines(path, encoding)[:20], delimiter=delimiter):
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        pass
    return max(rows, key=len, default=[])


def _lines(path: Path, encoding: str) -> list[str]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    text = head.decode(encoding, errors="replace").replace("\0", "")
    lines = text.splitlines()
    return [line for line in (lines[:-1] if len(head) == HEAD and len(lines) > 1 else lines) if line.strip()]
