"""Percent agreement, Cohen's kappa, Krippendorff's alpha and their intervals. Pure.

The coefficients are nltk's (nltk.metrics.agreement); what stands around them is ours: when they are not defined, how
many units they need, and how far they might be off.
"""

import importlib.util
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import ModuleType

import numpy as np
from django.utils.translation import gettext_lazy as _

ENOUGH_UNITS = 30  # double-coded, before a kappa is shown
RESAMPLES = 2_000
SEED = 20_240_214  # the same units always give the same interval
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


def agreement(table: Table) -> Agreement:
    if not table.units:
        return Agreement(table, None, None, None, None, Why.TOO_FEW)
    percent = (table.both + table.neither) / table.units
    prevalence = (2 * table.both + table.first + table.second) / (2 * table.units)
    why = Why.TOO_FEW if table.units < ENOUGH_UNITS else Why.CONSTANT if table.is_constant else None
    if why:
        return Agreement(table, percent, prevalence, None, None, why)
    return Agreement(table, percent, prevalence, kappa_of(table), kappa_interval(table), None)


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
    return _nltk().AnnotationTask(data=rows).kappa_pairwise("first", "second")


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
    return _nltk().AnnotationTask(data=rows).alpha()


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


@lru_cache(maxsize=8192)
def kappa_interval(table: Table) -> Interval | None:
    """95 % by resampling units with replacement: a draw of n units is a draw of the four cells."""
    cells = np.array([table.both, table.first, table.second, table.neither])
    drawn = np.random.default_rng(SEED).multinomial(table.units, cells / table.units, size=RESAMPLES)
    both, first, second, neither = (drawn / table.units).T
    chance = (both + first) * (both + second) + (first + neither) * (second + neither)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (both + neither - chance) / (1 - chance)
    constant = np.isin(both + first, (0, 1)) | np.isin(both + second, (0, 1))
    return _interval(np.where(constant, np.nan, values))


def alpha_interval(spread: Counter[tuple[int, int]]) -> Interval | None:
    return _alpha_interval(tuple(sorted(spread.items())))


@lru_cache(maxsize=8192)
def _alpha_interval(spread: tuple[tuple[tuple[int, int], int], ...]) -> Interval | None:
    kinds = [((yes, no), count) for (yes, no), count in spread if yes + no > 1 and count]
    if not kinds:
        return None
    counts = np.array([count for _kind, count in kinds])
    yes, no = np.array([kind for kind, _count in kinds]).T
    drawn = np.random.default_rng(SEED).multinomial(counts.sum(), counts / counts.sum(), size=RESAMPLES)
    # Binary alpha: 1 - (n - 1) * observed / (yes * no), each unit's disagreeing pairs weighed by its coders.
    all_yes, all_no = drawn @ yes, drawn @ no
    observed = drawn @ (yes * no / (yes + no - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 1 - (all_yes + all_no - 1) * observed / (all_yes * all_no)
    return _interval(np.where((all_yes == 0) | (all_no == 0), np.nan, values))


def _interval(values: np.ndarray) -> Interval | None:
    defined = values[~np.isnan(values)]
    if defined.size < SHARE_DEFINED * values.size:
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))


def _nltk() -> ModuleType:
    """Loaded when the first coefficient is asked for: nltk brings all of itself, and every process would wait for it."""
    return _lazy


def _load_later(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.loader is not None
    spec.loader = loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


_lazy = _load_later("nltk")
