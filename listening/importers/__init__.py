"""A spreadsheet of what people said: one note a row, all of one session."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.imports import kinds
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.reading import ColumnGuess, Row, Table
from crm.imports.reading.headers import normalise
from listening.importers.columns import HEADINGS, SURELY, NoteColumns, NoteOptions
from listening.importers.writing import NoteWriter
from listening.models import ListeningSession, Note
from listening.notes import reading
from listening.services.notes import noting, taking_back


class Notes(kinds.Kind):
    key, label, noun = "notes", _("Notes: what people said, one a row"), _("notes")
    resource, options_form, order = NoteColumns, NoteOptions, 60

    def fits(self, headers: Sequence[str]) -> bool:
        names = {normalise(header) for header in headers}
        return bool(names & SURELY) and names.isdisjoint({"email", "phone", "first name", "last name"})

    def guesses(
        self, table: Table, sampled: Sequence[Row], guesses: Sequence[ColumnGuess]
    ) -> list[ColumnGuess]:
        """By these headings alone; the first column of a kind counts."""
        known = {word: name for name, said in HEADINGS.items() for word in said.split("|")}
        settled, taken = [], set()
        for guess in guesses:
            name = known.get(normalise(guess.header), "")
            name = "" if name in taken else name
            taken.add(name)
            reason = "column.header" if name else "column.unknown"
            settled.append(ColumnGuess(guess.header, name, "", 0.98 if name else 0.0, reason))
        return settled

    def missing(self, fields: set[str]) -> str | Promise:
        return "" if "quote" in fields else _("Say which column holds what was said.")

    def shown(self, actor: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        notes = Note.objects.visible_to(actor).filter(pk__in=list(ids)).select_related(*reading.BESIDE)
        return {
            note.pk: (note.body[:80], note.get_absolute_url())
            for note in reading.with_words(list(notes), actor)
            if note.may_show
        }

    def writer(self, batch: ImportBatch, plan: Plan, by: Actor) -> NoteWriter:
        return NoteWriter(batch, plan, by)

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> kinds.Preview:
        writer = self.writer(batch, plan, by)
        chunk = writer.prepare(rows)
        with transaction.atomic():
            writer.write(chunk)
            there = {row.line: row for row in ImportRow.objects.visible_to(by).of_batch(batch.pk)}
            transaction.set_rollback(True)
        shown = []
        for said in chunk:
            row, values = there[said.row.line], said.values
            cells = [
                values["quote"],
                values["speaker"] or values["constituency"],
                values["language"],
                values["translation"],
            ]
            shown.append(
                kinds.Shown(
                    said.row.line, 0, row.outcome, [kinds.ShownCell(cell) for cell in cells], row.reasons
                )
            )
        return kinds.Preview([_("What was said"), _("Who said it"), _("Language"), _("Translation")], shown)

    def expected_errors(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> int:
        writer = self.writer(batch, plan, by)
        return sum(1 for said in writer.prepare(rows) if said.is_wrong or writer.session is None)

    def finished(self, batch: ImportBatch, by: Actor) -> None:
        session = (
            ListeningSession.objects.visible_to(by).filter(pk=batch.options.get("session") or None).first()
        )
        if session:
            noting.notes_are_in(by=by, session=session)

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
        kept = taking_back.take_back_notes(by=by, ids=ids, with_voices=True)
        return {pk: "undo.in_use" if pk in kept else "" for pk in ids}


kinds.register(Notes())
