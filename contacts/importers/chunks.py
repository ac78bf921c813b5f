"""A chunk of rows made ready for PostgreSQL: people cleaned, twins within the chunk united, lines in COPY's form."""

import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from contacts import derived
from contacts.importers.agreement import agree
from contacts.importers.answers import ANSWERS, lines_of
from contacts.importers.guarding import GUARDED
from contacts.importers.people import TEXTS, Cleaner, Followed, Person
from contacts.importers.reaching import PREFERENCES
from contacts.importers.reaching import lines_of as preferred_of
from contacts.importers.told import RACES
from contacts.importers.told import line_of as line_of_race
from crm.imports.reading import Row
from crm.imports.staging import NULL, Stage, line
from crm.lib.ids import uuid7_texts

APART = "\x1f"
PEOPLE = Stage(
    "import_person",
    "n int, line int, part int, contact_id uuid, own_id text, given_name text, family_name text, chosen_name text,"
    " pronouns text, language text, age_band text, street text, city text, county text, state text, zip_code text,"
    " about text, other_languages text, needs_interpreter text, district_id text, owner_id text, status text,"
    " is_minor bool, sort_name text, tokens text, tags text, reasons text, is_bare bool",
)
METHODS = Stage(
    "import_method",
    "n int, contact_id uuid, id uuid, kind text, value text, key text, label text, status text, sort_name text",
)
STAKES = Stage(
    "import_stake",
    "n int, contact_id uuid, id uuid, kind text, subtype text, district_id text, school_id text, school_text text,"
    " grade text, starts_on text, ends_on text",
)
CONSENTS = Stage(
    "import_consent",
    "n int, contact_id uuid, id uuid, language text, purpose text, value text, how text, source text, given_on text",
)
EXTERNALS = Stage("import_external", "n int, contact_id uuid, id uuid, system text, value text")
SUPPRESSIONS = Stage("import_suppression", "n int, contact_id uuid, digest bytea, reason text")
OUTCOMES = Stage(
    "import_outcome", "line int, part int, outcome text, reasons text, contact_id uuid, before text, raw text"
)
CHANGES = Stage(
    "import_change",
    "contact_id uuid, given_name text, family_name text, chosen_name text, pronouns text, language text, age_band text,"
    " street text, city text, county text, state text, zip_code text, about text, other_languages text,"
    " needs_interpreter bool, district_id text, owner_id text, status text, is_minor bool, sort_name text",
)
texts_of = attrgetter(*TEXTS)
ALL = (
    PEOPLE,
    METHODS,
    STAKES,
    CONSENTS,
    EXTERNALS,
    SUPPRESSIONS,
    ANSWERS,
    RACES,
    GUARDED,
    PREFERENCES,
    OUTCOMES,
    CHANGES,
)


@dataclass
class Chunk:
    rows: Sequence[Followed]
    version: int  # of the suppressions it was made with
    people: list[Person] = field(default_factory=list)  # the index is n
    lines: dict[Stage, list[str]] = field(default_factory=lambda: defaultdict(list))
    filled: set[Stage] = field(default_factory=set)  # whose lines are with PostgreSQL
    tags: set[str] = field(default_factory=set)
    settled: list[tuple[Person, str]] = field(default_factory=list)  # not to be written: error, skipped
    bad: list[tuple[Row, str]] = field(default_factory=list)  # rows that could not even be read
    twins: list[tuple[Person, Person, bool]] = field(
        default_factory=list
    )  # the same person again, and whether it adds
    sharing: list[tuple[Person, Person]] = field(
        default_factory=list
    )  # another row's number, under another name
    beside: list[Person] = field(default_factory=list)  # of the same rows, but written before


