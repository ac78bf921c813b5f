"""What runs over one file: it cleans rows, writes them, asks about them."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from crm.imports.reading import Row


class Asked(NamedTuple):
    """A row that may be about somebody known: a record, or an earlier row of the file. See models.ImportQuestion."""

    line: int
    part: int
    why: str
    object_id: uuid.UUID | None = None
    other_line: int = 0
    other_part: int = 0
    reasons: Sequence[dict[str, Any]] = ()
    fingerprint: str = ""


class Came(NamedTuple):
    """A row and the record it became or was found to be."""

    line: int
    part: int
    object_id: uuid.UUID
    values: Mapping[str, str]


class Writer(Protocol):
    """One run over one file."""

    def prepare(self, rows: Sequence[Row]) -> Any:
        """Clean rows. Runs in a thread beside the database: no queries here."""

    def write(self, chunk: Any) -> Counter[str]:
        """Write records and one ImportRow for each row, in one transaction of the organization; rows by outcome."""

    def watch(self, rows: Iterable[Row]) -> None:
        """Rows that an earlier attempt wrote, when a run goes on after a crash: later ones may refer to them."""


class KnowingWriter(Writer, Protocol):
    """Of a kind whose rows may be about somebody known: it asks, and tells followers whom each row became."""

    def before_long_work(self, begin: Callable[[], None]) -> None:
        """`begin` has the next chunk cleaned: to be called in `write`, before the database is at work for long."""

    def came(self) -> list[Came]:
        """Of the chunk just written, for followers."""

    def only_look(self) -> None:
        """Before rows are prepared for `questions`: what was answered already is asked for again, and kept."""

    def only(self, places: Collection[tuple[int, int]]) -> None:
        """Of the rows prepared from here on, write these alone, each told by its line and part."""

    def questions(self, chunk: Any) -> list[Asked]:
        """What only a person can decide about these rows. Writes nothing."""
