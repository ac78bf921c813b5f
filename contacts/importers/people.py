"""From the cells of a row to a person ready to be written. No database: this runs in a thread beside it."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from contacts import derived
from contacts.importers import cells, reaching
from contacts.importers.columns import ContactColumns
from contacts.importers.meetings import FIELDS as OF_MEETINGS
from contacts.importers.meetings import Stay
from contacts.importers.naming import (
    SHARED_BY_A_ROW,
    beside,
    call_by_email,
    child_of,
    is_first_name_alone,
    join_names,
    name_after,
    put_in_order,
    several,
    stakes_of_child,
)
from contacts.importers.permissions import Permissions
from contacts.importers.person import TEXTS, Method, Person
from contacts.importers.placing import Places, of_child
from contacts.importers.schools import SchoolBook
from contacts.importers.taking import SAID, taker
from contacts.models import ContactMethod
from crm.imports.columns import NO_MATTER, Column
from crm.imports.mapping import Plan
from crm.imports.reading import Row
from crm.lib import cleanups, dates, words
from crm.lib.guess import Guess

__all__ = ["TEXTS", "Cleaner", "Followed", "Method", "Person"]

Kind, Label = ContactMethod.Kind, ContactMethod.Label
Reader = Callable[[str], Guess]
NOTHING = (None, "", ())
LONGEST_DITTO, LONGEST_TAG = 24, 60


def _reader(read: Reader, order: str, today: datetime.date) -> Reader:
    """Dates in the order of the file, ages as of the day of the import: a thread of its own has no day."""
    if read is dates.parse:
        return cells.date_in(order)
    return cells.age_on(today) if read is cells.age_band else read


class Followed(NamedTuple):
    row: Row
    values: Mapping[str, str]


class Cleaner:
    """A plan turned into a list of readers. `note_guesses` for previews: a run has no use for them. `stays`: who came
    when, if the file is the report of a meeting. `own`: columns of the organization's own questions."""

    def __init__(
        self,
        plan: Plan,
        *,
        book: SchoolBook,
        home_state: str,
        language: str,
        file_name: str,
        owners: Mapping[str, uuid.UUID],
        note_guesses: bool = False,
        stays: Mapping[int, Stay] | None = None,
        own: Mapping[str, Column] | None = None,
        today: datetime.date,
    ):
        self.options, self.language = plan.options, language
        self.places = Places(book, home_state, plan.options, of_child=of_child(plan.columns))
        self.note_guesses, self.stays = note_guesses, stays or {}
        self.strict = plan.options.get("bad_cells") != "leave_out"
        self.everybody = tuple(plan.options.get("tags", ()))
        self.least_minutes = int(plan.options.get("least_minutes") or 0)
        known = {**ContactColumns().fields, **(own or {})}
        self.columns, self.dittos = [], []
        headings: dict[str, str] = {}
        self.exact, self.own_id = [], ""  # the columns of rows that bear our own id, and where it stands
        for column in plan.columns:
            if column["field"] in OF_MEETINGS:
                continue
            field = known[column["field"]]
            if column["field"] == "own_id":
                self.own_id = column["header"]
            read = _reader(field.widget.read, plan.date_order, today)
            exact = field.exact if field.exact and column["header"] == field.header else read
            headings.setdefault(column["field"], column["header"])
            if field.dittos:
                self.dittos.append(column["header"])
            take, vital = (
                taker(column["field"], column["system"], column["header"], owners, today),
                field.vital and self.strict,
            )
            self.columns.append((column["header"], read, take, column["rules"] or (), vital))
            self.exact.append((column["header"], exact, take, column["rules"] or (), vital))
        way = plan.implies.get("ok_to_text_how", "")
        self.permissions = Permissions(plan.options, headings, file_name, way)
        self.implied = [
            (taker(key, "", "", owners, today), known[key].widget.read(cell).value, cell)
            for key, cell in plan.implies.items()
            if key not in headings
        ]
        self.corrections = {int(line): cells for line, cells in plan.corrections.items()}
        self.above: Mapping[str, str] = {}
        self.today = today.isoformat()

    def follow(self, rows: Iterable[Row]) -> list[Followed]:
        """Marks for "the same as above" replaced by what stands above. In the order of the file, each row once."""
        found = []
        for row in rows:
            values = row.values
            if corrected := self.corrections.get(row.line):
                values = {**values, **corrected}
            for header in () if self._is_ours(values) else self.dittos:
                cell = values.get(header)
                if cell and len(cell) < LONGEST_DITTO and words.is_ditto(cell):
                    values = {**values, header: self.above.get(header, "")}
            self.above = values
            found.append(Followed(row, values))
        return found

    def clean(self, row: Row, values: Mapping[str, str]) -> list[Person]:
        """Nobody, one person, or several who share a row. `errors` is set where one must not be written.

        Raises StatesMissing where the schools of a state are needed first.
        """
        person, is_ours = Person(row.line, row.values), self._is_ours(values)
        for header, read, take, rules, vital in self.exact if is_ours else self.columns:
            cell = values.get(header)
            if not cell:
                continue
            if rules:
                cell = cleanups.apply(rules, header, cell)
            value, guess, reason = read(cell)
            if value not in NOTHING:
                take(person, value, cell)
            elif reason and reason not in NO_MATTER:
                self._left_out(person, header, cell, reason, vital)
                continue
            if self.note_guesses and (guess or cell != row.values[header]):
                copied = values[header] != row.values[header]
                if header in self.corrections.get(row.line, ()):
                    reason = "value.corrected"
                elif copied:
                    reason = "value.ditto"
                person.guesses.append((header, row.values[header], reason, ""))
        for take, value, cell in self.implied:
            take(person, value, cell)
        if self.stays:
            self._stay(person)
        return self._people(person, is_ours)

    def _is_ours(self, values: Mapping[str, str]) -> bool:
        """A row that we have written: nothing in it is guessed, and nobody is parted or copied from above."""
        return bool(self.own_id and values.get(self.own_id))

    def _stay(self, person: Person) -> None:
        """Whoever came back is the person of the first row; the minutes of all visits stand there."""
        stay = self.stays.get(person.line)
        if stay is None:
            return
        if stay.first != person.line:
            person.set_aside = True
            person.reasons = [{"code": "row.rejoined", "line": stay.first}]
        elif stay.minutes < self.least_minutes:
            person.set_aside = True
            person.reasons.append({"code": "row.short_stay", "minutes": stay.minutes})
        elif stay.minutes:
            person.reasons.append({"code": "row.stayed", "minutes": stay.minutes, "visits": stay.visits})

    def _left_out(self, person: Person, header: str, cell: str, reason: str, vital: bool) -> None:
        person.reasons.append({"code": reason, "column": header})
        person.errors = person.errors or vital
        if self.note_guesses:
            person.guesses.append((header, cell, reason, "wrong"))

    def _guessed(self, person: Person, field: str, reason: str) -> None:
        if self.note_guesses and (header := self.permissions.headings.get(field)):
            person.guesses.append((header, person.raw.get(header, ""), reason, ""))

    # What only makes sense when the whole row is read.

    def _people(self, person: Person, is_ours: bool) -> list[Person]:
        found = [person]
        if not person.names and not is_ours:
            for field, reason in put_in_order(person):
                self._guessed(person, field, reason)
        if not person.names and not is_ours and (couple := several(person)):
            person.given_name = person.family_name = ""
            person.names = couple
            self._guessed(person, "given_name", "name.couple")
        if person.names:
            name_after(person, person.names[0])
            found += [beside(person, name, part) for part, name in enumerate(person.names[1:], 1)]
        elif person.words:
            join_names(person)
        if not person.is_named and (machine := person.words.get("machine")):
            person.set_aside = True
            person.reasons.append({"code": machine})
        elif not person.is_named and not person.set_aside:
            call_by_email(person)
        elif self.stays and not person.set_aside and is_first_name_alone(person):
            person.set_aside = True
            person.reasons.append({"code": "row.first_name_only"})
        self.places.settle(person)
        self._settle_words(person)
        alone = len(found) == 1
        for one in found[1:]:
            for name in SHARED_BY_A_ROW:
                setattr(one, name, getattr(person, name))
        if person.words and (child := child_of(person, len(found))):
            stakes_of_child(person, child)
            found.append(child)
        if person.race and not all(one is person for one in found):
            person.race = None
            person.reasons.append({"code": "race.of_whom"})
        for one in found:
            self._settle(one, alone=alone)
        return found

    def _settle(self, person: Person, *, alone: bool) -> None:
        if ways := person.answers.get("reach"):
            reaching.settle(person, ways)
        person.sort_name = derived.sort_name(person.given_name, person.family_name, person.chosen_name)
        current = {stake[0] for stake in person.stakes if not stake[7] or stake[7] >= self.today}
        person.minor = derived.is_minor(person.age_band or "unknown", current)
        if person.age_band == "under_13":
            for method in person.methods:
                method.label = Label.GUARDIAN  # nobody reaches a child but through the guardian
        person.tags += [name for name in self.everybody if name not in person.tags]
        if not person.owner_id:
            person.owner_id = self.options.get("owner", "")
        if person.answers:
            person.status = person.answers.get("status", "")
            self.permissions.settle(person, alone=alone)

    @staticmethod
    def _settle_words(person: Person) -> None:
        """Words that say what another cell means: the kind of phone, the event they came to, the question they answered."""
        said = person.words
        if (kind := SAID.get(said.get("phone_type", ""))) and (
            phone := next((method for method in person.methods if method.kind == Kind.PHONE), None)
        ):
            phone.kind, phone.label = kind[0], kind[1] if phone.label == Label.OWN else phone.label
        if (event := said.get("event_name")) and said.get("attendance") != "no":
            person.tags.append(event[:LONGEST_TAG])
        if said.get("attendance") == "no":
            person.reasons.append({"code": "row.did_not_come"})
        if answer := said.get("survey_response"):
            question = said.get("survey_question")
            person.tags.append((f"{question}: {answer}" if question else answer)[:LONGEST_TAG])
