"""What is known of a file: plain data that survives a trip through JSON."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class FileFacts:
    """What `check` learned without parsing. `kind` is csv, xlsx, xls or ods."""

    name: str
    kind: str
    bytes: int
    sha256: str
    notes: tuple[dict, ...] = ()


@dataclass
class Table:
    """One table of one sheet. Lines are row numbers as a spreadsheet shows them, from 1."""

    sheet: int
    header_lines: list[int]
    headers: list[str]
    first_line: int
    last_line: int
    row_count: int
    title: str = ""
    confident: bool = True
    preamble: list[dict] = field(default_factory=list)
    footers: list[dict] = field(default_factory=list)


@dataclass
class Sheet:
    index: int
    name: str
    hidden: bool = False
    file: str = ""
    rows: int = 0
    columns: int = 0
    cells: int = 0
    last_line: int = 0
    problems: int = 0
    merged: int = 0
    tables: list[Table] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)


@dataclass
class Spool:
    """A folder with one UTF-8 CSV a visible sheet, its offsets, and these facts."""

    folder: Path
    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    delimiter: str = ""
    epoch_1904: bool = False
    notes: list[dict] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        return [table for sheet in self.sheets for table in sheet.tables]

    @property
    def main(self) -> Table:
        """The table a person most likely means: recognised headers first, then size."""
        return max(self.tables, key=weight)

    def save(self) -> None:
        body = asdict(self) | {"folder": ""}
        (self.folder / "facts.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")


def weight(table: Table) -> tuple[bool, int]:
    return (table.confident and table.row_count > 0, table.row_count * max(1, len(table.headers)))


def open_spool(folder: Path) -> Spool:
    body = json.loads((Path(folder) / "facts.json").read_text(encoding="utf-8"))
    body["folder"] = Path(folder)
    body["sheets"] = [
        Sheet(**(sheet | {"tables": [Table(**table) for table in sheet["tables"]]}))
        for sheet in body["sheets"]
    ]
    return Spool(**body)
