"""What only a person can decide about rows: two people fit, a like name without a shared number, a number under another
name. Looked for before the run; nothing is written here."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from contacts import derived
from contacts.importers.agreement import initials_fit
from contacts.importers.chunks import Chunk
from contacts.importers.judging import (
    BARE,
    CROWD,
    EMAIL,
    PHONE,
    SAME_FILE,
    Candidate,
    called,
    is_erased,
    of_one_family,
    sorted_out,
)
from contacts.importers.person import Kind, Person
from contacts.models import ConstituencyRow
from crm.imports.kinds import Asked
from crm.imports.models import ImportQuestion
from crm.lib import names, nicknames

Why = ImportQuestion.Why
ENOUGH, MOST_FORMS, MOST_ALIKE = (
    60,
    8,
    4,
)  # points to be asked about; writings of a name looked up; people shown for a row
INITIALS = "match.initials"
STUDENT = ConstituencyRow.Kind.STUDENT
ALIKE = """
select a.n, a.points, c.id, c.given_name, c.family_name, c.zip_code, c.city, c.street, c.age_band,
  array(select distinct r.kind from contacts_constituencyrow r where r.organization_id = %(org)s and r.contact_id = c.id),
  array(select distinct r.school_id::text from contacts_constituencyrow r
        where r.organization_id = %(org)s and r.contact_id = c.id and r.school_id is not null),
  array(select w.kind || ' ' || w.key from contacts_contactmethod w where w.organization_id = %(org)s and w.contact_id = c.id)
