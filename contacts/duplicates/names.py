"""Do two names agree? Pure functions over folded words."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from crm.lib import names, nicknames
from crm.lib.names.parts import PARTICLES, WORDS

GENERATIONS = {
    "jr": "jr",
    "jnr": "jr",
    "junior": "jr",
    "sr": "sr",
    "snr": "sr",
    "ii": "ii",
    "iii": "iii",
    "iv": "iv",
}
NO_NAMES = frozenset(PARTICLES) | {names.fold(word) for kind in ("prefixes", "suffixes") for word in WORDS[kind]} | {"junior", "legal", "name"}  # fmt: skip
SHORT, CLOSE = 4, 0.93

# How well a part of the name agrees, best first.
EXACT, NICKNAME, PART, SLIP, SOUND, INITIAL, MISSING, OTHER = (
    "exact", "nickname", "part", "slip", "sound", "initial", "missing", "other",
)  # fmt: skip
WEIGHT = {
    EXACT: 1.0,
    NICKNAME: 0.95,
    PART: 0.9,
    SLIP: 0.85,
    SOUND: 0.75,
    INITIAL: 0.6,
    MISSING: 0.4,
    OTHER: 0.0,
}

Known = Callable[[str], bool]  # whether several people here are called so: then it is no slip of the pen


class Parts(NamedTuple):
    given: tuple[str, ...]
    family: tuple[str, ...]
    called: tuple[str, ...]
    generation: str


class Agreement(NamedTuple):
    given: str
    family: str
    swapped: bool
    generations: tuple[str, str]

    @property
    def is_whole(self) -> bool:
        """Both parts agree well enough to be one name."""
        return WEIGHT[self.given] >= 0.85 and WEIGHT[self.family] >= 0.75

    @property
    def generations_differ(self) -> bool:
        one, other = self.generations
        return bool(one and other and one != other)


@lru_cache(60_000)
def parts(given: str, family: str, chosen: str) -> Parts:
    first, last, called = names.tokens(given), names.tokens(family), names.tokens(chosen)
    generation = next((GENERATIONS[word] for word in (*last, *first) if word in GENERATIONS), "")
    return Parts(_plain(first), _plain(last), _plain(called), generation)


def compare(one: Parts, other: Parts, known: Known) -> Agreement:
    given, family = _given(one, other, known), _family(one.family, other.family, known)
    swapped = False
    if WEIGHT[given] < 0.85 or WEIGHT[family] < 0.75:
        crossed = _words(one.given, other.family, known), _words(one.family, other.given, known)
        if min(WEIGHT[crossed[0]], WEIGHT[crossed[1]]) >= 0.85:
            given, family, swapped = crossed[0], crossed[1], True
    return Agreement(given, family, swapped, (one.generation, other.generation))


def _given(one: Parts, other: Parts, known: Known) -> str:
    best = _words(one.given, other.given, known)
    if best not in (EXACT, NICKNAME):
        for mine, theirs in (
            (one.called, other.given),
            (one.given, other.called),
            (one.called, other.called),
        ):
            if mine and theirs:
                best = max(best, min(_words(mine, theirs, known), NICKNAME, key=WEIGHT.__getitem__), key=WEIGHT.__getitem__)  # fmt: skip
    return best


def _family(one: tuple[str, ...], other: tuple[str, ...], known: Known) -> str:
    """One half of a double surname is that surname; written together or apart does not matter."""
    if not one or not other:
        return MISSING
    if one == other or "".join(one) == "".join(other):
        return EXACT
    if set(one) & set(other):
        mine, theirs = set(one) - set(other), set(other) - set(one)
        return PART if not mine or not theirs else min(
            (_words(tuple(mine), tuple(theirs), known), SOUND), key=WEIGHT.__getitem__
        )  # fmt: skip
    return max((word(a, b, known, family=True) for a in one for b in other), key=WEIGHT.__getitem__)


def _words(one: tuple[str, ...], other: tuple[str, ...], known: Known) -> str:
    """Given names: the first decide; a second one that only one has says nothing, two different ones speak against."""
    if not one or not other:
        return MISSING
    if one == other or "".join(one) == "".join(other):
        return EXACT
    first = word(one[0], other[0], known)
    if len(one) > 1 and len(other) > 1:
        second = word(one[1], other[1], known)
        if second != OTHER or WEIGHT[first] < 0.75:
            return first
        return INITIAL if 1 in (len(one[1]), len(other[1])) else OTHER
    if WEIGHT[first] >= 0.75:
        return PART if first == EXACT else first
    crossed = [word(a, b, known) for a in one for b in other]
    best = max(crossed, key=WEIGHT.__getitem__)
    return PART if best in (EXACT, NICKNAME) else first


@lru_cache(100_000)
def _raw(one: str, other: str) -> str:
    if one == other:
        return EXACT
    if nicknames.agree(one, other):
        return NICKNAME
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else OTHER
    distance = DamerauLevenshtein.distance(one, other, score_cutoff=2)
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if shortest >= SHORT and (
        distance == 1 or (distance == 2 and longest >= 8) or JaroWinkler.similarity(one, other) >= CLOSE
    ):
        return SLIP
    sound = names.sound(one)
    return SOUND if len(sound) > 1 and sound == names.sound(other) else OTHER


def word(one: str, other: str, known: Known, *, family: bool = False) -> str:
    """Two words. What looks like a slip between two names that people here bear is two names: Maria and Mario."""
    found = _raw(one, other)
    if found == SLIP and known(one) and known(other):
        return SOUND if family and names.sound(one) == names.sound(other) else OTHER
    if found == SOUND and not family and known(one) and known(other):
        return INITIAL
    return found


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without particles, titles and generations, unless nothing else is left."""
    kept = tuple(one for one in words if one not in NO_NAMES and one not in GENERATIONS)
    return kept or tuple(one for one in words if one not in GENERATIONS)