class Preparer:
    """Turns rows into chunks. Knows what it needs of the database beforehand."""

    def __init__(self, cleaner: Cleaner, organization_id: uuid.UUID, tag_names: dict[str, str]):
        self.cleaner, self.organization_id = cleaner, organization_id
        self.tag_names = tag_names  # casefolded -> as the organization writes it
        self.same_rows: dict[
            tuple[int, int], tuple[int, int]
        ] = {}  # somebody said: the person of that earlier row
        self.suppressed: dict[bytes, str] = {}
        self.only: Collection[tuple[int, int]] | None = (
            None  # line and part of those to be written; everybody
        )
        self.version = 0

    def know_suppressed(self, digests: dict[bytes, str]) -> None:
        self.suppressed, self.version = digests, self.version + 1

    def prepare(self, rows: Sequence[Followed]) -> Chunk:
        chunk, crowd = Chunk(rows, self.version), Crowd()
        for row, values in rows:
            if row.problem:
                chunk.bad.append((row, "skipped" if row.problem == "row.repeated_header" else "error"))
                continue
            people = self.cleaner.clean(row, values)
            if people[0].set_aside:
                chunk.settled.append((people[0], "skipped"))
                continue
            if people[0].errors:
                chunk.settled.append((people[0], "error"))
                continue
            for person in people:
                if self.only is None or (person.line, person.part) in self.only:
                    self._place(chunk, crowd, person)
                else:
                    chunk.beside.append(person)
        ids = uuid7_texts(
            sum(
                2 + len(p.methods) + len(p.stakes) + len(p.consents) + len(p.external_ids)
                for p in chunk.people
            )
        )
        for n, person in enumerate(chunk.people):
            self._write_out(chunk, n, person, ids)
        return chunk

    def _place(self, chunk: Chunk, crowd: "Crowd", person: Person) -> None:
        if self.suppressed and self._is_erased(person):
            person.reasons.append({"code": "row.erased"})
            chunk.settled.append((person, "skipped"))
            return
        said = crowd.by_place.get(self.same_rows.get((person.line, person.part), (0, 0)))
        twin, sharer = (said, None) if said else crowd.find(person)
        if twin is not None:
            chunk.twins.append((person, twin, unite(twin, person)))
            crowd.add(person, twin)
            return
        if sharer is not None and sharer.line != person.line:
            person.reasons.append({"code": "row.shares_in_file", "line": sharer.line})
            chunk.sharing.append((person, sharer))
        crowd.add(person, person)
        chunk.people.append(person)

    def _is_erased(self, person: Person) -> bool:
        """Marks what must not be used; true if it is somebody who asked to be forgotten."""
        for method in person.methods:
            digests = derived.suppression_digests(self.organization_id, method.key)
            reason = next(filter(None, map(self.suppressed.get, digests)), None)
            if reason == "erased":
                return True
            if reason:
                person.reasons.append({"code": "row.suppressed"})
                if reason == "do_not_contact":
                    person.status = "do_not_contact"
                method.status = "bad" if reason == "bounced" else "unsubscribed"
        return False

    def _write_out(self, chunk: Chunk, n: int, person: Person, ids: Iterator[str]) -> None:
        number, lines = str(n), chunk.lines
        tags = list(dict.fromkeys(self.tag_names.setdefault(name.casefold(), name) for name in person.tags))
        chunk.tags.update(tags)
        tokens = derived.search_tokens(person.given_name, person.family_name, person.chosen_name)
        bare = not (person.methods or person.external_ids or person.own_id)
        contact_id = next(ids)
        lines[PEOPLE].append(line((
            number, str(person.line), str(person.part), contact_id, person.own_id,
            *texts_of(person),
            json.dumps(person.other_languages) if person.other_languages else "[]",
            "" if person.needs_interpreter is None else "t" if person.needs_interpreter else "f",
            person.district_id, person.owner_id, person.status, "t" if person.minor else "f", person.sort_name,
            " ".join(tokens), APART.join(tags), json.dumps(person.reasons) if person.reasons else "[]",
            "t" if bare else "f",
        )))  # fmt: skip
        for method in person.methods:
            lines[METHODS].append(line((number, contact_id, next(ids), method.kind, method.value, method.key, method.label, method.status, person.sort_name)))  # fmt: skip
            if method.suppress:
                digest = derived.suppression_digest(self.organization_id, method.key)
                lines[SUPPRESSIONS].append(f"{number}\t{contact_id}\t\\\\x{digest.hex()}\t{method.suppress}")
        for stake in person.stakes:
            lines[STAKES].append(line((number, contact_id, next(ids), *stake)))
        # Of an answer the language is kept, not the region.
        language, _dash, _region = person.language.partition("-")
        for consent in person.consents:
            lines[CONSENTS].append(line((number, contact_id, next(ids), language, *consent)))
        for system, value in person.external_ids:
            lines[EXTERNALS].append(line((number, contact_id, next(ids), system, value)))
        if person.race:
            lines[RACES].append(line_of_race(number, person.race))
        if guarded := person.answers.get("confidentiality"):
            lines[GUARDED].append(line((number, guarded)))
        if "reach" in person.answers and (preferred := preferred_of(number, person)):
            lines[PREFERENCES] += preferred
        if person.customs:
            lines[ANSWERS] += lines_of(number, person.customs)


