"""A second look at what headings said: some lists put the district under "name" and the person under their job."""

import re
from collections.abc import Sequence

from contacts.importers import stakes
from crm.imports.reading import ColumnGuess, Row
from crm.lib import cleanups, names

DISTRICT = re.compile(
    r"\b(csd|ufsd|usd|isd|cusd|school district|school dist\.?|public schools|county schools|city schools|schools|unified|central school)\b",
    re.IGNORECASE,
)
JOBS = (
    "superintendent",
    "principal",
    "teacher",
    "organizer",
    "member",
    "director",
    "contact person",
    "maestro",
    "maestra",
    "director",
)
LEAST, MOSTLY = 0.5, 0.7
SEEN = 100
NAMES = frozenset({"full_name", "household_name", "given_name", "family_name", "chosen_name", "display_name"})
NOTED = frozenset(
    {"organization_name", "source"}
)  # no field of their own: kept in the notes, under their heading
ALONE = {"child_name": "full_name", "child_given_name": "given_name", "child_family_name": "family_name",
         "child_email": "email", "child_phone": "phone"}  # fmt: skip


def place(guesses: Sequence[ColumnGuess], *, of_themselves: bool = False) -> list[ColumnGuess]:
    """What headings say, in the words of a list of people. `of_themselves`: they filled the rows in."""
    with_parent = not NAMES.isdisjoint(guess.field for guess in guesses)
    if of_themselves and not any(guess.field == "race" for guess in guesses):
        guesses = _with_race(guesses)
    return [_placed(guess, with_parent) for guess in guesses]


def _with_race(guesses: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """The first question about race and ethnicity is proposed as their own words; whoever reads the file can refuse."""
    settled = list(guesses)
    at = next((at for at, guess in enumerate(settled) if guess.field == "race_ethnicity"), None)
    if at is not None:
        settled[at] = settled[at]._replace(field="race", confidence=0.6, reason="column.of_themselves")
    return settled


def _placed(guess: ColumnGuess, with_parent: bool) -> ColumnGuess:
    if guess.field in NOTED:
        return guess._replace(field="noted")
    if guess.field == "race":
        return guess  # the heading itself says who said it
    if guess.field == "race_ethnicity":
        return guess._replace(field="", reason="column.dropped", drop="drop.race")
    if guess.field in ALONE and not with_parent:
        return guess._replace(field=ALONE[guess.field])  # a roster of students alone
    if guess.field in ("child_email", "child_phone"):
        return guess._replace(field="", reason="column.dropped", drop="drop.child_reach")
    return guess


def reconsider(guesses: Sequence[ColumnGuess], sampled: Sequence[Row]) -> list[ColumnGuess]:
    """A whole name whose cells are school districts is a district; then the column that holds people is sought again."""
    settled = [_of_one_person(guess, sampled) for guess in guesses]
    for at, guess in enumerate(settled):
        if (
            guess.drop
            or guess.field not in ("", "full_name", "noted")
            or any(other.field == "district" for other in settled)
        ):
            continue
        if _share(DISTRICT.search, _cells(guess.header, sampled)) >= LEAST:
            settled[at] = guess._replace(field="district", confidence=0.7, reason="column.about_values")
    settled = _who_they_are(settled, sampled)
    if any(guess.field in NAMES for guess in settled):
        return settled
    open_columns = [at for at, guess in enumerate(settled) if not guess.field and not guess.drop]
    shares = {at: _share(_is_person, _cells(settled[at].header, sampled)) for at in open_columns}
    best = max(shares, key=lambda at: (shares[at], settled[at].header.lower() in JOBS), default=None)
    if best is not None and shares[best] >= LEAST:
        settled[best] = settled[best]._replace(
            field="full_name", confidence=0.6, reason="column.looks_like_full_name"
        )
    return settled


def _of_one_person(guess: ColumnGuess, sampled: Sequence[Row]) -> ColumnGuess:
    """The number of an event or a household stands in several rows: it would make one person of all of them."""
    if guess.field != "external_id" or guess.system:
        return guess
    filled = [cell for row in sampled if (cell := row.values.get(guess.header, "").strip())]
    if len(set(filled)) == len(filled):
        return guess
    return guess._replace(field="", confidence=0.0, reason="column.id_of_several")


def _who_they_are(guesses: list[ColumnGuess], sampled: Sequence[Row]) -> list[ColumnGuess]:
    """A heading nobody knows over cells like "parent", "mom", "teacher"."""
    if any(guess.field == "constituency" for guess in guesses):
        return guesses
    for at, guess in enumerate(guesses):
        cells = [] if guess.field or guess.drop else _cells(guess.header, sampled)
        if len(cells) > 1 and _share(stakes.is_known, cells) >= MOSTLY:
            guesses[at] = guess._replace(field="constituency", confidence=0.7, reason="column.about_values")
            break
    return guesses


def _cells(header: str, sampled: Sequence[Row]) -> list[str]:
    """As they are after the clean-up that will be proposed."""
    found = [row.values.get(header, "") for row in sampled[:SEEN]]
    rules = [proposal.rule for proposal in cleanups.propose(header, found) if proposal.glued]
    return [cell for cell in (cleanups.apply(rules, header, raw) for raw in found) if cell.strip()]


def _is_person(cell: str) -> bool:
    people = names.people(cell).value
    return bool(people) and bool(people[0].given and people[0].family) and not any(c.isdigit() for c in cell)


def _share(test, cells: list[str]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0
