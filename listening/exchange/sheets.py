"""A codebook as a spreadsheet in Taguette's columns: tag, parent, description. Pure."""

import csv
import io
import uuid
from pathlib import Path

from crm.lib.spreadsheet_safety import restore
from listening.refi.documents import CodeEntry, Codes
from listening.refi.reading import Refused

COLUMNS = ("tag", "parent", "description", "number of highlights")
MOST_BYTES, MOST_ROWS = 5_000_000, 5_000
# Taguette has no ids: a code is its path. The same path is the same code in every file.
PATHS = uuid.UUID("9d0f7a64-5b0e-5d1c-9a3f-6f3a4b8f2c11")


def read_sheet(path: Path) -> Codes:
    """Codes and families; a parent without a row of its own is made. Raises Refused."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused("too_big")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("damaged") from None
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error:
        raise Refused("damaged") from None
    if len(rows) > MOST_ROWS:
        raise Refused("too_much")
    entries: dict[str, CodeEntry] = {}
    parents: dict[str, str] = {}
    for row in rows:
        cells = {
            str(key).strip().lower(): restore(value or "")
            for key, value in row.items()
            if isinstance(value, str)
        }
        if "tag" not in cells:
            raise Refused("no_columns")
        tag, parent = cells["tag"].strip(), cells.get("parent", "").strip()
        if not tag:
            continue
        entries[tag] = _entry(tag, parent, cells.get("description", "").strip())
        parents[tag] = parent
        if parent and parent not in entries:
            entries[parent] = _entry(parent, "", "")
            parents.setdefault(parent, "")
    if not entries:
        raise Refused("no_codes")
    return Codes(_tree(entries, parents))


def _entry(tag: str, parent: str, description: str) -> CodeEntry:
    name = tag.removeprefix(f"{parent}.") if parent else tag
    return CodeEntry(uuid.uuid5(PATHS, tag), name[:120], True, "", description)


def _tree(entries: dict[str, CodeEntry], parents: dict[str, str]) -> list[CodeEntry]:
    roots = []
    for tag, entry in entries.items():
        above, seen = parents.get(tag, ""), {tag}
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above or not parents.get(tag):  # a circle begins anew at the top
            roots.append(entry)
        else:
            entries[parents[tag]].children.append(entry)
    return roots
