"""Who a row is: one person we know, somebody new, or a question. No database: it judges what was found."""

import uuid
from collections.abc import Collection, Sequence
from typing import NamedTuple

from contacts.importers.agreement import agree
from contacts.importers.person import Person
from crm.imports.mapping import Plan
from crm.lib import names

# By what somebody was found, in the order of certainty (statements.CANDIDATES).
SAME_FILE, OWN_ID, OTHER_ID, EMAIL, PHONE, BARE = range(6)
BY_ID = (OWN_ID, OTHER_ID)
CROWD = 3  # a number that more people share is an office's or a school's: it says nothing about a household


class Candidate(NamedTuple):
    n: int
    by: int
    object_id: uuid.UUID | None
    is_gone: bool
    status: str
    contact: uuid.UUID
    agrees: bool
    given_name: str
    family_name: str
    chosen_name: str

    def called_like(self, person: Person) -> bool:
        return (
            self.by == BARE
            or self.agrees
            or agree(called(person), (self.given_name, self.family_name, self.chosen_name))
        )


class Decided(NamedTuple):
    """What somebody answered about a row, beforehand."""

    same: uuid.UUID | None = None
    others: frozenset[uuid.UUID] = frozenset()  # known not to be these
    maybe: frozenset[uuid.UUID] = frozenset()  # asked about, and left without an answer


NOTHING = Decided()


def judge(
    person: Person, candidates: Sequence[Candidate], decided: Decided = NOTHING
) -> tuple[str, uuid.UUID | None]:
    """ "known" and whom, "review", "skipped", or nothing for somebody new. Reasons are put on the person.

    Our own id and ids of other systems decide, and somebody is asked if they mean two people; else an e-mail address or
    a phone with an agreeing name. Whoever has one of them under another name is never the same person by that alone.
    """
    before = next((c for c in candidates if c.by == SAME_FILE), None)
    if before is not None and (before.is_gone or before.status == "erased"):
        person.reasons.append({"code": "row.gone_since"})
        return "skipped", None
    if is_erased(candidates):
        person.reasons.append({"code": "row.erased"})
        return "skipped", None
    if decided.same:
        return "known", decided.same
    certain, likely, sharing = sorted_out(person, candidates, decided.others)
    found = certain or likely
    if len(found) == 1:
        return "known", next(iter(found))
    if found:
        person.reasons.append({"code": "row.two_people", "ids": sorted(map(str, found))})
        return "review", None
    if person.own_id:
        person.reasons.append({"code": "row.unknown_id"})
    for contact in sorted(decided.maybe):
        person.reasons.append({"code": "row.may_be", "id": str(contact)})
    for contact, by in sharing.items():
        code = "row.shares_email" if by == EMAIL else "row.shares_phone"
        person.reasons.append({"code": code, "id": str(contact)})
    return "", None


def is_erased(candidates: Sequence[Candidate]) -> bool:
    """Whoever asked to be forgotten does not come back by a number that an old file still holds."""
    return any(c.by in BY_ID and c.status == "erased" for c in candidates)


def sorted_out(
    person: Person, candidates: Sequence[Candidate], not_these: Collection[uuid.UUID] = ()
) -> tuple[set[uuid.UUID], set[uuid.UUID], dict[uuid.UUID, int]]:
    """Certainly this person, likely this person, and people of another name who share a number or an address."""
    candidates = [c for c in candidates if c.contact not in not_these]
    before = next((c for c in candidates if c.by == SAME_FILE), None)
    if before is not None:
        return {before.contact}, set(), {}
    if certain := {c.contact for c in candidates if c.by in BY_ID}:
        return certain, set(), {}
    likely: set[uuid.UUID] = set()
    sharing: dict[uuid.UUID, int] = {}
    for c in candidates:
        if c.by >= EMAIL and c.called_like(person):
            likely.add(c.contact)
        elif c.by >= EMAIL:
            sharing.setdefault(c.contact, c.by)
    return set(), likely, sharing


def called(person: Person) -> tuple[str, str, str]:
    return (person.given_name, person.family_name, person.chosen_name)


def of_one_family(one: str, other: str) -> bool:
    """Two family names with a word in common: "Lopez" and "Lopez Garcia"."""
    return not set(names.tokens(one)).isdisjoint(names.tokens(other))


def policies(plan: Plan) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """Fields that are replaced, fields that are added to, kinds of methods added only where there is none."""
    attributes = {"full_name": ("given_name", "family_name"), "middle_name": ("given_name",), "second_family_name": ("family_name",),
                  "zip": ("zip_code",), "address": ("street",), "notes": ("about",), "noted": ("about",), "interpreter": ("needs_interpreter",),
                  "district": ("district_id",), "owner": ("owner_id",)}  # fmt: skip
    replaced, added, only_blank = set(), set(), []
    for column in plan.columns:
        filled = attributes.get(column["field"], (column["field"],))
        if column["policy"] == "overwrite":
            replaced.update(filled)
        elif column["policy"] == "add":
            added.update(filled)
        elif column["field"].startswith("email"):
            only_blank.append("email")
        elif "phone" in column["field"]:
            only_blank += ["mobile", "landline", "phone"]
    return frozenset(replaced), frozenset(added), only_blank
