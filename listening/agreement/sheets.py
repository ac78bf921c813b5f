"""Who marked which unit with which code: from excerpts to yes and no per paragraph or turn. Pure."""

import uuid
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from listening.agreement.measures import Table
from listening.coding.offsets import Unit


@dataclass(frozen=True)
class Mark:
    """One coding: this coder gave this code to these characters of this note version."""

    coder: uuid.UUID
    version: uuid.UUID
    start: int
    end: int
    code: uuid.UUID


@dataclass(frozen=True, order=True)
class Place:
    """One unit: the nth paragraph or turn of a note version."""

    version: uuid.UUID
    number: int


@dataclass
class Sheet:
    """`coders` are those who finished a version: who marked nothing there said no everywhere."""

    units: Mapping[uuid.UUID, Sequence[Unit]]
    coders: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    marked: dict[tuple[uuid.UUID, uuid.UUID], set[Place]] = field(default_factory=lambda: defaultdict(set))

    @property
    def shared(self) -> list[uuid.UUID]:
        """Versions that at least two coded."""
        return [version for version, who in self.coders.items() if len(who) > 1]

    def pairs(self) -> list[tuple[tuple[uuid.UUID, uuid.UUID], int]]:
        """Pairs of coders with the number of units both coded, most first."""
        counts: Counter[tuple[uuid.UUID, uuid.UUID]] = Counter()
        for version in self.shared:
            for pair in combinations(sorted(self.coders[version]), 2):
                counts[pair] += len(self.units[version])
        return counts.most_common()

    def codes(self) -> set[uuid.UUID]:
        """Codes that somebody gave in a shared version."""
        shared = set(self.shared)
        return {
            code for (_coder, code), places in self.marked.items() if any(p.version in shared for p in places)
        }

    def tables(self, code: uuid.UUID, first: uuid.UUID, second: uuid.UUID) -> list[Table]:
        """One for each version that both coded."""
        ones, twos = self._by_version(first, code), self._by_version(second, code)
        found = []
        for version, who in self.coders.items():
            if {first, second} <= who:
                one, two, units = ones[version], twos[version], len(self.units[version])
                both = len(one & two)
                found.append(Table(both, len(one) - both, len(two) - both, units - len(one | two)))
        return found

    def spreads(self, code: uuid.UUID) -> dict[uuid.UUID, Counter[tuple[int, int]]]:
        """By shared version: how many units had so many yes and so many no, over all coders."""
        yes: dict[uuid.UUID, Counter[Place]] = defaultdict(Counter)
        for (coder, other), places in self.marked.items():
            if other == code:
                for place in places:
                    if coder in self.coders.get(place.version, ()):
                        yes[place.version][place] += 1
        found = {}
        for version in self.shared:
            coders, said = len(self.coders[version]), yes[version]
            spread = Counter((count, coders - count) for count in said.values())
            spread[0, coders] += len(self.units[version]) - len(said)
            found[version] = +spread
        return found

    def _by_version(self, coder: uuid.UUID, code: uuid.UUID) -> dict[uuid.UUID, set[Place]]:
        found: dict[uuid.UUID, set[Place]] = defaultdict(set)
        for place in self.marked.get((coder, code), ()):
            found[place.version].add(place)
        return found

    def disagreements(self) -> Iterator[tuple[Place, uuid.UUID, list[uuid.UUID], list[uuid.UUID]]]:
        """Every shared unit and code of which some coders said yes and some no: place, code, who yes, who no."""
        said: dict[tuple[Place, uuid.UUID], list[uuid.UUID]] = defaultdict(list)
        for (coder, code), places in self.marked.items():
            for place in places:
                if coder in self.coders.get(place.version, ()):
                    said[place, code].append(coder)
        for (place, code), yes in sorted(said.items(), key=lambda item: (item[0][0], str(item[0][1]))):
            no = sorted(self.coders[place.version] - set(yes))
            if no:
                yield place, code, sorted(yes), no


def sheet(
    units: Mapping[uuid.UUID, Sequence[Unit]],
    coders: Mapping[uuid.UUID, frozenset[uuid.UUID]],
    marks: Iterable[Mark],
) -> Sheet:
    """An excerpt marks every unit of which it holds at least one character."""
    made = Sheet(units, coders)
    for mark in marks:
        if mark.coder not in coders.get(mark.version, ()):
            continue
        for number in touched(units[mark.version], mark.start, mark.end):
            made.marked[mark.coder, mark.code].add(Place(mark.version, number))
    return made


def touched(units: Sequence[Unit], start: int, end: int) -> range:
    """The numbers of the units that share a character with [start, end). Units come in order and do not overlap."""
    first = bisect_left(units, start + 1, key=lambda unit: unit.end)
    last = bisect_left(units, end, key=lambda unit: unit.start)
    return range(first, max(first, last))
