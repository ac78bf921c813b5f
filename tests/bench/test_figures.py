"""What a figure says, and which suites there are."""

import json

import pytest

from bench.__main__ import chosen, suites
from bench.figures import Figure


def test_a_ratio_shows_both_sides():
    line = json.loads(Figure.ratio("import.ratio", ours=8000, theirs=80, unit="rows/s").line())

    assert line == {
        "figure": "import.ratio",
        "value": 100,
        "unit": "times",
        "sides": {"ours": 8000, "theirs": 80},
        "about": {"unit": "rows/s"},
    }


def test_a_plain_figure_says_no_more_than_it_knows():
    assert json.loads(Figure("pages.queries", 12, "queries").line()) == {
        "figure": "pages.queries",
        "value": 12,
        "unit": "queries",
    }


def test_every_suite_is_found_and_an_unknown_one_is_refused():
    assert "startup" in suites()
    assert chosen(["startup"]) == ["startup"]
    with pytest.raises(SystemExit, match="No such suite: nonsense"):
        chosen(["nonsense"])
