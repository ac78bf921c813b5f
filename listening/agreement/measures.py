"""Percent agreement, Cohen's kappa, Krippendorff's alpha and their intervals. Pure.

The coefficients are nltk's (nltk.metrics.agreement); what stands around them is ours: when they are not defined, how
many units they need, and how far they might be off.

Intervals draw whole notes, not single units: what one person says in one note goes together, and two coders who read a
word differently do so all through it. Drawing the clusters with replacement, and of each drawn all it holds, is the
cluster bootstrap (Davison and Hinkley 1997, Bootstrap methods and their application, 3.8; Field and Welsh 2007,
Bootstrapping clustered data, J. R. Statist. Soc. B 69, 369-390). It is too sure of itself with few clusters, so there is
no interval below ENOUGH_NOTES.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext_lazy as _

from listening.agreement import library

ENOUGH_UNITS = 30  # double-coded, before a kappa is shown
ENOUGH_NOTES = 8  # with a unit of the kind, before an interval is shown
RESAMPLES = 2_000
SEED = 20_240_214  # the same notes always give the same interval
SHARE_DEFINED = 0.9  # of the resamples, before an interval is shown


class Band(StrEnum):
    """What to do about a code, by its kappa (or alpha)."""

    REWORK = "rework"
    DISCUSS = "discuss"
    OK = "ok"
    STRONG = "strong"


BAND_LABELS = {
    Band.REWORK: _("Rework the definition"),
    Band.DISCUSS: _("Talk it over"),
    Band.OK: _("Good"),
    Band.STRONG: _("Strong"),
}


class Why(StrEnum):
    """Why there is no coefficient."""

    TOO_FEW = "too_few"
    CONSTANT = "constant"


WHY_LABELS = {
    Why.TOO_FEW: _("Fewer than 30 passages coded by both"),
    Why.CONSTANT: _("Not defined: one coder gave the same answer every time"),
}


@dataclass(frozen=True)
class Table:
    """How two coders answered "does this code apply?" for every unit that both coded."""

    both: int = 0
    first: int = 0  # only the first coder
    second: int = 0
    neither: int = 0

    @property
    def units(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def disagreements(self) -> int:
        return self.first + self.second

    def __add__(self, other: "Table") -> "Table":
        return Table(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def is_constant(self) -> bool:
        """One of the two gave one answer for all units: kappa would say nothing about how they read."""
        first_yes, second_yes = self.both + self.first, self.both + self.second
        return first_yes in (0, self.units) or second_yes in (0, self.units)


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """Two coders on one code. `why` says why kappa is None; percent and prevalence hold whenever there are units."""

    table: Table
    percent: float | None
    prevalence: float | None  # the share of yes among all answers of both
    kappa: float | None
    interval: Interval | None
    why: Why | None

    @property
    def band(self) -> Band | None:
        return band(self.kappa)


def band(value: float | None) -> Band | None:
    """Conventional limits: below 0.40 the definition is reworked, from 0.65 on it holds, 0.80 is strong."""
    if value is None:
        return None
    if value < 0.40:
        return Band.REWORK
    if value < 0.65:
        return Band.DISCUSS
    return Band.OK if value < 0.80 else Band.STRONG


def agreement(notes: Iterable[Table]) -> Agreement:
    """One table for each note that both coded."""
    notes = [note for note in notes if note.units]
    table = sum(notes, Table())
    if not table.units:
        return Agreement(table, None, None, None, None, Why.TOO_FEW)
    percent = (table.both + table.neither) / table.units
    prevalence = (2 * table.both + table.first + table.second) / (2 * table.units)
    why = Why.TOO_FEW if table.units < ENOUGH_UNITS else Why.CONSTANT if table.is_constant else None
    if why:
        return Agreement(table, percent, prevalence, None, None, why)
    return Agreement(table, percent, prevalence, kappa_of(table), kappa_interval(notes), None)


@lru_cache(maxsize=8192)
def kappa_of(table: Table) -> float | None:
    if table.is_constant:
        return None
    answers = (
        [(True, True)] * table.both
        + [(True, False)] * table.first
        + [(False, True)] * table.second
        + [(False, False)] * table.neither
    )
    return cohen_kappa(answers)


def cohen_kappa(answers: Iterable[tuple[Hashable, Hashable]]) -> float:
    """Cohen 1960, for the answers of two coders to the same units."""
    rows = []
    for number, (first, second) in enumerate(answers):
        rows += [("first", number, first), ("second", number, second)]
    return library.agreement().AnnotationTask(data=rows).kappa_pairwise("first", "second")


def krippendorff_alpha(units: Iterable[Mapping[Hashable, Hashable]]) -> float | None:
    """Krippendorff 2011, nominal: any number of coders, who may each leave units out. None: no answer ever differs."""
    rows = [
        (str(coder), number, value)
        for number, unit in enumerate(units)
        if len(unit) > 1
        for coder, value in unit.items()
    ]
    if len({value for _coder, _unit, value in rows}) < 2:
        return None
    return library.agreement().AnnotationTask(data=rows).alpha()


def alpha_of(spread: Counter[tuple[int, int]]) -> float | None:
    """`spread`: how many units had so many coders say yes, and so many say no. Who they were does not matter to alpha."""
    return _alpha(tuple(sorted(spread.items())))


@lru_cache(maxsize=8192)
def _alpha(spread: tuple[tuple[tuple[int, int], int], ...]) -> float | None:
    units = (
        {**{f"yes{n}": True for n in range(yes)}, **{f"no{n}": False for n in range(no)}}
        for (yes, no), count in spread
        for _again in range(count)
    )
    return krippendorff_alpha(units)


def kappa_interval(notes: Iterable[Table]) -> Interval | None:
    """95 % by drawing notes with replacement. Notes that look alike are drawn as one kind: a multinomial draw."""
    return _kappa_interval(tuple(sorted(Counter(map(astuple, notes)).items())))


@lru_cache(maxsize=8192)
def _kappa_interval(notes: tuple[tuple[tuple[int, ...], int], ...]) -> Interval | None:
    drawn = _drawn([count for _note, count in notes])
    if drawn is None:
        return None
    cells = drawn @ np.array([note for note, _count in notes])
    both, first, second, neither = (cells / cells.sum(axis=1, keepdims=True)).T
    chance = (both + first) * (both + second) + (first + neither) * (second + neither)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (both + neither - chance) / (1 - chance)
    constant = np.isin(both + first, (0, 1)) | np.isin(both + second, (0, 1))
    return _interval(np.where(constant, np.nan, values))


def alpha_interval(notes: Iterable[Counter[tuple[int, int]]]) -> Interval | None:
    """As kappa_interval; each note by how many of its units had so many yes and so many no."""
    held = (tuple(sorted((kind, n) for kind, n in note.items() if n and sum(kind) > 1)) for note in notes)
    return _alpha_interval(tuple(sorted(Counter(one for one in held if one).items())))


@lru_cache(maxsize=1024)
def _alpha_interval(
    notes: tuple[tuple[tuple[tuple[tuple[int, int], int], ...], int], ...],
) -> Interval | None:
    drawn = _drawn([count for _note, count in notes])
    if drawn is None:
        return None
    kinds = sorted({kind for note, _count in notes for kind, _n in note})
    held = np.zeros((len(notes), len(kinds)))
    for row, (note, _count) in enumerate(notes):
        for kind, n in note:
            held[row, kinds.index(kind)] = n
    units = drawn @ held
    yes, no = np.array(kinds).T
    # Binary alpha: 1 - (n - 1) * observed / (yes * no), each unit's disagreeing pairs weighed by its coders.
    all_yes, all_no = units @ yes, units @ no
    observed = units @ (yes * no / (yes + no - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 1 - (all_yes + all_no - 1) * observed / (all_yes * all_no)
    return _interval(np.where((all_yes == 0) | (all_no == 0), np.nan, values))


def _drawn(counts: Sequence[int]) -> np.ndarray | None:
    """How often each kind of note is drawn, a line a resample; None with too few notes."""
    of = sum(counts)
    if of < ENOUGH_NOTES:
        return None
    return np.random.default_rng(SEED).multinomial(of, np.array(counts) / of, size=RESAMPLES)


def _interval(values: np.ndarray) -> Interval | None:
    defined = values[~np.isnan(values)]
    if defined.size < SHARE_DEFINED * values.size:
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))
