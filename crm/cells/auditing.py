"""What somebody who knows the rules can work out from published tables. Shares no code with the protection: it reads only
what was printed, and asks of every hidden number how small and how large it can be.

The reader is taken to know: the threshold; that all counts are whole and not negative; that a shown count is at least the
threshold, or zero where nobody can be; that margins add up, within a table and between tables of the same people; and that
in every group of hidden numbers that hang together at least one is small, for otherwise nothing there would be hidden.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from crm.cells.tables import Axis, Item, Shown, Sum

Printed = dict[Item, int | None]
MANY, ROUNDS = (
    8,
    12,
)  # numbers not yet cleared, from which on worlds are drawn for all of them; how many at the most
LIMITED = 1  # the status of a search that ran into its bound
NODES = 20_000  # of one search tree: what is not cleared by then counts as found out


@dataclass(frozen=True)
class Finding:
    """What can be known about a hidden number: that it lies between `least` and `most`, both included."""

    item: Item
    least: int
    most: int
    threshold: int

    @property
    def is_exact(self) -> bool:
        return self.least >= self.most

    @property
    def is_small(self) -> bool:
        return self.most < self.threshold


def audit(tables: Sequence[Shown], *, threshold: int, sums: Sequence[Sum] = ()) -> list[Finding]:
    """The hidden numbers that a reader can work out exactly, or prove to be under the threshold. None is what we want."""
    printed, lines, told = _read(tables, sums)
    found = [Finding(item, value, value, threshold) for item, value in told.items()]
    found += [one for attack in _attacks(printed, lines, threshold) for one in attack.successes()]
    return [one for one in found if one.is_exact or one.is_small]


def bounds(tables: Sequence[Shown], *, threshold: int, sums: Sequence[Sum] = ()) -> list[Finding]:
    """How much can be known about each hidden number."""
    printed, lines, _ = _read(tables, sums)
    return [attack.on(item) for attack in _attacks(printed, lines, threshold) for item in attack.group]


def _attacks(printed: Printed, lines: "list[_Line]", threshold: int) -> Iterator["_Attack"]:
    unknown = [item for item, value in printed.items() if value is None]
    return (_Attack(group, own, printed, threshold) for group, own in _groups(unknown, lines))


class _Line:
    """total = sum of parts; where somebody can stand in several: each part <= total, and total <= sum of parts if everybody
    stands in one of them. Without a total: they stand in one table."""

    def __init__(self, total: Item | None, parts: Iterable[Item], axis: Axis | None = None):
        self.total, self.parts = total, tuple(parts)
        self.overlaps = axis is not None and axis.overlaps
        self.covers = axis is None or axis.covers

    @property
    def items(self) -> tuple[Item, ...]:
        return self.parts if self.total is None else (self.total, *self.parts)


def _read(tables: Sequence[Shown], sums: Sequence[Sum]) -> tuple[Printed, list[_Line], dict[Item, int]]:
    """Every number, None where no table prints it; the lines; and what one table hides and another one tells."""
    printed: Printed = {}
    hidden: set[Item] = set()
    lines: list[_Line] = []

    def note(item: Item, value: int | None) -> None:
        if value is None:
            hidden.add(item)
        elif printed.get(item) not in (None, value):
            raise ValueError(f"the published numbers contradict each other: {item}")
        printed[item] = printed.get(item) if value is None else value

    for table in tables:
        axes = [table.rows] + ([table.columns] if table.columns is not None else [])

        def called(*words: str | None, axes: Sequence[Axis] = axes, people: str = table.people) -> Item:
            pairs = zip(axes, words, strict=True)
            return Item(people, frozenset((axis.name, word) for axis, word in pairs if word is not None))

        for place, value in table.counts.items():
            note(called(*place), value)
        if not table.has_totals:
            lines.append(_Line(None, [called(*place) for place in table.counts]))
            continue
        nothing: tuple[None, ...] = (None,) * len(axes)
        note(called(*nothing), table.total)
        if table.columns is None:
            parts = [called(row) for row in table.rows.categories]
            lines.append(_Line(called(None), parts, table.rows))
            continue
        for row, value in table.row_totals.items():
            note(called(row, None), value)
            parts = [called(row, column) for column in table.columns.categories]
            lines.append(_Line(called(row, None), parts, table.columns))
        for column, value in table.column_totals.items():
            note(called(None, column), value)
            parts = [called(row, column) for row in table.rows.categories]
            lines.append(_Line(called(None, column), parts, table.rows))
        lines.append(_Line(called(None, None), [called(row, None) for row in table.row_totals], table.rows))
        lines.append(
            _Line(called(None, None), [called(None, one) for one in table.column_totals], table.columns)
        )
    lines += [
        _Line(link.total, link.parts)
        for link in sums
        if link.total in printed and all(part in printed for part in link.parts)
    ]
    told = {item: value for item in hidden if (value := printed[item]) is not None}
    return printed, lines, told


def _groups(unknown: list[Item], lines: list[_Line]) -> list[tuple[list[Item], list[_Line]]]:
    """Hidden numbers that share a line, directly or through others, and the lines that speak of them."""
    leader = {item: item for item in unknown}

    def lead(item: Item) -> Item:
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    spoken = [[item for item in line.items if item in leader] for line in lines]
    for members in spoken:
        for other in members[1:]:
            leader[lead(other)] = lead(members[0])
    groups: dict[Item, list[Item]] = {}
    for item in unknown:
        groups.setdefault(lead(item), []).append(item)
    of: dict[Item, list[_Line]] = {first: [] for first in groups}
    for line, members in zip(lines, spoken, strict=True):
        if members:
            of[lead(members[0])].append(line)
    return [(members, of[first]) for first, members in groups.items()]


class _Attack:
    """One group of hidden numbers as an integer program. Each solution is a world that agrees with all that was printed; what
    one world shows of one number it shows of all."""

    def __init__(self, group: list[Item], lines: list[_Line], printed: Printed, threshold: int):
        self.group, self.threshold = group, threshold
        self.place = {item: number for number, item in enumerate(group)}
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        shown = sum(value for value in printed.values() if value is not None)
        self.cap = 4.0 * (shown + threshold * len(group))  # beyond belief; it only makes the audit stricter
        self.seen: list[tuple[float, float]] = [(np.inf, -np.inf)] * len(group)
        for line in lines:
            if line.total is None:
                continue
            parts = [(part, 1) for part in line.parts]
            if line.covers:
                self._state(printed, [*parts, (line.total, -1)], np.inf if line.overlaps else 0)
            if line.overlaps:
                for part in line.parts:
                    self._state(printed, [(line.total, 1), (part, -1)], np.inf)

    def successes(self) -> Iterator[Finding]:
        """Bounds of those numbers only that no world found so far has cleared."""
        self._draw()
        for item in self.group:
            if not self._is_cleared(item):
                most = self._far(item, -1)
                if not self._is_cleared(item):
                    yield Finding(item, self._far(item, 1), most, self.threshold)

    def _draw(self) -> None:
        """Worlds that lean now this way, now that way: each clears many numbers, and none is found guilty by them."""
        dice = np.random.default_rng(len(self.group))
        for _round in range(ROUNDS):
            waiting = [item for item in self.group if not self._is_cleared(item)]
            if len(waiting) < MANY:
                return
            aim = dice.uniform(0.5, 1.0, len(self.group))
            for item in waiting:
                aim[self.place[item]] *= -1 if dice.random() < 0.5 else 1
            self._look(aim)

    def on(self, item: Item) -> Finding:
        return Finding(item, self._far(item, 1), self._far(item, -1), self.threshold)

    def _is_cleared(self, item: Item) -> bool:
        least, most = self.seen[self.place[item]]
        return least < most and most >= self.threshold

    def _state(self, printed: Printed, signs: list[tuple[Item, int]], most: float) -> None:
        """The signed sum of these numbers lies between 0 and `most`."""
        row, known = np.zeros(len(self.group)), 0
        for item, sign in signs:
            if item in self.place:
                row[self.place[item]] += sign
            else:
                known += sign * (printed[item] or 0)
        self.rows.append(row)
        self.low.append(-known)
        self.high.append(most - known)

    def _far(self, item: Item, sign: int) -> int:
        """The least it can be (sign 1), or the most (-1)."""
        aim = np.zeros(len(self.group))
        aim[self.place[item]] = sign
        world = self._look(aim)
        return 0 if world is None else round(world[self.place[item]])

    def _look(self, aim: np.ndarray) -> np.ndarray | None:
        """The world that goes farthest, remembered for all; None where none was found within the bound."""
        world = self._world(aim)
        if world is not None and (world >= self.threshold).all():
            world = self._world_with_a_reason(aim)
        if world is not None:
            self.seen = [
                (min(least, one), max(most, one)) for (least, most), one in zip(self.seen, world, strict=True)
            ]
        return world

    def _world(self, aim: np.ndarray) -> np.ndarray | None:
        count = len(self.group)
        limits = LinearConstraint(np.array(self.rows), self.low, self.high) if self.rows else None
        return self._solved(aim, limits, Bounds(np.zeros(count), np.full(count, self.cap)))

    def _world_with_a_reason(self, aim: np.ndarray) -> np.ndarray | None:
        """Beside each number stands one that is 1 only if it is small; there must be such a one."""
        count = len(self.group)
        rows = [np.concatenate([row, np.zeros(count)]) for row in self.rows]
        rows += list(np.hstack([np.eye(count), self.cap * np.eye(count)]))
        rows.append(np.concatenate([np.zeros(count), np.ones(count)]))
        low = [*self.low, *[-np.inf] * count, 1]
        high = [*self.high, *[self.threshold - 1 + self.cap] * count, np.inf]
        box = Bounds(np.zeros(2 * count), np.concatenate([np.full(count, self.cap), np.ones(count)]))
        aim = np.concatenate([aim, np.zeros(count)])
        world = self._solved(aim, LinearConstraint(np.array(rows), low, high), box)
        return None if world is None else world[:count]

    @staticmethod
    def _solved(aim: np.ndarray, limits: LinearConstraint | None, box: Bounds) -> np.ndarray | None:
        done = milp(
            aim, constraints=limits, bounds=box, integrality=np.ones(len(aim)), options={"node_limit": NODES}
        )
        if done.x is None and done.status != LIMITED:
            raise ValueError(f"the published numbers contradict each other: {done.message}")
        return None if done.x is None else np.rint(done.x)
