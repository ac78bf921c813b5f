"""The imports socket: a room declares a kind of spreadsheet. See README.md, "Add a kind of import"."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from crm.access.actors import Actor
from crm.imports.columns import Column
from crm.imports.layouts import OWN, ExportPreview, Layout
from crm.imports.mapping import Plan
from crm.imports.models import ExportFile, ImportBatch, ImportQuestion
from crm.imports.reading import ColumnGuess, Row, Table
from crm.ui.comparing import Comparison


@dataclass
class Mark:
    """What was guessed in a cell, or could not be read."""

    header: str
    was: str
    reason: str
    is_wrong: bool = False


@dataclass
class ShownCell:
    value: str
    marks: list[Mark] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return any(mark.is_wrong for mark in self.marks)


@dataclass
class Shown:
    """A row as it would be written, by the groups of the kind's columns, and what speaks against it."""

    line: int
    part: int
    outcome: str
    cells: list[ShownCell]
    reasons: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Preview:
    headings: list[str | Promise]
    rows: list[Shown]


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

    def came(self) -> list[Came]:
        """Of the chunk just written, for followers."""

    def only_look(self) -> None:
        """Before rows are prepared for `questions`: what was answered already is asked for again, and kept."""

    def only(self, places: Collection[tuple[int, int]]) -> None:
        """Of the rows prepared from here on, write these alone, each told by its line and part."""

    def questions(self, chunk: Any) -> list[Asked]:
        """What only a person can decide about these rows. Writes nothing."""


class Follower:
    """A higher room that takes more out of the rows of a lower room's kind: who came, say, to a meeting that the options
    or a column name. Registered with `follow`."""

    of_one_file: frozenset[str] = frozenset()  # names of fields whose answer is not for the next such file

    def fields(self, actor: Actor, batch: ImportBatch) -> dict[str, forms.Field]:
        """What it wants to know for the whole file, beside the kind's own options; kept among them as plain values."""
        return {}

    def wants(self, plan: Plan) -> bool:
        """Whether this file has something for it; else `wrote` is never called."""
        return True

    def wrote(self, batch: ImportBatch, plan: Plan, by: Actor, came: Sequence[Came]) -> None:
        """The records of a chunk are written; this is in the same transaction, and happens once for each row."""

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> None:
        """Before these records are taken back: what `wrote` added to them goes."""

    def undone(self, batch: ImportBatch, by: Actor) -> None:
        """At the end of an undo: what `wrote` added to records that the import itself left as they were."""


class Kind:
    """What a room says about one kind of spreadsheet."""

    key: str
    label: str | Promise
    noun: str | Promise
    resource: type[Resource]  # its fields are Columns, by the keys that the recognition of headings uses
    options_form: type[forms.Form]
    order: int = 50
    export_title: str | Promise = (
        ""  # of the page that asks what the file is for; empty: that of lists of people
    )
    export_says: str | Promise = ""
    asked_last: frozenset[str] = (
        frozenset()
    )  # names of options that most files need no answer to: folded away
    asks: bool = False  # rows may be about somebody known: questions are asked before the run

    def columns(self) -> dict[str, Column]:
        return dict(self.resource().fields)

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether a file with these headings is surely of this kind; else it is taken for the first kind there is."""
        return False

    def guesses(
        self, table: Table, sampled: Sequence[Row], guesses: Sequence[ColumnGuess]
    ) -> list[ColumnGuess]:
        """A second look at what the headings said."""
        return list(guesses)

    def missing(self, fields: set[str]) -> str | Promise:
        """A sentence when these columns are not enough to write anything."""
        return ""

    def questions(self, fields: set[str], options: Mapping[str, Any]) -> list[str | Promise]:
        """What is better said before the end, though rows can be written without it."""
        return []

    def shown(self, actor: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        """Name and address of those records that the reader may see."""
        raise NotImplementedError

    def writer(self, batch: ImportBatch, plan: Plan, by: Actor) -> Writer:
        """Inside the organization's transaction."""
        raise NotImplementedError

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> "Preview":
        """What a run would do with these rows. Nothing of it stays."""
        raise NotImplementedError

    def compare(
        self, batch: ImportBatch, plan: Plan, by: Actor, question: ImportQuestion, rows: Sequence[Row]
    ) -> Comparison:
        """The row of a question beside who it may be. `rows` holds both rows and what stands shortly above them."""
        raise NotImplementedError

    def expected_errors(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> int:
        """How many of these rows would become errors."""
        raise NotImplementedError

    def finished(self, batch: ImportBatch, by: Actor) -> None:
        """What a finished run brings along, in its last transaction: a job to enqueue, perhaps."""

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
        """Give these records back their earlier values, or delete what the batch made. Blank: done; else why not."""
        raise NotImplementedError

    def may_export(self, actor: Actor) -> bool:
        """Whether there is anything that this role may take out."""
        return False

    def layouts(self) -> list[Layout]:
        """Whose columns a file may have; the first is our own."""
        return [Layout(OWN, _("Earshot"), _("Everything that our own import takes back unchanged."))]

    def look(
        self, by: Actor, filters: dict[str, Any], *, layout: str, with_minors: bool
    ) -> ExportPreview | None:
        """What a file would hold, in numbers."""
        return None

    def left_out(self, counts: Mapping[str, int]) -> list[str]:
        """What an export's `left_out` says, in words."""
        return []

    def export(self, file: ExportFile, by: Actor) -> "Export | WholeFile":
        """`by` is who asked: nothing leaves that they cannot see."""
        raise NotImplementedError


class Export(Protocol):
    """A list of records on its way out."""

    headers: list[str]
    left_out: Counter[str]  # what the rows given so far are without, by a code that the kind puts into words

    def count(self) -> int:
        """About how many there are."""

    def after(self, last: uuid.UUID | None, rows: int) -> tuple[list[list[str]], uuid.UUID | None]:
        """The next rows as text in the order of the headings, and where to go on; None at the end."""


@runtime_checkable
class WholeFile(Protocol):
    """What goes out as one document and not as rows: it writes its file itself."""

    headers: list[str]
    left_out: Counter[str]

    def write(self, path: Path, step: Callable[..., AbstractContextManager[Any]]) -> int:
        """How many things are in it. `step` opens one transaction of the organization, with `done` and `total`."""


_kinds: dict[str, Kind] = {}
_only_out: dict[str, Kind] = {}
_followers: dict[str, list[Follower]] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def register_export(kind: Kind) -> None:
    """A kind that goes out and is not brought in as a spreadsheet."""
    _only_out[kind.key] = kind


def kind_of(key: str) -> Kind:
    """Raises LookupError."""
    return _kinds.get(key) or _only_out[key]


def kinds() -> list[Kind]:
    """The first is what a file is taken for when nothing tells."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def follow(key: str, follower: Follower) -> None:
    """From AppConfig.ready() of the higher room."""
    _followers.setdefault(key, []).append(follower)


def followers(key: str) -> list[Follower]:
    return _followers.get(key, [])
