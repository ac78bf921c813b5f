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

    def table(self, code: uuid.UUID, first: uuid.UUID, second: uuid.UUID) -> Table:
        together = {version for version, who in self.coders.items() if {first, second} <= who}
        units = sum(len(self.units[version]) for version in together)
        ones = {place for place in self.marked.get((first, code), ()) if place.version in together}
        twos = {place for place in self.marked.get((second, code), ()) if place.version in together}
        both = len(ones & twos)
        return Table(both, len(ones) - both, len(twos) - both, units - len(ones | twos))

    def spread(self, code: uuid.UUID) -> Counter[tuple[int, int]]:
        """How many shared units had so many yes and so many no, over all coders."""
        found: Counter[tuple[int, int]] = Counter()
        yes: Counter[Place] = Counter()
        for (coder, other), places in self.marked.items():
            if other == code:
                yes.update(place for place in places if coder in self.coders.get(place.version, ()))
        silent: Counter[int] = Counter()
        for version in self.shared:
            silent[len(self.coders[version])] += len(self.units[version])
        for place, count in yes.items():
            coders = len(self.coders[place.version])
            if coders > 1:
                found[count, coders - count] += 1
                silent[coders] -= 1
        found.update({(0, coders): units for coders, units in silent.items() if units})
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