from unnest(%(ns)s::int[], %(points)s::int[], %(names)s::text[]) as a (n, points, name)
cross join lateral (
  select * from contacts_contact c
  where c.organization_id = %(org)s and c.sort_name = a.name and c.status not in ('merged', 'erased') limit 5
) c
"""


class Alike(NamedTuple):
    """Somebody whose name is written alike."""

    n: int
    points: int
    contact: uuid.UUID
    given_name: str
    family_name: str
    zip_code: str
    city: str
    street: str
    age_band: str
    kinds: list[str]
    schools: list[str]
    keys: list[str]


def questions(
    cursor: Any, organization_id: uuid.UUID, chunk: Chunk, found: dict[int, list[Candidate]]
) -> list[Asked]:
    """Of one chunk. `found` holds whom each person may be, by number (statements.CANDIDATES)."""
    asker = _Asker(organization_id, chunk)
    unknown = []
    for n, person in enumerate(chunk.people):
        if not asker.by_methods(person, found.get(n, [])):
            unknown.append(n)
    asker.by_name(unknown, _alike(cursor, organization_id, chunk.people, unknown))
    asker.within_file()
    return asker.asked


class _Asker:
    def __init__(self, organization_id: uuid.UUID, chunk: Chunk):
        self.organization_id, self.chunk = organization_id, chunk
        self.asked: list[Asked] = []
        self.known: set[int] = set()  # id() of people who are somebody we know

    def by_methods(self, person: Person, candidates: Sequence[Candidate]) -> bool:
        """Whether anything but the name says who they are."""
        if is_erased(candidates) or any(c.by == SAME_FILE for c in candidates):
            self.known.add(id(person))
            return True
        certain, likely, sharing = sorted_out(person, candidates)
        if found := certain or likely:
            if len(found) == 1:
                self.known.add(id(person))
            else:
                for contact in sorted(found):
                    self._ask(person, Why.TWO, contact, _shared(candidates, contact))
            return True
        if 0 < len(sharing) <= CROWD:
            for contact in sharing:
                theirs = next(c for c in candidates if c.contact == contact)
                other = (theirs.given_name, theirs.family_name, theirs.chosen_name)
                why, more = other_name(called(person), other)
                self._ask(person, why, contact, [*_shared(candidates, contact), *more])
        return bool(sharing)

    def by_name(self, unknown: Sequence[int], alike: Iterable[Alike]) -> None:
        best: dict[int, dict[uuid.UUID, tuple[int, list[str]]]] = defaultdict(dict)
        for other in alike:
            person = self.chunk.people[other.n]
            points, reasons = score(person, other)
            least = SWAPPED if is_name_alone(person) else ENOUGH
            if points >= least and points > best[other.n].get(other.contact, (0,))[0]:
                best[other.n][other.contact] = (points, reasons)
        for n in unknown:
            ranked = sorted(best.get(n, {}).items(), key=lambda item: (-item[1][0], item[0]))
            if len(ranked) > 1:
                ranked = [one for one in ranked if one[1][0] >= ENOUGH]
            for contact, (_points, reasons) in ranked[:MOST_ALIKE]:
                self._ask(self.chunk.people[n], Why.LIKE, contact, reasons)

    def within_file(self) -> None:
        """Two rows of the file with one number and two names."""
        crowds = Counter(id(other) for _person, other in self.chunk.sharing)
        for person, other in self.chunk.sharing:
            if crowds[id(other)] > CROWD or {id(person), id(other)} <= self.known:
                continue
            why, more = other_name(called(person), called(other))
            reasons = [{"code": "match.in_file", "line": other.line}, *({"code": code} for code in more)]
            self.asked.append(Asked(person.line, person.part, why, None, other.line, other.part, reasons))

    def _ask(self, person: Person, why: str, contact: uuid.UUID, reasons: Iterable[str]) -> None:
        said = [{"code": code} for code in reasons]
        mark = fingerprint(self.organization_id, person)
        self.asked.append(Asked(person.line, person.part, why, contact, 0, 0, said, mark))


def is_name_alone(person: Person) -> bool:
    """Of a meeting's report, say: nothing else will ever tell who it is, so that another form of the name is enough to
    ask, if just one person is called so."""
    return not (
        person.methods
        or person.external_ids
        or person.zip_code
        or person.city
        or person.street
        or person.own_id
    )


def other_name(one: tuple[str, str, str], other: tuple[str, str, str]) -> tuple[str, list[str]]:
    """Of two names with one number: another member of the family, another writing, or somebody else?"""
    if initials_fit(one, other):
        return Why.NAME, [INITIALS]
    return (Why.FAMILY if of_one_family(one[1], other[1]) else Why.NAME), []


def score(person: Person, other: Alike) -> tuple[int, list[str]]:
    """Points for being one person, and what speaks for it. The name alone is enough where nothing speaks against."""
    points, reasons = other.points, ["match.name" if other.points == SAME else "match.like_name"]
    for mine, theirs, worth, code in (
        (person.zip_code[:5], other.zip_code[:5], 25, "match.zip"),
        (names.fold(person.street), names.fold(other.street), 20, "match.street"),
        (names.fold(person.city), names.fold(other.city), 15, "match.city"),
    ):
        if mine and theirs and mine == theirs:
            points += worth
            reasons.append(code)
        elif mine and theirs:
            points -= worth // 2
    if {stake[3] for stake in person.stakes if stake[3]} & set(other.schools):
        points += 20
        reasons.append("match.school")
    kinds = {stake[0] for stake in person.stakes}
    if kinds and other.kinds and (STUDENT in kinds) != (STUDENT in other.kinds):
        points -= 40  # a parent and a child of one name
    mine, theirs = (
        _kinds_of_methods(m.kind for m in person.methods),
        _kinds_of_methods(k.split()[0] for k in other.keys),
    )
    points -= 10 * len(mine & theirs)  # they have both, and not the same
    return points, reasons


SAME, FAMILIAR, SWAPPED = 60, 50, 45


def writings(person: Person) -> dict[str, int]:
    """How else the name may stand in our list, with points: familiar forms, one of two names, swapped."""
    given, family = person.given_name or person.chosen_name, person.family_name
    first, last = names.tokens(given), names.tokens(family)
    if not first or not last:
        return {}
    found = {person.sort_name: SAME}
    if person.chosen_name and person.given_name:
        found.setdefault(derived.sort_name(person.given_name, family), SAME)
    shorter = " ".join(first[:1])
    for form in (shorter, *sorted(nicknames.forms(shorter))[:MOST_FORMS]):
        found.setdefault(derived.sort_name(form, family), FAMILIAR)
    if len(last) > 1:
        found.setdefault(derived.sort_name(given, last[0]), FAMILIAR)
    found.setdefault(derived.sort_name(family, given), SWAPPED)
    return found


def fingerprint(organization_id: uuid.UUID, person: Person) -> str:
    """The same whenever a row says the same of somebody. A keyed hash: it tells nothing to who does not know them."""
    keys = sorted(method.key for method in person.methods)
    ids = sorted(f"{system}:{value}" for system, value in person.external_ids)
    said = "\x1f".join([person.sort_name, person.zip_code[:5], *keys, *ids])
    return derived.suppression_digest(organization_id, f"row:{said}").hex()


def _alike(
    cursor: Any, organization_id: uuid.UUID, people: Sequence[Person], unknown: Sequence[int]
) -> list[Alike]:
    ns, points, written = [], [], []
    for n in unknown:
        for name, worth in writings(people[n]).items():
            ns.append(n)
            points.append(worth)
            written.append(name)
    if not ns:
        return []
    cursor.execute(ALIKE, {"org": organization_id, "ns": ns, "points": points, "names": written})
    return [Alike(*row) for row in cursor.fetchall()]


def _shared(candidates: Sequence[Candidate], contact: uuid.UUID) -> list[str]:
    by = dict.fromkeys(c.by for c in candidates if c.contact == contact)
    return [
        {EMAIL: "match.email", PHONE: "match.phone", BARE: "match.name"}.get(found, "match.id")
        for found in by
    ]


def _kinds_of_methods(kinds: Iterable[str]) -> set[str]:
    return {"email" if kind == Kind.EMAIL else "phone" for kind in kinds}
