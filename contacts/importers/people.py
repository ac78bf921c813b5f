"""From the cells of a row to a person ready to be written. No database: this runs in a thread beside it."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from contacts import derived
from contacts.importers import cells
from contacts.importers.columns import ContactColumns
from contacts.importers.schools import SchoolBook, StatesMissing
from contacts.importers.stakes import Stake
from contacts.models import ConsentEvent, Contact, ContactMethod
from crm.imports.columns import NO_MATTER
from crm.imports.mapping import Plan
from crm.imports.reading import Row
from crm.lib import cleanups, words
from crm.lib.names import Person as Name
from crm.lib.phones import Phone

Kind, Label, Status = ContactMethod.Kind, ContactMethod.Label, ContactMethod.Status
Purpose, Value = ConsentEvent.Purpose, ConsentEvent.Value
TEXTS = ("given_name", "family_name", "chosen_name", "pronouns", "language", "age_band", "street", "city", "county",
         "state", "zip_code", "about")  # fmt: skip
LENGTHS = {name: Contact._meta.get_field(name).max_length for name in TEXTS if name != "about"}
PHONE_KINDS = {"mobile_phone": (Kind.MOBILE, Label.OWN), "home_phone": (Kind.LANDLINE, Label.OWN), "work_phone": (Kind.PHONE, Label.WORK)}  # fmt: skip
SAID = {
    "mobile": (Kind.MOBILE, Label.OWN),
    "home": (Kind.LANDLINE, Label.OWN),
    "work": (Kind.PHONE, Label.WORK),
}
NOTHING = (None, "", ())
LONGEST_CELL, LONGEST_DITTO = 60, 16
QUESTIONS = [(Purpose.TEXT, "ok_to_text"), (Purpose.EMAIL, "ok_to_email"), (Purpose.CALL, "ok_to_call")]
CLOSERS = frozenset(
    {
        "do_not_contact",
        "do_not_call",
        "do_not_text",
        "do_not_email",
        "text_status",
        "email_status",
        "email_is_bad",
        "phone_is_bad",
    }
)


class Method:
    __slots__ = ("key", "kind", "label", "status", "suppress", "value")

    def __init__(self, kind: str, value: str, key: str, label: str):
        self.kind, self.value, self.key, self.label = kind, value, key, label
        self.status, self.suppress = "ok", ""


class Person:
    """What one row says of one person."""

    __slots__ = (
        *TEXTS, "answers", "consents", "district_id", "errors", "external_ids", "guesses", "line", "methods", "minor",
        "names", "needs_interpreter", "other_languages", "own_id", "owner_id", "part", "raw", "reasons", "sort_name",
        "stakes", "status", "tags", "words",
    )  # fmt: skip

    def __init__(self, line: int, raw: Mapping[str, str], part: int = 0):
        self.line, self.part, self.raw = line, part, raw
        self.given_name = self.family_name = self.chosen_name = self.pronouns = self.language = ""
        self.age_band = self.street = self.city = self.county = self.state = self.zip_code = self.about = ""
        self.district_id = self.owner_id = self.own_id = self.status = self.sort_name = ""
        self.needs_interpreter: bool | None = None
        self.minor = False
        self.other_languages: tuple[str, ...] = ()
        self.names: tuple[Name, ...] = ()
        self.words: dict[str, str] = {}  # cells that make sense only together: school, grade, suffix ...
        self.answers: dict[str, Any] = {}  # what they allow
        self.methods: list[Method] = []
        self.stakes: list[
            tuple[str, str, str, str, str, str]
        ] = []  # kind, subtype, district, school, text, grade
        self.tags: list[str] = []
        self.consents: list[tuple[str, str, str, str, str]] = []  # purpose, value, how, source, given_on
        self.external_ids: list[tuple[str, str]] = []
        self.reasons: list[dict] = []
        self.errors = False
        self.guesses: list[tuple[str, str, str, str]] = []  # heading, cell, reason, "wrong" or nothing


class Followed(NamedTuple):
    row: Row
    values: Mapping[str, str]


class Cleaner:
    """A plan turned into a list of readers. `note_guesses` for previews: a run has no use for them."""

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
    ):
        self.options, self.book, self.home_state, self.language = plan.options, book, home_state, language
        self.file_name, self.owners, self.note_guesses = file_name, owners, note_guesses
        self.strict = plan.options.get("bad_cells") != "leave_out"
        self.everybody = tuple(plan.options.get("tags", ()))
        known = ContactColumns().fields
        self.columns, self.dittos = [], []
        self.headings: dict[str, str] = {}
        for column in plan.columns:
            field = known[column["field"]]
            read = cells.date_in(plan.date_order) if column["field"].endswith("_on") else field.widget.read
            self.headings.setdefault(column["field"], column["header"])
            if field.dittos:
                self.dittos.append(column["header"])
            take, vital = self._taker(column["field"], column["system"]), field.vital and self.strict
            self.columns.append((column["header"], read, take, column["rules"] or (), vital))
        self.above: Mapping[str, str] = {}

    def follow(self, rows: Iterable[Row]) -> list[Followed]:
        """Marks for "the same as above" replaced by what stands above. In the order of the file, each row once."""
        found = []
        for row in rows:
            values = row.values
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
                person.guesses.append((header, row.values[header], "value.ditto" if copied else reason, ""))
        return self._people(person)

    def _left_out(self, person: Person, header: str, cell: str, reason: str, vital: bool) -> None:
        person.reasons.append({"code": reason, "column": header})
        person.errors = person.errors or vital
        if self.note_guesses:
            person.guesses.append((header, cell, reason, "wrong"))

    # One taker a field: puts a value that could be read where it belongs.

    def _taker(self, field: str, system: str) -> Callable[[Person, Any, str], None]:
        if field in ("full_name", "household_name"):
            return self._take_names
        if field in ("email", "email_2"):
            return self._take_emails
        if field.endswith("phone") or field == "phone_2":
            kind, label = PHONE_KINDS.get(field, (Kind.PHONE, Label.OWN))
            return self._phone_taker(kind, label)
        if field == "external_id":
            return self._external_taker(system or "sheet")
        if special := {
            "language": self._take_languages, "other_languages": self._take_other_languages, "tags": self._take_tags,
            "notes": self._take_note, "owner": self._take_owner, "own_id": self._take_own_id,
        }.get(field):  # fmt: skip
            return special
        attribute = ContactColumns().fields[field].attribute
        if attribute in TEXTS:
            return self._text_taker(attribute, LENGTHS[attribute])
        if attribute == "needs_interpreter":
            return lambda person, value, cell: setattr(person, attribute, value)
        if attribute in ("middle_name", "second_family_name", "suffix", "street_2", "school", "district", "grade", "subtype", "constituency"):  # fmt: skip
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
                _add_method(person, own_kind, value, phone.e164, own_label)

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
    def _take_emails(person: Person, value: tuple[str, ...], cell: str) -> None:
        for address in value:
            if len(address) <= 254:
                _add_method(person, Kind.EMAIL, address, address, Label.OWN)

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
        person.about = f"{person.about}\n{value}" if person.about else value

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
        if person.names:
            _name_after(person, person.names[0])
            found += [_beside(person, name, part) for part, name in enumerate(person.names[1:], 1)]
        elif person.words:
            _join_names(person)
        if not (person.given_name or person.family_name or person.chosen_name):
            self._call_by_email(person)
        self._settle_places(person)
        for one in found:
            if one is not person:
                for name in (
                    "stakes",
                    "district_id",
                    "street",
                    "city",
                    "county",
                    "state",
                    "zip_code",
                    "owner_id",
                    "language",
                ):
                    setattr(one, name, getattr(person, name))
            self._settle(one, alone=len(found) == 1)
        return found

    def _call_by_email(self, person: Person) -> None:
        """Newsletters often know only an address: whoever it is gets called by what stands before the @."""
        address = next((method.key for method in person.methods if method.kind == Kind.EMAIL), "")
        if address:
            person.chosen_name = address.partition("@")[0][:120]
            person.reasons.append({"code": "row.name_from_email"})
        else:
            person.errors = True
            person.reasons.append({"code": "row.no_name"})

    def _settle_places(self, person: Person) -> None:
        said = person.words
        if second := said.get("street_2"):
            person.street = f"{person.street}, {second}".strip(", ")[:160]
        stakes = said.get("constituency") or _default_stake(self.options)
        district, school = said.get("district", ""), said.get("school", "")
        if not (stakes or district or school):
            return
        district_id = None
        if district or school:
            state = person.state or self.home_state
            if state and state not in self.book.states:
                raise StatesMissing({state})
            district_id = self.book.district(state, district) if district else None
            person.district_id = str(district_id or "")
            if not stakes:
                stakes = (Stake("other"),)
        schools, grades = _side_by_side(school, stakes), _side_by_side(said.get("grade", ""), stakes)
        left = "" if district_id else district  # as written, where no district is called so
        for stake, name, grade in zip(stakes, schools, grades, strict=True):
            found, its_district = (None, None)
            if name:
                found, its_district = self.book.school(person.state or self.home_state, district_id, name)
            person.stakes.append((
                stake.kind, (said.get("subtype", "") if len(stakes) == 1 and not stake.subtype else stake.subtype)[:60],
                str(its_district or district_id or ""), str(found or ""), "" if found else (name or left)[:160], grade[:40],
            ))  # fmt: skip

    def _settle(self, person: Person, *, alone: bool) -> None:
        person.sort_name = derived.sort_name(person.given_name, person.family_name, person.chosen_name)
        person.minor = derived.is_minor(person.age_band or "unknown", {stake[0] for stake in person.stakes})
        if person.age_band == "under_13":
            for method in person.methods:
                method.label = Label.GUARDIAN  # nobody reaches a child but through the guardian
        person.tags += [name for name in self.everybody if name not in person.tags]
        if not person.owner_id:
            person.owner_id = self.options.get("owner", "")
        if person.answers:
            self._settle_consent(person, alone)

    def _settle_consent(self, person: Person, alone: bool) -> None:
        """Doors are closed by any sign, opened only by a yes with its date and way."""
        said = person.answers
        closed = frozenset() if CLOSERS.isdisjoint(said) else _close(person)
        for purpose in sorted(closed):
            self._say(person, purpose, Value.WITHDRAWN, "import", said.get("status_on"))
        for purpose, question in QUESTIONS:
            answer = said.get(question)
            if answer is None or purpose in closed:
                continue
            if answer:
                self._allow(person, purpose, alone)
            else:
                how = said.get(f"{question}_how") or "import"
                self._say(person, purpose, Value.DENIED, how, said.get(f"{question}_on"))

    def _allow(self, person: Person, purpose: str, alone: bool) -> None:
        said, how, on = person.answers, "import", None
        if not alone:
            person.reasons.append({"code": "consent.two_people"})
            return
        if person.minor:
            person.reasons.append({"code": "consent.minor"})
            return
        if purpose == Purpose.TEXT:
            on = said.get("ok_to_text_on") or self.options.get("consent_on")
            how = said.get("ok_to_text_how") or self.options.get("consent_how")
            if not on or not how:
                person.reasons.append({"code": "consent.no_date"})
                return
        self._say(person, purpose, Value.GRANTED, how, on)

    def _say(self, person: Person, purpose: str, value: str, how: str, on: Any) -> None:
        column = self.headings.get(f"ok_to_{purpose}", "")
        person.consents.append(
            (str(purpose), str(value), how, f"{column} ({self.file_name})"[:200], str(on or ""))
        )


def _close(person: Person) -> frozenset[str]:
    """Purposes that this row closes; ways that do not work or must not be used are marked."""
    said, closed = person.answers, set()
    if said.get("do_not_contact"):
        person.status = Contact.Status.DO_NOT_CONTACT
        closed |= {Purpose.TEXT, Purpose.CALL, Purpose.EMAIL}
        for method in person.methods:
            method.suppress = "do_not_contact"
    if said.get("do_not_call"):
        closed.add(Purpose.CALL)
    if said.get("do_not_text") or said.get("text_status") == "unsubscribed":
        closed.add(Purpose.TEXT)
    if said.get("do_not_email") or said.get("email_status") == "unsubscribed":
        closed.add(Purpose.EMAIL)
        _mark(person, Status.UNSUBSCRIBED, "unsubscribed")
    elif said.get("email_is_bad") or said.get("email_status") == "bounced":
        _mark(person, Status.BAD, "bounced")
    if said.get("phone_is_bad"):
        for method in person.methods:
            if method.kind != Kind.EMAIL:
                method.status = Status.BAD
    return frozenset(closed)


def _add_method(person: Person, kind: str, value: str, key: str, label: str) -> None:
    for method in person.methods:
        if method.key == key:
            if method.kind == Kind.PHONE and label == Label.OWN:
                method.kind = kind
            return
    person.methods.append(Method(kind, value, key, label))


def _mark(person: Person, status: str, reason: str) -> None:
    for method in person.methods:
        if method.kind == Kind.EMAIL:
            method.status, method.suppress = status, reason


def _default_stake(options: Mapping[str, Any]) -> tuple[Stake, ...]:
    return (Stake(options["constituency"]),) if options.get("constituency") else ()


def _side_by_side(cell: str, stakes: tuple[Stake, ...]) -> list[str]:
    """One school for all, or "A; B" for two stakes in the same order."""
    if len(stakes) == 1 or ";" not in cell:
        return [cell] * len(stakes)
    parts = [part.strip() for part in cell.split(";")]
    return parts if len(parts) == len(stakes) else [cell] * len(stakes)


def _name_after(person: Person, name: Name) -> None:
    person.given_name = (person.given_name or f"{name.given} {name.middle}".strip())[:120]
    person.family_name = (person.family_name or f"{name.family} {name.suffix}".strip())[:120]
    person.chosen_name = (person.chosen_name or name.nickname)[:120]
    person.pronouns = (person.pronouns or name.pronouns)[:40]


def _beside(first: Person, name: Name, part: int) -> Person:
    """The second person of a row shares its ways and places, not its permissions, ids or chosen name."""
    other = Person(first.line, first.raw, part)
    _name_after(other, name)
    for method in first.methods:
        method.label = Label.SHARED
        other.methods.append(Method(method.kind, method.value, method.key, Label.SHARED))
    other.tags, other.answers, other.errors = list(first.tags), dict(first.answers), first.errors
    other.reasons = [{"code": "row.second_person"}]
    return other


def _join_names(person: Person) -> None:
    said = person.words
    if middle := said.get("middle_name"):
        person.given_name = f"{person.given_name} {middle}".strip()[:120]
    if second := said.get("second_family_name"):
        person.family_name = f"{person.family_name} {second}".strip()[:120]
    if suffix := said.get("suffix"):
        person.family_name = f"{person.family_name} {suffix}".strip()[:120]
