"""Where somebody belongs: district, school and stake, as the cells of one row say together."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from contacts.importers import quoting
from contacts.importers.person import Person
from contacts.importers.schools import SchoolBook, StatesMissing
from contacts.importers.stakes import NO_DISTRICT, Stake
from crm.imports.reading import whose

CHILD = frozenset({"child_name", "child_given_name", "child_family_name"})

PLACE, NAMES = frozenset({"school", "grade"}), ("given_name", "family_name", "full_name", "household_name")


def of_child(columns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether headings say that the school or grade is that of a child of whoever stands in the row. A list of students
    has such headings as well: then it takes a parent's name beside them."""
    said = {column["field"]: whose(column["header"]) for column in columns}
    named, placed = {said.get(field, "") for field in NAMES}, {said.get(field, "") for field in PLACE}
    if named & {"child", "student"}:
        return False
    return "child" in placed or ("student" in placed and "adult" in named)


class Places:
    """Of one file. Raises StatesMissing where the schools of a state are needed first."""

    def __init__(
        self, book: SchoolBook, home_state: str, options: Mapping[str, Any], *, of_child: bool = False
    ):
        self.book, self.home_state, self.options, self.of_child = book, home_state, options, of_child

    def settle(self, person: Person) -> None:
        said = person.words
        if second := said.get("street_2"):
            person.street = f"{person.street}, {second}".strip(", ")[:160]
        stakes = said.get("constituency") or _default_stake(self.options)
        if not stakes and (not CHILD.isdisjoint(said) or (self.of_child and not PLACE.isdisjoint(said))):
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


def _default_stake(options: Mapping[str, Any]) -> tuple[Stake, ...]:
    return (Stake(options["constituency"]),) if options.get("constituency") else ()


def _side_by_side(cell: str, stakes: tuple[Stake, ...]) -> list[str]:
    """One school for all, or "A; B" for two stakes in the same order."""
    if len(stakes) == 1 or ";" not in cell:
        return [cell] * len(stakes)
    parts = quoting.parts(cell)
    if len(parts) == 1:
        return parts * len(stakes)
    return parts if len(parts) == len(stakes) else [cell] * len(stakes)
