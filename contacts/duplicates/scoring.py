"""What a pair of records is: one person, one household, perhaps one person, or nothing. Pure; no query, no birth date.

A number or address shared proves nothing by itself (families share them); a name shared proves nothing by itself
either. Together they do, unless something speaks against: Jr. and Sr., a child's age and an adult's, two given names.
"""

from typing import NamedTuple

from contacts.duplicates import names
from contacts.duplicates.names import EXACT, INITIAL, MISSING, NICKNAME, OTHER, PART, SLIP, SOUND, Known

SAME, HOUSEHOLD, UNSURE = "same", "household", "unsure"
CHILD = frozenset({"under_13", "13_15", "16_17"})
GROWN = "25_plus"
RARE = 3  # people of one name in an organization
WEAKEST = 45


class Person(NamedTuple):
    given: str
    family: str
    chosen: str
    street: str  # folded; blank when not known
    zip: str
    age: str
    phones: frozenset = frozenset()  # keys, or their hashes
    emails: frozenset = frozenset()
    schools: frozenset = frozenset()
    kinds: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    proposal: str
    score: int  # 0..100: how sure
    reasons: tuple[str, ...]  # codes of contacts.duplicates.reasons, what speaks for it first


def judge(one: Person, other: Person, *, known: Known, bearers: int | None = None) -> Verdict | None:
    """None: not worth anybody's time. `bearers`: how many people here have this name, None for not asked."""
    agreement = names.compare(
        names.parts(one.given, one.family, one.chosen),
        names.parts(other.given, other.family, other.chosen),
        known,
    )
    shared = _shared(one, other)
    against = _against(one, other, agreement)
    reasons = [*_about(agreement), *shared, *against]
    reached = "phone" in shared or "email" in shared
    at_home = "address" in shared
    if agreement.generations_differ or "ages" in against:
        return Verdict(HOUSEHOLD, 85, tuple(reasons)) if reached or at_home else None
    if agreement.given == OTHER:
        return _household(one, other, agreement, reached, at_home, reasons)
    if not agreement.is_whole:
        return _half(agreement, shared, reasons)
    if any(agreement.generations) and not all(agreement.generations):
        # One is called Jr., the other not: a father and a son as easily as one person.
        if reached and {"phones", "emails"} & set(against):
            return Verdict(HOUSEHOLD, 66, tuple(reasons))
        return Verdict(UNSURE, 60, tuple(reasons)) if reached or at_home else None
    firm = agreement.given in (EXACT, NICKNAME, PART, SLIP)
    if reached and firm and not {"roles"} & set(against):
        score = 90 + 4 * ("email" in shared) + 4 * ("phone" in shared) - 4 * (agreement.given == SLIP)
        return Verdict(SAME, score, tuple(reasons))
    if reached:
        return Verdict(UNSURE, 75, tuple(reasons))
    if at_home:
        sure = agreement.given in (EXACT, NICKNAME) and agreement.family == EXACT
        sure = sure and not {"phones", "emails", "roles"} & set(against)
        return Verdict(SAME if sure else UNSURE, 88 if sure else 70, tuple(reasons))
    return _by_name(one, other, agreement, shared, against, reasons, bearers)


def _by_name(one, other, agreement, shared, against, reasons, bearers) -> Verdict | None:
    """The name alone, with where they live or learn."""
    near = {"zip", "school"} & set(shared)
    contrary = {"phones", "emails", "zips", "schools"} & set(against)
    rare = bearers is not None and bearers <= RARE
    score = 50 + 10 * len(near) + 8 * rare - 9 * len(contrary)
    score -= 6 * (agreement.given not in (EXACT, NICKNAME)) + 6 * (agreement.family != EXACT)
    if not near and (not rare or len(contrary) > 1):
        return None
    if near and bearers is not None and bearers > 12 and len(near) < 2:
        return None
    return Verdict(UNSURE, score, tuple(reasons)) if score >= WEAKEST else None


def _household(one, other, agreement, reached, at_home, reasons) -> Verdict | None:
    """Two given names at one number: parent and child, siblings, partners. Never one person."""
    kin = names.WEIGHT[agreement.family] >= 0.75
    generations = {"student", "parent"} <= (one.kinds | other.kinds) and one.kinds != other.kinds
    if reached:
        return Verdict(HOUSEHOLD, 70 + 12 * kin + 8 * generations + 5 * at_home, tuple(reasons))
    return Verdict(HOUSEHOLD, 58, tuple(reasons)) if at_home and kin else None


def _half(agreement, shared, reasons) -> Verdict | None:
    """Half a name: an initial, a name that is missing, another surname since the wedding."""
    weights = names.WEIGHT[agreement.given], names.WEIGHT[agreement.family]
    reached = ("phone" in shared) + ("email" in shared)
    if not reached:
        if "address" in shared and agreement.family == EXACT and agreement.given in (INITIAL, SOUND):
            return Verdict(UNSURE, 50, tuple(reasons))
        return None
    if agreement.family == OTHER and agreement.given not in (EXACT, NICKNAME, PART):
        return Verdict(HOUSEHOLD, 60, tuple(reasons))
    return Verdict(UNSURE, 50 + int(10 * sum(weights)) + 6 * (reached - 1), tuple(reasons))


def _shared(one: Person, other: Person) -> list[str]:
    found = []
    if one.phones & other.phones:
        found.append("phone")
    if one.emails & other.emails:
        found.append("email")
    if one.street and one.street == other.street and one.zip == other.zip:
        found.append("address")
    elif one.zip and one.zip == other.zip:
        found.append("zip")
    if one.schools & other.schools:
        found.append("school")
    return found


def _against(one: Person, other: Person, agreement: names.Agreement) -> list[str]:
    found = []
    ages = {one.age, other.age}
    if ages & CHILD and GROWN in ages:
        found.append("ages")
    if (
        "unknown" in ages
        and {"student", "parent"} <= (one.kinds | other.kinds)
        and not one.kinds & other.kinds
    ):
        found.append("roles")
    if agreement.generations_differ:
        found.append("generations")
    for name in ("phones", "emails", "schools"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and not mine & theirs:
            found.append(name)
    if one.zip and other.zip and one.zip != other.zip:
        found.append("zips")
    return found


def _about(agreement: names.Agreement) -> list[str]:
    if agreement.swapped:
        return ["swapped"]
    if agreement.given == EXACT and agreement.family == EXACT:
        return ["name"]
    found = []
    if agreement.given not in (MISSING, OTHER):
        found.append(f"given_{agreement.given}")
    elif agreement.given == OTHER:
        found.append("given_other")
    if agreement.family not in (MISSING,):
        found.append(f"family_{agreement.family}")
    return found
