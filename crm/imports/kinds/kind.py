"""What a room declares of one kind of spreadsheet."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from crm.access.actors import Actor
from crm.imports.columns import Column
from crm.imports.kinds.exports import Export, WholeFile
from crm.imports.kinds.preview import Preview
from crm.imports.kinds.writers import Writer
from crm.imports.layouts import OWN, ExportPreview, Layout
from crm.imports.mapping import Plan
from crm.imports.models import ExportFile, ImportBatch, ImportQuestion
from crm.imports.reading import ColumnGuess, Row, Table
from crm.ui.comparing import Comparison
from crm.ui.filters import Chip


class Tells(NamedTuple):
    """Rows with one of these reasons, as the report counts them."""

    key: str
    label: str | Promise
    codes: Sequence[str]
    without: Sequence[str] = ()  # nor any of these


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
    tells: Sequence[Tells] = ()  # what the report says of rows beside their outcomes, in this order
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

    def may_keep_questions(self, actor: Actor) -> bool:
        """Whether columns that nobody knows can become fields of the organization's own, and this member may do so."""
        return False

    def keep_questions(self, by: Actor, asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """A field for each of these headings (with some of its cells); by heading, which. What is missing stays out."""
        raise NotImplementedError

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

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> Preview:
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

    def also_told(self, batch: ImportBatch) -> dict[str, int]:
        """More for the report, once rows are written: figures that no reason of a row stands for, by their key."""
        return {}

    def told_in_words(self, told: Mapping[str, int]) -> list[str]:
        """What `also_told` says, in sentences for the report."""
        return []

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

    def unread(self, actor: Actor, asked: QueryDict) -> list[Chip]:
        """What the address asks and nobody can tell: it fits nobody, and the page names it with a way to take it out."""
        return []

    def left_out(self, counts: Mapping[str, int]) -> list[str]:
        """What an export's `left_out` says, in words."""
        return []

    def export(self, file: ExportFile, by: Actor) -> Export | WholeFile:
        """`by` is who asked: nothing leaves that they cannot see."""
        raise NotImplementedError
