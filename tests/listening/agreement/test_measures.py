"""The coefficients against published worked examples, and the intervals against scipy's own bootstrap."""

import subprocess
import sys
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
    found = agreement([Table(both=0, first=0, second=12, neither=40)])

    assert (found.kappa, found.interval, found.why, found.band) == (None, None, Why.CONSTANT, None)
    assert found.percent == pytest.approx(40 / 52)


def test_kappa_needs_thirty_units():
    assert agreement([Table(10, 2, 2, 10), Table(neither=5)]).why == Why.TOO_FEW
    assert agreement([Table(10, 2, 2, 10), Table(neither=6)]).kappa == pytest.approx(
        kappa_of(Table(10, 2, 2, 16))
    )


def test_prevalence_stands_beside_kappa():
    """The same percent agreement, once with a common and once with a rare code."""
    common, rare = agreement([Table(45, 5, 5, 45)]), agreement([Table(1, 5, 5, 89)])

    assert (common.percent, rare.percent) == (0.9, 0.9)
    assert (common.prevalence, rare.prevalence) == (0.5, 0.06)
    assert common.kappa > 0.79 and rare.kappa < 0.15


def test_bands():
    assert [band(value) for value in (0.39, 0.40, 0.64, 0.65, 0.79, 0.80, None)] == [
        Band.REWORK, Band.DISCUSS, Band.DISCUSS, Band.OK, Band.OK, Band.STRONG, None,
    ]  # fmt: skip


NOTES = [*[Table(3, 0, 1, 2)] * 9, *[Table(0, 1, 0, 6)] * 12, *[Table(1, 1, 1, 3)] * 6, Table(0, 4, 0, 1)]


def spread(note: Table) -> Counter[tuple[int, int]]:
    return Counter({(2, 0): note.both, (1, 1): note.disagreements, (0, 2): note.neither})


def test_intervals_are_those_of_scipys_bootstrap_of_whole_notes():
    cells = np.array([(note.both, note.first, note.second, note.neither) for note in NOTES])

    def kappa(which, axis):
        both, first, second, neither = np.moveaxis(cells[which.astype(int)].sum(axis=axis), -1, 0)
        n = both + first + second + neither
        chance = ((both + first) * (both + second) + (first + neither) * (second + neither)) / n**2
        return ((both + neither) / n - chance) / (1 - chance)

    def of_whole(which, axis):
        return kappa(which, axis=axis % which.ndim)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = bootstrap(
            (np.arange(len(NOTES)),), of_whole, vectorized=True, n_resamples=9999, method="percentile",
            rng=np.random.default_rng(7),
        ).confidence_interval  # fmt: skip
    ours, of_alpha = kappa_interval(NOTES), alpha_interval(map(spread, NOTES))

    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert (of_alpha.low, of_alpha.high) == pytest.approx((theirs.low, theirs.high), abs=0.03)
    assert ours.low < kappa_of(sum(NOTES, Table())) < ours.high


def test_notes_of_one_piece_make_the_interval_wider_than_their_passages_would():
    """Ten passages alike in each note are no more than one: the same passages, each a note of its own, look far surer."""
    of_one_piece = [
        *[Table(both=10)] * 6,
        *[Table(first=10)] * 2,
        *[Table(second=10)] * 2,
        *[Table(neither=10)] * 10,
    ]
    apart = [
        *[Table(both=1)] * 60,
        *[Table(first=1)] * 20,
        *[Table(second=1)] * 20,
        *[Table(neither=1)] * 100,
    ]

    clustered, loose = kappa_interval(of_one_piece), kappa_interval(apart)
    alpha_clustered, alpha_loose = (alpha_interval(map(spread, notes)) for notes in (of_one_piece, apart))

    assert clustered.high - clustered.low > 2.5 * (loose.high - loose.low)
    assert alpha_clustered.high - alpha_clustered.low > 2.5 * (alpha_loose.high - alpha_loose.low)


def test_few_notes_have_no_interval_however_many_passages():
    assert kappa_interval([Table(20, 5, 5, 70)] * 7) is None
    assert kappa_interval([Table(20, 5, 5, 70)] * 8) is not None


def test_the_coefficients_come_without_the_rest_of_their_library():
    """Two seconds and scipy.stats otherwise, for the first page of every process that asks."""
    asked = (
        "import sys; from listening.agreement import library; library.agreement().AnnotationTask; "
        "print([one for one in ('scipy', 'nltk', 'nltk.corpus') if one in sys.modules]); "
        "from nltk.metrics import AnnotationTask; print(AnnotationTask.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[:2] == ["[]", "nltk.metrics.agreement"]
