"""From the cells of a row to a person ready to be written. No database: this runs in a thread beside it."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from contacts import derived
from contacts.importers import cells
from contacts.importers.answers import PREFIX
from contacts.importers.columns import ContactColumns
from contacts.importers.meetings import FIELDS as OF_MEETINGS
from contacts.importers.meetings import Stay
from contacts.importers.naming import (
    SHARED_BY_A_ROW,
    beside,
    call_by_email,
    child_of,
    join_names,
    name_after,
    several,
    stakes_of_child,
)
from contacts.importers.permissions import Permissions
from contacts.importers.person import LENGTHS, TEXTS, Method, Person
from contacts.importers.schools import SchoolBook, StatesMissing
from contacts.importers.stakes import NO_DISTRICT, Stake
from contacts.models import ContactMethod
from crm.imports.columns import NO_MATTER, Column
from crm.imports.mapping import Plan
from crm.imports.reading import Row
from crm.lib import cleanups, dates, names, words
from crm.lib.names import Display
from crm.lib.names import Person as Name
from crm.lib.phones import Phone

__all__ = ["TEXTS", "Cleaner", "Followed", "Method", "Person"]

Kind, Label = ContactMethod.Kind, ContactMethod.Label
Taker = Callable[[Person, Any, str], None]
PHONE_KINDS = {"mobile_phone": (Kind.MOBILE, Label.OWN), "home_phone": (Kind.LANDLINE, Label.OWN), "work_phone": (Kind.PHONE, Label.WORK)}  # fmt: skip
SAID = {
    "mobile": (Kind.MOBILE, Label.OWN),
    "home": (Kind.LANDLINE, Label.OWN),
    "work": (Kind.PHONE, Label.WORK),
}
WORDS = frozenset(
    ["middle_name", "second_family_name", "suffix", "street_2", "school", "district", "grade", "subtype", "constituency",
     "phone_type", "event_name", "attendance", "survey_question", "survey_response", "child_name", "child_given_name",
     "child_family_name", "stake_from", "stake_until"]
)  # fmt: skip
CHILD = frozenset({"child_name", "child_given_name", "child_family_name"})
NOTHING = (None, "", ())
LONGEST_CELL, LONGEST_DITTO, LONGEST_TAG = 60, 16, 60


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
    ):
        self.options, self.book, self.home_state, self.language = plan.options, book, home_state, language
        self.owners, self.note_guesses, self.stays = owners, note_guesses, stays or {}
        self.strict = plan.options.get("bad_cells") != "leave_out"
        self.everybody = tuple(plan.options.get("tags", ()))
        self.least_minutes = int(plan.options.get("least_minutes") or 0)
        known = {**ContactColumns().fields, **(own or {})}
        self.columns, self.dittos = [], []
        headings: dict[str, str] = {}
        is_ours = any(column["field"] == "own_id" for column in plan.columns)
        for column in plan.columns:
            if column["field"] in OF_MEETINGS:
                continue
            field = known[column["field"]]
            read = cells.date_in(plan.date_order) if field.widget.read is dates.parse else field.widget.read
            if is_ours and field.widget.read is names.clean:
                read = cells.text  # as somebody wrote it here, capitals and all
            headings.setdefault(column["field"], column["header"])
            if field.dittos:
                self.dittos.append(column["header"])
            take, vital = (
                self._taker(column["field"], column["system"], column["header"]),
                field.vital and self.strict,
            )
            self.columns.append((column["header"], read, take, column["rules"] or (), vital))
        self.permissions = Permissions(plan.options, headings, file_name)
        self.implied = [
            (self._taker(key, "", ""), known[key].widget.read(cell).value, cell)
            for key, cell in plan.implies.items()
            if key not in headings
        ]
        self.corrections = {int(line): cells for line, cells in plan.corrections.items()}
        self.above: Mapping[str, str] = {}
        self.today = datetime.date.today().isoformat()

    def follow(self, rows: Iterable[Row]) -> list[Followed]:
        """Marks for "the same as above" replaced by what stands above. In the order of the file, each row once."""
        found = []
        for row in rows:
            values = row.values
            if corrected := self.corrections.get(row.line):
                values = {**values, **corrected}
            for header in self.dittos:
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
        person = Person(row.line, row.values)
        for header, read, take, rules, vital in self.columns:
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
        return self._people(person)

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

    # One taker a field: puts a value that could be read where it belongs.

    def _taker(self, field: str, system: str, header: str) -> Taker:
        if field in ("full_name", "household_name"):
            return self._take_names
        if field in ("email", "email_2"):
            return self._take_emails
        if field.endswith("phone") or field == "phone_2":
            return self._phone_taker(*PHONE_KINDS.get(field, (Kind.PHONE, Label.OWN)))
        if field == "external_id":
            return self._external_taker(system or "sheet")
        if field == "noted":
            return lambda person, value, cell: person.note(f"{header}: {value}")
        if special := {
            "language": self._take_languages, "other_languages": self._take_other_languages, "tags": self._take_tags,
            "notes": self._take_note, "owner": self._take_owner, "own_id": self._take_own_id,
            "display_name": self._take_display,
        }.get(field):  # fmt: skip
            return special
        if field.startswith(PREFIX):
            return lambda person, value, cell: person.customs.__setitem__(field, value)
        attribute = ContactColumns().fields[field].attribute
        if attribute in TEXTS:
            return self._text_taker(attribute, LENGTHS[attribute])
        if attribute in ("needs_interpreter", "race"):
            return lambda person, value, cell: setattr(person, attribute, value)
        if attribute in WORDS:
            return lambda person, value, cell: person.words.__setitem__(attribute, value)
        return lambda person, value, cell: person.answers.__setitem__(attribute, value)

    @staticmethod
    def _text_taker(attribute: str, longest: int) -> Callable[[Person, Any, str], None]:
        def take(person: Person, value: str, cell: str) -> None:
            setattr(person, attribute, value if len(value) <= longest else value[:longest])

        return take

    @staticmethod
    def _phone_taker(kind: str, label: str) -> Callable[[Person, Any, str], None]:
        def take(person: Person, found: tuple[Phone, ...], cell: str) -> None:
            for phone in found:
                own_kind, own_label = SAID.get(phone.label, (kind, label))
                as_given = len(found) == 1 and len(cell) <= LONGEST_CELL and ("." not in cell[-3:])
                value = (
                    cell.strip()
                    if as_given
                    else phone.e164 + (f" x{phone.extension}" if phone.extension else "")
                )
                person.reach_by(own_kind, value, phone.e164, own_label)

        return take

    @staticmethod
    def _external_taker(system: str) -> Callable[[Person, Any, str], None]:
        def take(person: Person, value: str, cell: str) -> None:
            person.external_ids.append((system[:60], value[:120]))

        return take

    @staticmethod
    def _take_names(person: Person, value: tuple[Name, ...], cell: str) -> None:
        person.names = person.names or value

    @staticmethod
    def _take_display(person: Person, value: Display, cell: str) -> None:
        """A name from a video meeting. A machine is nobody, unless other columns name who sat before it."""
        if value.kind == "person":
            person.names = person.names or (value.person,)
        else:
            person.words["machine"] = f"display.{value.kind}"
        if value.kind == "person" and value.hint:
            person.note(value.hint)

    @staticmethod
    def _take_emails(person: Person, value: tuple[str, ...], cell: str) -> None:
        for address in value:
            if len(address) <= 254:
                person.reach_by(Kind.EMAIL, address, address, Label.OWN)

    @staticmethod
    def _take_languages(person: Person, value: tuple[str, ...], cell: str) -> None:
        person.language = value[0]
        person.other_languages = tuple(dict.fromkeys((*person.other_languages, *value[1:])))

    @staticmethod
    def _take_other_languages(person: Person, value: tuple[str, ...], cell: str) -> None:
        person.other_languages = tuple(dict.fromkeys((*person.other_languages, *value)))

    @staticmethod
    def _take_tags(person: Person, value: tuple[str, ...], cell: str) -> None:
        person.tags += [name for name in value if name not in person.tags]

    @staticmethod
    def _take_note(person: Person, value: str, cell: str) -> None:
        person.note(value)

    @staticmethod
    def _take_own_id(person: Person, value: str, cell: str) -> None:
        try:
            person.own_id = str(uuid.UUID(value))
        except ValueError:
            person.reasons.append({"code": "row.unknown_id"})

    def _take_owner(self, person: Person, value: str, cell: str) -> None:
        if owner := self.owners.get(value.casefold()):
            person.owner_id = str(owner)
        else:
            person.reasons.append({"code": "row.unknown_owner", "name": value[:60]})

    # What only makes sense when the whole row is read.

    def _people(self, person: Person) -> list[Person]:
        found = [person]
        if not person.names and (couple := several(person)):
            person.given_name = person.family_name = ""
            person.names = couple
            if self.note_guesses:
                person.guesses.append(
                    (self.permissions.headings["given_name"], couple[0].given, "name.couple", "")
                )
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
        self._settle_places(person)
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

    def _settle_places(self, person: Person) -> None:
        said = person.words
        if second := said.get("street_2"):
            person.street = f"{person.street}, {second}".strip(", ")[:160]
        stakes = said.get("constituency") or _default_stake(self.options)
        if not stakes and not CHILD.isdisjoint(said):
            stakes = (Stake("parent"),)
        district, school = said.get("district", ""), said.get("school", "")
        if not (stakes or district or school):
            return
        district_id, state = None, person.state or self.home_state
        if district or school or any(stake.district for stake in stakes):
            if state and state not in self.book.states:
                raise StatesMissing({state})
            district_id = self.book.district(state, district) if district else None
            person.district_id = str(district_id or "")
            if not stakes:
                stakes = (Stake("other"),)
        schools, grades = _side_by_side(school, stakes), _side_by_side(said.get("grade", ""), stakes)
        left = "" if district_id else district  # as written, where no district is called so
        for stake, name, grade in zip(stakes, schools, grades, strict=True):
            found, its_district, own = (None, None, district_id)
            if stake.district:
                own = None if stake.district == NO_DISTRICT else self._district(stake.district, state)
            if name:
                found, its_district = self.book.school(person.state or self.home_state, own, name)
            starts, ends = (
                stake.starts or said.get("stake_from", ""),
                stake.ends or said.get("stake_until", ""),
            )
            if starts and ends and ends < starts:
                starts = ""
            mine = (
                stake.kind, (said.get("subtype", "") if len(stakes) == 1 and not stake.subtype else stake.subtype)[:60],
                str(its_district or own or ""), str(found or ""), "" if found else (name or left)[:160], grade[:40],
                starts, ends,
            )  # fmt: skip
            if mine not in person.stakes:
                person.stakes.append(mine)

    def _district(self, name: str, state: str) -> uuid.UUID | None:
        """ "Durham Public Schools, NC": another state than the person's may be said behind a comma."""
        bare, comma, said = name.rpartition(",")
        other = said.strip() if comma and len(said.strip()) == 2 else ""
        if other and other not in self.book.states:
            raise StatesMissing({other})
        return self.book.district(other or state, bare if other else name)

    def _settle(self, person: Person, *, alone: bool) -> None:
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


def _default_stake(options: Mapping[str, Any]) -> tuple[Stake, ...]:
    return (Stake(options["constituency"]),) if options.get("constituency") else ()


def _side_by_side(cell: str, stakes: tuple[Stake, ...]) -> list[str]:
    """One school for all, or "A; B" for two stakes in the same order."""
    if len(stakes) == 1 or ";" not in cell:
        return [cell] * len(stakes)
    parts = [part.strip() for part in cell.split(";")]
    return parts if len(parts) == len(stakes) else [cell] * len(stakes)
