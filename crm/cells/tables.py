"""Tables of people before and after protection. Pure data; keys are words of the caller, never labels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple, Self

FLOOR = 5  # no organization may show smaller groups, whatever its setting


class Item(NamedTuple):
    """A number that is printed: a cell, a margin or the total of some people. Two tables of the same people that have an
    axis in common print the same margins."""

    people: str
    of: frozenset[tuple[str, str]]  # (axis, category)


@dataclass(frozen=True)
class Axis:
    """An attribute and its categories.

    coarser: groupings fixed in advance (category -> broader one), each coarser than the one before; they are taken in this
    order when too much would have to be hidden.
    overlaps: one person may be in several categories, so that these do not add up to the total.
    covers: everybody is in one of them at least; False where somebody may be in none.
    """

    name: str
    categories: tuple[str, ...]
    coarser: tuple[Mapping[str, str], ...] = ()
    overlaps: bool = False
    covers: bool = True

    def at(self, level: int) -> dict[str, str]:
        """The broader category of each, at this level of collapsing; 0 leaves all as they are."""
        if level == 0:
            return {category: category for category in self.categories}
        return {category: self.coarser[level - 1].get(category, category) for category in self.categories}


@dataclass(frozen=True)
class Table:
    """Counts of the same `people` by one or two attributes. What does not stand in `counts` is zero.

    impossible: combinations that cannot exist (no 12th grade in an elementary school). Only these zeros are shown.
    row_totals, column_totals, total: needed where an axis overlaps; otherwise they are added up. `has_totals` False:
    margins are neither printed here nor anywhere else.
    """

    people: str
    rows: Axis
    columns: Axis | None
    counts: Mapping[tuple[str, ...], int]
    impossible: frozenset[tuple[str, ...]] = frozenset()
    row_totals: Mapping[str, int] | None = None
    column_totals: Mapping[str, int] | None = None
    total: int | None = None
    has_totals: bool = True

    def __post_init__(self) -> None:
        if any(not axis.covers and not axis.overlaps for axis in self.axes):
            raise ValueError("where somebody may be in no category, they do not add up: say that it overlaps")
        known = set(self.places())
        if strange := [place for place in self.counts if place not in known]:
            raise ValueError(f"no such category: {strange[0]}")
        if any(value < 0 for value in self.counts.values()):
            raise ValueError("people are counted from zero")
        if any(self.counts.get(place, 0) for place in self.impossible):
            raise ValueError("somebody stands where nobody can be")
        across = self.columns.overlaps if self.columns else False
        if self.has_totals and across and self.row_totals is None:
            raise ValueError("totals across an axis that overlaps must be given")
        if self.has_totals and self.columns and self.rows.overlaps and self.column_totals is None:
            raise ValueError("totals across an axis that overlaps must be given")
        if self.has_totals and self.rows.overlaps and self.total is None:
            raise ValueError("totals across an axis that overlaps must be given")

    def places(self) -> Iterator[tuple[str, ...]]:
        if self.columns is None:
            return ((row,) for row in self.rows.categories)
        return product(self.rows.categories, self.columns.categories)

    @property
    def axes(self) -> tuple[Axis, ...]:
        return (self.rows,) if self.columns is None else (self.rows, self.columns)

    def item(self, place: tuple[str, ...]) -> Item:
        return Item(
            self.people, frozenset((axis.name, word) for axis, word in zip(self.axes, place, strict=True))
        )

    def margin(self, axis: Axis, category: str) -> Item:
        return Item(self.people, frozenset({(axis.name, category)}))

    @property
    def whole(self) -> Item:
        return Item(self.people, frozenset())

    def row_total(self, row: str) -> int:
        assert self.columns is not None
        if self.row_totals is not None:
            return self.row_totals.get(row, 0)
        return sum(self.counts.get((row, column), 0) for column in self.columns.categories)

    def column_total(self, column: str) -> int:
        if self.column_totals is not None:
            return self.column_totals.get(column, 0)
        return sum(self.counts.get((row, column), 0) for row in self.rows.categories)

    def grand_total(self) -> int:
        if self.total is not None:
            return self.total
        if self.columns is None:
            return sum(self.counts.get((row,), 0) for row in self.rows.categories)
        if self.rows.overlaps:
            raise ValueError("totals across an axis that overlaps must be given")
        return sum(map(self.row_total, self.rows.categories))

    def collapsed(self, rows: int, columns: int) -> Self:
        """With broader categories. An axis that overlaps cannot be added up, so it stays as it is."""
        if not (rows or columns):
            return self
        ways = [self.rows.at(rows)] + ([self.columns.at(columns)] if self.columns else [])
        counts: dict[tuple[str, ...], int] = {}
        possible: set[tuple[str, ...]] = set()
        for place in self.places():
            broad = tuple(way[word] for way, word in zip(ways, place, strict=True))
            counts[broad] = counts.get(broad, 0) + self.counts.get(place, 0)
            if place not in self.impossible:
                possible.add(broad)
        return replace(
            self,
            rows=_broader(self.rows, ways[0]),
            columns=_broader(self.columns, ways[1]) if self.columns else None,
            counts=counts,
            impossible=frozenset(counts.keys() - possible),
            row_totals=_added(self.row_totals, ways[0]),
            column_totals=_added(self.column_totals, ways[1]) if self.columns else None,
        )


@dataclass(frozen=True)
class Sum:
    """What readers know beside the margins: these numbers add up to that one (districts of a state, say)."""

    total: Item
    parts: tuple[Item, ...]


@dataclass(frozen=True)
class Shown:
    """A table as others may see it. None is a hidden count: every one prints the same mark."""

    people: str
    rows: Axis
    columns: Axis | None
    counts: Mapping[tuple[str, ...], int | None]
    impossible: frozenset[tuple[str, ...]] = frozenset()
    row_totals: Mapping[str, int | None] = field(default_factory=dict)
    column_totals: Mapping[str, int | None] = field(default_factory=dict)
    total: int | None = None
    has_totals: bool = True
    is_collapsed: bool = False

    @property
    def lines(self) -> list[tuple[str, list[int | None], int | None]]:
        """For a page or file: (row, its cells in the order of the columns, its total)."""
        columns = self.columns.categories if self.columns else None
        return [
            (row, [self.counts[(row, column)] for column in columns], self.row_totals.get(row))
            if columns is not None
            else (row, [self.counts[(row,)]], None)
            for row in self.rows.categories
        ]

    @property
    def hides(self) -> int:
        """How many of its cells are hidden; margins not counted."""
        return sum(value is None for value in self.counts.values())

    @property
    def is_withheld(self) -> bool:
        return self.hides == len(self.counts) - len(self.impossible)


def _broader(axis: Axis, way: Mapping[str, str]) -> Axis:
    return replace(axis, categories=tuple(dict.fromkeys(way[word] for word in axis.categories)), coarser=())


def _added(totals: Mapping[str, int] | None, way: Mapping[str, str]) -> dict[str, int] | None:
    if totals is None:
        return None
    added: dict[str, int] = {}
    for word, value in totals.items():
        added[way[word]] = added.get(way[word], 0) + value
    return added
