"""Hiding small counts, and as little else as keeps them from being worked out again. See README.md for the method."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.cells.auditing import audit
from crm.cells.relations import System
from crm.cells.searching import Search
from crm.cells.tables import FLOOR, Axis, Item, Shown, Sum, Table

MOST_HIDDEN = 0.5  # of the cells; beyond it categories are joined, if the table says how


@dataclass(frozen=True)
class Protected:
    """`tables` in the order given. `withheld`: no cell of them is shown. `objected`: the audit did not agree, which is why."""

    tables: tuple[Shown, ...]
    hidden: frozenset[Item] = frozenset()
    primary: int = 0  # how many numbers were too small
    withheld: bool = False
    objected: bool = False


def protect(
    tables: Sequence[Table], *, threshold: int, sums: Sequence[Sum] = (), most_hidden: float = MOST_HIDDEN
) -> Protected:
    """The tables as others may see them, protected together: margins that they share, and `sums`, are known to readers.

    Every count under `threshold` is hidden, zeros too unless they are impossible, and enough others that somebody who
    knows these rules can neither work a hidden count out nor prove that it is small. The outcome is audited by a second,
    independent computation; where that objects, all is withheld. The same tables give the same answer always.
    """
    if threshold < FLOOR:
        raise ValueError(f"the threshold is {FLOOR} at the least")
    levels = {axis.name: 0 for table in tables for axis in table.axes}
    steps = {axis.name: 0 if axis.overlaps else len(axis.coarser) for table in tables for axis in table.axes}
    while True:
        now = [
            table.collapsed(
                levels[table.rows.name], levels[table.columns.name] if table.columns is not None else 0
            )
            for table in tables
        ]
        system = System.of(now, sums)
        search = Search(system, threshold)
        hidden = frozenset(system.items[number] for number in search.run())
        shown = tuple(_shown(table, hidden, any(levels[axis.name] for axis in table.axes)) for table in now)
        cells = sum(len(table.counts) - len(table.impossible) for table in shown)
        further = [name for name, level in levels.items() if level < steps[name]]
        if not further or sum(table.hides for table in shown) <= most_hidden * cells:
            break
        levels[min(further, key=lambda name: levels[name])] += 1
    if audit(shown, threshold=threshold, sums=sums):
        everything = frozenset(system.items) - {system.items[number] for number in system.fixed}
        shown = tuple(_shown(table, everything, False) for table in now)
        return Protected(shown, everything, len(search.small), withheld=True, objected=True)
    return Protected(shown, hidden, len(search.small), withheld=all(table.is_withheld for table in shown))


def _shown(table: Table, hidden: frozenset[Item], is_collapsed: bool) -> Shown:
    def seen(item: Item, value: int) -> int | None:
        return None if item in hidden else value

    rows: dict[str, int | None] = {}
    columns: dict[str, int | None] = {}
    if table.has_totals and table.columns is not None:
        rows = _margin(table, table.rows, table.row_total, hidden)
        columns = _margin(table, table.columns, table.column_total, hidden)
    return Shown(
        table.people,
        table.rows,
        table.columns,
        {place: seen(table.item(place), table.counts.get(place, 0)) for place in table.places()},
        table.impossible,
        rows,
        columns,
        seen(table.whole, table.grand_total()) if table.has_totals else None,
        table.has_totals,
        is_collapsed,
    )


def _margin(
    table: Table, axis: Axis, total: Callable[[str], int], hidden: frozenset[Item]
) -> dict[str, int | None]:
    return {word: None if table.margin(axis, word) in hidden else total(word) for word in axis.categories}