class Crowd:
    """Who was met in this chunk, by everything that could tell them apart."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[int, int], Person] = {}  # line and part
        self._by_id: dict[tuple[str, str], Person] = {}
        self._by_method: dict[str, list[Person]] = {}
        self._bare: dict[tuple, Person] = {}

    def find(self, person: Person) -> tuple[Person | None, Person | None]:
        """The same person, and else somebody of another name who shares a phone or an address."""
        for key in _ids(person):
            if (found := self._by_id.get(key)) and not apart(found, person):
                return found, None
        if not person.methods:
            return (None if person.external_ids or person.own_id else self._bare.get(_bare(person))), None
        sharer = None
        for method in person.methods:
            for other in self._by_method.get(method.key, ()):
                if apart(other, person):
                    continue
                if other.sort_name == person.sort_name or agree(_names(other), _names(person)):
                    return other, None
                sharer = sharer or other
        return None, sharer

    def add(self, person: Person, as_whom: Person) -> None:
        self.by_place[person.line, person.part] = as_whom
        for key in _ids(person):
            self._by_id.setdefault(key, as_whom)
        for method in person.methods:
            there = self._by_method.setdefault(method.key, [])
            if as_whom not in there:
                there.append(as_whom)
        if not person.methods:
            self._bare.setdefault(_bare(person), as_whom)


def apart(one: Person, other: Person) -> bool:
    """Two numbers of ours are two people, however much they look alike."""
    return bool(one.own_id and other.own_id and one.own_id != other.own_id)


def unite(first: Person, again: Person) -> bool:
    """Add what the second row knows of the same person: blanks are filled, nothing is replaced. True if it adds."""
    added = False
    for name in (*TEXTS, "district_id", "owner_id"):
        if getattr(again, name) and not getattr(first, name):
            setattr(first, name, getattr(again, name))
            added = True
    if (
        again.status
        and (strict := derived.stricter_status(first.status or "active", again.status)) != first.status
    ):
        first.status, added = strict, True
    if again.needs_interpreter is not None and first.needs_interpreter is None:
        first.needs_interpreter, added = again.needs_interpreter, True
    known = {method.key for method in first.methods}
    for method in again.methods:
        if method.key not in known:
            first.methods.append(method)
            added = True
    for name in ("stakes", "tags", "consents", "external_ids"):
        mine = getattr(first, name)
        fresh = [item for item in getattr(again, name) if item not in mine]
        mine += fresh
        added = added or bool(fresh)
    if again.race and not first.race:
        first.race, added = again.race, True
    fresh = {key: answer for key, answer in again.customs.items() if key not in first.customs}
    first.customs |= fresh
    added = added or bool(fresh)
    first.minor = first.minor or again.minor
    return added


def _ids(person: Person) -> list[tuple[str, str]]:
    return [*person.external_ids, *([("earshot", person.own_id)] if person.own_id else [])]


def _bare(person: Person) -> tuple:
    return (person.sort_name, person.zip_code, person.city)


def _names(person: Person) -> tuple[str, str, str]:
    return (person.given_name, person.family_name, person.chosen_name)


def outcome_line(
    person_line: int,
    part: int,
    outcome: str,
    reasons: list,
    contact_id: str = NULL,
    before: Any = None,
    raw: Any = None,
) -> str:
    return line((
        str(person_line), str(part), outcome, json.dumps(reasons, ensure_ascii=False) if reasons else "[]", contact_id or NULL,
        NULL if before is None else json.dumps(before, ensure_ascii=False, default=_plain),
        NULL if raw is None else json.dumps(raw, ensure_ascii=False),
    ))  # fmt: skip


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
