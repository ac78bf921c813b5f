"""Temporary tables that a chunk is copied into: COPY is refused where row security holds, so rows pass through these.

They live as long as the connection and are empty at every commit.
"""

from collections.abc import Iterable, Sequence

from django.db.backends.utils import CursorWrapper

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


class Stage:
    """One temporary table. `definition` is our own text: column names with their types. `is_kept`: its rows outlive a
    commit, for what a chunk leaves to later ones."""

    def __init__(self, name: str, definition: str, *, is_kept: bool = False):
        self.name = name
        columns = [part.split()[0] for part in definition.split(",")]
        rows = "preserve" if is_kept else "delete"
        self.create = f"create temp table if not exists {name} ({definition}) on commit {rows} rows"
        self._copy = f"copy {name} ({', '.join(columns)}) from stdin"
        self.width = len(columns)

    def fill(self, cursor: CursorWrapper, lines: Sequence[str]) -> None:
        if lines:
            with cursor.copy(self._copy) as copy:
                copy.write("\n".join(lines) + "\n")


def prepare_stages(cursor: CursorWrapper, stages: Sequence[Stage], *, empty: bool = False) -> None:
    """Make the tables of this connection, all in one round trip."""
    statements = [stage.create for stage in stages]
    if empty:
        statements.append("truncate " + ", ".join(stage.name for stage in stages))
    cursor.execute("; ".join(statements))


def array(values: Iterable[object]) -> str:
    """Numbers or ids as PostgreSQL writes an array, put together once for all the statements that take it."""
    return f"{{{','.join(map(str, values))}}}"


def line(values: Iterable[str]) -> str:
    """Values as a row of COPY's text format."""
    values = list(values)
    joined = "\t".join(values)
    if "\\" in joined or "\n" in joined or "\r" in joined or joined.count("\t") >= len(values):
        joined = "\t".join(value if value == NULL else value.translate(ESCAPES) for value in values)
    return joined
