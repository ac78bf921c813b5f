"""The search for second worlds: other numbers that agree with everything printed."""

from collections.abc import Iterable, Sequence, Set

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from crm.cells.relations import System

SHADE = 1e-4  # orders numbers that cost the same, so that one table always gives one answer
MANY = 8  # numbers still to prove, from which on one world is looked for that proves several at once
TRIES = 40  # such worlds, at the most
NODES = 2_000  # of one search tree: counted, not timed, so that a slow machine gives the same answer


class Search:
    """For each small number a second world: other numbers that agree with everything printed, in which it is not small.

    All that differs between the two worlds must be hidden, and then neither the number itself nor any other that differs
    can be known. The world that hides least is a small integer program. Where much is hidden already, one world in which
    many of the small numbers are large proves all of these at once, and hides nothing more. A search that runs into its
    bound takes the best world found so far, or hides everything: more than needed, never less.
    """

    def __init__(self, system: System, threshold: int):
        self.system, self.threshold = system, threshold
        self.small = [
            number
            for number, value in enumerate(system.values)
            if value < threshold and number not in system.fixed
        ]
        self.certificates: dict[int, frozenset[int]] = {}
        self._prepare()

    def run(self) -> set[int]:
        hidden = set(self.small)
        waiting = sorted(self.small, key=lambda one: (self.system.values[one], one))
        size = 0
        while waiting:
            if len(waiting) >= MANY and len(hidden) > size:
                size = len(hidden)
                self.certificates |= self._certify_many(waiting, hidden)
                waiting = [one for one in waiting if one not in self.certificates]
                continue
            number = waiting.pop(0)
            self._certify(number, hidden)
            hidden |= self.certificates[number]
        return self._spare(hidden)

    def _certify_many(self, numbers: Sequence[int], hidden: set[int]) -> dict[int, frozenset[int]]:
        """Worlds that differ in hidden numbers only, until one proves nothing new. Those still waiting are drawn up, at first
        every other one, and all the rest down."""
        found: dict[int, frozenset[int]] = {}
        waiting = list(numbers)
        free = np.array(sorted(hidden))
        for turn in range(TRIES):
            if len(waiting) < MANY:
                break
            up = waiting if turn > 1 else waiting[turn::2]
            world = self._drawn(up, free)
            if world is None:
                break
            support = self._support(world)
            there = self.system.values + world
            small = {one for one in hidden if there[one] < self.threshold}
            proven = [
                one
                for one in waiting
                if there[one] >= self.threshold and small & self._together(one, hidden) - {one}
            ]
            if not proven and turn > 1:
                break
            found |= dict.fromkeys(proven, support)
            waiting = [one for one in waiting if one not in found]
        return found

    def _drawn(self, up: Sequence[int], free: np.ndarray) -> np.ndarray | None:
        """A world in which as many of these as possible reach the threshold, and what else is free makes room."""
        count = len(self.system.items)
        cost = np.zeros(count)
        cost[free] = 1 + SHADE * free / count
        cost[list(up)] = -(1 + SHADE * np.array(up) / count)
        low, high = np.zeros(count), np.zeros(count)
        low[free] = -self.system.values[free]
        high[free] = self.reach
        high[list(up)] = self.threshold - self.system.values[list(up)]
        exact = self.matrix[:, :count] if self.matrix is not None else None
        done = milp(
            cost,
            constraints=LinearConstraint(exact, self.lower, self.upper) if exact is not None else None,
            bounds=Bounds(low, high),
            integrality=np.ones(count),
            options={"node_limit": NODES, "mip_rel_gap": 0.02},
        )
        return None if done.x is None else np.rint(done.x)

    def _certify(self, number: int, hidden: set[int]) -> None:
        """The cheapest second world for this number, given what is hidden already. If no other number would then be small,
        a reader could argue that this one must be: so another one trades places with it."""
        world = self._world(number, hidden)
        if world is None:
            self.certificates[number] = frozenset(range(len(self.system.items))) - self.system.fixed
            return
        support = self._support(world)
        if self._has_reason(number, hidden | support, world):
            self.certificates[number] = support
            return
        best: tuple[float, frozenset[int]] | None = None
        for decoy in self._beside(number, hidden | support):
            world = self._world(number, hidden, decoy=decoy)
            if world is not None:
                support = self._support(world)
                cost = float(sum(self.system.weights[one] for one in support - hidden))
                if best is None or cost < best[0]:
                    best = (cost, support)
        everything = frozenset(range(len(self.system.items))) - self.system.fixed
        self.certificates[number] = best[1] if best else everything

    def _spare(self, hidden: set[int]) -> set[int]:
        """Show again what no second world needs, the dearest first."""
        small = set(self.small)
        others = sorted(
            hidden - small, key=lambda one: (-self.system.weights[one], -self.system.values[one], one)
        )
        for number in others:
            trial = hidden - {number}
            redone = self._redone(
                [about for about, support in self.certificates.items() if number in support], trial
            )
            if redone is None:
                continue
            kept = {**self.certificates, **redone}
            if trial <= small.union(*kept.values()):
                hidden, self.certificates = trial, kept
        return hidden

    def _redone(self, numbers: Sequence[int], hidden: set[int]) -> dict[int, frozenset[int]] | None:
        """Proofs without what is to be shown again; None if there is a number without one."""
        redone = self._certify_many(numbers, hidden)
        for number in numbers:
            if number not in redone:
                world = self._world(number, hidden, closed=True)
                if world is None or not self._has_reason(number, hidden, world):
                    return None
                redone[number] = self._support(world)
        return redone

    def _prepare(self) -> None:
        """y = up - down for each number; relations hold for y as they do for the values."""
        count = len(self.system.items)
        exact: list[list[tuple[int, float]]] = []
        least: list[tuple[list[tuple[int, float]], float]] = []
        for relation in self.system.relations:
            if relation.total is None:
                continue
            line = [(relation.total, -1.0), *((part, 1.0) for part in relation.parts)]
            if relation.is_exact:
                exact.append(line)
                continue
            values = self.system.values
            if relation.covers:
                room = values[relation.total] - sum(values[part] for part in relation.parts)
                least.append((line, room))
            least += [
                ([(relation.total, 1.0), (part, -1.0)], values[part] - values[relation.total])
                for part in relation.parts
            ]
        lines = [*exact, *(line for line, _ in least)]
        row: list[int] = []
        column: list[int] = []
        data: list[float] = []
        for place, line in enumerate(lines):
            for number, sign in line:
                row += [place, place]
                column += [number, count + number]
                data += [sign, -sign]
        self.matrix = csr_array((data, (row, column)), shape=(len(lines), 2 * count)) if lines else None
        self.lower = np.array([0.0] * len(exact) + [bound for _, bound in least])
        self.upper = np.array([0.0] * len(exact) + [np.inf] * len(least))
        self.reach = float(self.system.values.sum() + self.threshold) * 2
        self.lines = [relation.all for relation in self.system.relations]
        self.lines_of: list[list[int]] = [[] for _item in self.system.items]
        for place, all_of_it in enumerate(self.lines):
            for number in all_of_it:
                self.lines_of[number].append(place)

    def _world(
        self, number: int, hidden: Iterable[int], *, decoy: int | None = None, closed: bool = False
    ) -> np.ndarray | None:
        """How each number differs in the cheapest second world; with `closed` only hidden ones may differ."""
        system, count = self.system, len(self.system.items)
        cost = system.weights * (1 + 0.05 * np.log1p(system.values)) + SHADE * np.arange(count) / count
        free = np.fromiter(hidden, dtype=int)
        cost[free] = SHADE
        up, down = np.full(count, self.reach), system.values.copy()
        stuck = list(system.fixed)
        up[stuck] = down[stuck] = 0
        if closed:
            open_ = np.zeros(count, dtype=bool)
            open_[free] = True
            up[~open_] = down[~open_] = 0
        low = np.zeros(2 * count)
        high = np.concatenate([up, down])
        need = self.threshold - system.values[number]
        low[number], high[count + number] = need, 0
        if decoy is not None:
            fall = max(0.0, system.values[decoy] - (self.threshold - 1))
            if fall:
                low[count + decoy], high[decoy] = fall, 0
            else:
                high[decoy] = min(high[decoy], self.threshold - 1 - system.values[decoy])
        if (low > high).any():
            return None
        constraints = (
            LinearConstraint(self.matrix, self.lower, self.upper) if self.matrix is not None else None
        )
        done = milp(
            np.concatenate([cost, cost]),
            constraints=constraints,
            bounds=Bounds(low, high),
            integrality=np.ones(2 * count),
            options={"node_limit": NODES},
        )
        if done.x is None:
            return None
        steps = np.rint(done.x)
        return steps[:count] - steps[count:]

    def _support(self, world: np.ndarray) -> frozenset[int]:
        return frozenset(int(one) for one in np.flatnonzero(world))

    def _has_reason(self, number: int, hidden: Set[int], world: np.ndarray) -> bool:
        """Whether some other hidden number that hangs together with this one is small in the second world."""
        there = self.system.values + world
        return any(there[one] < self.threshold for one in self._together(number, hidden) if one != number)

    def _together(self, number: int, hidden: Set[int]) -> set[int]:
        found, waiting, seen = {number}, [number], set[int]()
        while waiting:
            for place in self.lines_of[waiting.pop()]:
                if place not in seen:
                    seen.add(place)
                    more = (self.lines[place] & hidden) - found
                    found |= more
                    waiting += more
        return found

    def _beside(self, number: int, hidden: Set[int]) -> list[int]:
        """What could be the small one instead: first what is hidden with it, then what shares a line with it."""
        near = set(self._together(number, hidden))
        for relation in self.system.relations:
            if number in relation.all:
                near |= relation.all
        near -= self.system.fixed | {number}
        return sorted(near, key=lambda one: (one not in hidden, self.system.values[one], one))
