"""The coefficients against published worked examples, and the intervals against scipy's own bootstrap."""

import warnings
from collections import Counter

import numpy as np
import pytest
from scipy.stats import bootstrap

from listening.agreement.measures import (
    Band,
    Table,
    Why,
    agreement,
    alpha_interval,
    alpha_of,
    band,
    cohen_kappa,
    kappa_interval,
    kappa_of,
    krippendorff_alpha,
)


def square(*rows: list[int]) -> list[tuple[int, int]]:
    """Answers of two coders from a table of counts."""
    return [(a, b) for a, row in enumerate(rows) for b, count in enumerate(row) for _again in range(count)]


def units(*coders: str) -> list[dict[int, str]]:
    """One line a coder, one character a unit; a dot is a unit left out."""
    return [
        {coder: value for coder, value in enumerate(column) if value != "."}
        for column in zip(*coders, strict=True)
    ]


def test_kappa_of_cohens_200_patients():
    """Cohen 1960, A coefficient of agreement for nominal scales: 0.70 observed, 0.41 by chance."""
    answers = square([88, 14, 18], [10, 40, 10], [2, 6, 12])

    assert cohen_kappa(answers) == pytest.approx((0.70 - 0.41) / (1 - 0.41))


def test_kappa_of_fleiss_100_cases():
    """Fleiss, Levin and Paik 2003, Statistical methods for rates and proportions, table 18.1: 0.676."""
    assert cohen_kappa(square([75, 1, 4], [5, 4, 1], [0, 0, 10])) == pytest.approx(0.676, abs=5e-4)


def test_alpha_of_two_observers_and_binary_data():
    """Krippendorff 2011, Computing Krippendorff's alpha-reliability, example A."""
    assert krippendorff_alpha(units("0100000010", "1110010000")) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_two_observers_and_nominal_data():
    """Example B."""
    assert krippendorff_alpha(units("aabbdcccedda", "babbbccceddd")) == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_four_observers_who_leave_units_out():
    """Example C."""
    data = units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")

    assert krippendorff_alpha(data) == pytest.approx(0.743, abs=5e-4)


def test_binary_alpha_from_counts_is_that_of_the_units():
    example_a = Counter({(1, 1): 4, (2, 0): 1, (0, 2): 5})

    assert alpha_of(example_a) == pytest.approx(0.095, abs=5e-4)


def test_kappa_is_not_defined_where_a_coder_is_constant():
    found = agreement(Table(both=0, first=0, second=12, neither=40))

    assert (found.kappa, found.interval, found.why, found.band) == (None, None, Why.CONSTANT, None)
    assert found.percent == pytest.approx(40 / 52)


def test_kappa_needs_thirty_units():
    assert agreement(Table(10, 2, 2, 15)).why == Why.TOO_FEW
    assert agreement(Table(10, 2, 2, 16)).kappa == pytest.approx(kappa_of(Table(10, 2, 2, 16)))


def test_prevalence_stands_beside_kappa():
    """The same percent agreement, once with a common and once with a rare code."""
    common, rare = agreement(Table(45, 5, 5, 45)), agreement(Table(1, 5, 5, 89))

    assert (common.percent, rare.percent) == (0.9, 0.9)
    assert (common.prevalence, rare.prevalence) == (0.5, 0.06)
    assert common.kappa > 0.79 and rare.kappa < 0.15


def test_bands():
    assert [band(value) for value in (0.39, 0.40, 0.64, 0.65, 0.79, 0.80, None)] == [
        Band.REWORK, Band.DISCUSS, Band.DISCUSS, Band.OK, Band.OK, Band.STRONG, None,
    ]  # fmt: skip


def test_intervals_are_those_of_scipys_bootstrap():
    table = Table(30, 10, 8, 72)
    first = np.array([1] * 40 + [0] * 80)
    second = np.array([1] * 30 + [0] * 10 + [1] * 8 + [0] * 72)

    def kappa(a, b, axis):
        same = np.mean(a == b, axis=axis)
        p, q = np.mean(a, axis=axis), np.mean(b, axis=axis)
        chance = p * q + (1 - p) * (1 - q)
        return (same - chance) / (1 - chance)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = bootstrap(
            (first, second), kappa, paired=True, vectorized=True, n_resamples=9999, method="percentile",
            rng=np.random.default_rng(7),
        ).confidence_interval  # fmt: skip
    ours = kappa_interval(table)
    of_alpha = alpha_interval(Counter({(2, 0): 30, (1, 1): 18, (0, 2): 72}))

    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert (of_alpha.low, of_alpha.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert ours.low < kappa_of(table) < ours.high
