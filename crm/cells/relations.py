"""What the numbers of linked tables have to do with each other: which ones add up to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crm.cells.tables import Item, Sum, Table


@dataclass(frozen=True)
class Relation:
    """`parts` add up to `total`; where an axis overlaps they are at least as many, and none is greater; where it does not
    cover everybody, only that none is greater is known. Without a total they merely stand in one table, where readers look for
    the small one among what is hidden."""

    total: int | None
    parts: tuple[int, ...]
    is_exact: bool = True
    covers: bool = True

    @property
    def all(self) -> frozenset[int]:
        return frozenset(self.parts if self.total is None else (self.total, *self.parts))


@dataclass(frozen=True)
class System:
    """Every number that would be printed, once, and the relations among them."""

    items: tuple[Item, ...]
    values: np.ndarray
    fixed: frozenset[int]  # structural zeros
    relations: tuple[Relation, ...]
    weights: np.ndarray  # what it costs readers when the number is hidden

    @classmethod
    def of(cls, tables: Sequence[Table], sums: Sequence[Sum] = ()) -> "System":
        values: dict[Item, int] = {}
        weights: dict[Item, float] = {}
        fixed: set[Item] = set()
        relations: list[tuple[Item | None, tuple[Item, ...], bool, bool]] = []
        for table in tables:
            cells = {place: table.item(place) for place in table.places()}
            for place, item in cells.items():
                _put(values, item, table.counts.get(place, 0))
                weights[item] = max(weights.get(item, 0), 1.0)
            fixed |= {cells[place] for place in table.impossible}
            if table.has_totals:
                relations += _margins(table, cells, values, weights)
            else:
                relations.append((None, tuple(cells.values()), False, False))
        for link in sums:
            if {link.total, *link.parts} <= values.keys():
                relations.append((link.total, link.parts, True, True))
        for total, parts, _exact, _covers in relations:
            if total is not None and fixed.issuperset(parts):
                fixed.add(total)
        places = {item: number for number, item in enumerate(values)}
        return cls(
            tuple(values),
            np.array(list(values.values()), dtype=float),
            frozenset(places[item] for item in fixed),
            tuple(
                Relation(
                    places[total] if total else None, tuple(places[part] for part in parts), exact, covers
                )
                for total, parts, exact, covers in dict.fromkeys(relations)
            ),
            np.array([weights[item] for item in values]),
        )


def _margins(table: Table, cells: Mapping, values: dict, weights: dict) -> list:
    """Margins weigh more than cells: a hidden one takes a whole line's meaning away."""
    found = []
    rows, columns = table.rows, table.columns
    if columns is None:
        _put(values, table.whole, table.grand_total())
        weights[table.whole] = 8.0
        return [(table.whole, tuple(cells.values()), not rows.overlaps, rows.covers)]
    for row in rows.categories:
        total = table.margin(rows, row)
        _put(values, total, table.row_total(row))
        weights[total] = max(weights.get(total, 0), 3.0)
        found.append(
            (
                total,
                tuple(cells[row, one] for one in columns.categories),
                not columns.overlaps,
                columns.covers,
            )
        )
    for column in columns.categories:
        total = table.margin(columns, column)
        _put(values, total, table.column_total(column))
        weights[total] = max(weights.get(total, 0), 3.0)
        found.append(
            (total, tuple(cells[one, column] for one in rows.categories), not rows.overlaps, rows.covers)
        )
    _put(values, table.whole, table.grand_total())
    weights[table.whole] = 8.0
    for axis in table.axes:
        parts = tuple(table.margin(axis, word) for word in axis.categories)
        found.append((table.whole, parts, not axis.overlaps, axis.covers))
    return found


def _put(values: dict[Item, int], item: Item, value: int) -> None:
    if values.setdefault(item, value) != value:
        raise ValueError(f"two tables disagree about {sorted(item.of) or 'the total'} of {item.people}")
