"""The auditor knows what a reader can know: compared with trying every table there could be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.cells import Axis, Shown, Table, protect
from crm.cells.auditing import audit, bounds
from tests.crm.cells.worlds import possible

ROWS, COLUMNS = Axis("row", ("a", "b", "c")), Axis("column", ("x", "y"))


def printed(numbers: list[int], hidden: set[int]) -> Shown:
    """Three by two cells with all margins, some cells hidden."""
    cells = [(row, column) for row in ROWS.categories for column in COLUMNS.categories]
    counts = dict(zip(cells, numbers, strict=True))
    return Shown(
        "people",
        ROWS,
        COLUMNS,
        {place: None if index in hidden else counts[place] for index, place in enumerate(cells)},
        frozenset(),
        {row: sum(counts[row, column] for column in COLUMNS.categories) for row in ROWS.categories},
        {column: sum(counts[row, column] for row in ROWS.categories) for column in COLUMNS.categories},
        sum(numbers),
    )


def test_a_lone_hidden_cell_is_worked_out():
    found = audit([printed([3, 12, 20, 15, 30, 11], hidden={0})], threshold=10)

    assert [(one.least, one.most) for one in found] == [(3, 3)]


def test_two_small_ones_in_one_line_are_proven_small():
    """Two in each line are hidden, none is exact, and still everybody knows that those of the first row are small."""
    found = audit([printed([3, 4, 20, 15, 30, 11], hidden={0, 1, 2, 3})], threshold=10)

    assert {one.most for one in found} == {7}
    assert not any(one.is_exact for one in found)
    assert all(one.is_small for one in found)


def test_what_one_table_hides_and_another_prints_is_found():
    axis = Axis("row", ("a", "b"))
    hides = Shown("p", axis, None, {("a",): None, ("b",): None}, total=44)
    prints = Shown("p", axis, None, {("a",): 36, ("b",): None}, total=44)

    assert audit([hides], threshold=10) == []
    assert {one.least for one in audit([hides, prints], threshold=10)} == {36, 8}


def test_tables_of_the_same_people_are_subtracted_from_each_other():
    """By itself the second table is safe; with the row totals of the first one its hidden cells are known."""
    by_letter = Shown(
        "p", ROWS, COLUMNS, {("a", "x"): None, ("a", "y"): 20, ("b", "x"): None, ("b", "y"): 20, ("c", "x"): 30, ("c", "y"): 20},
        frozenset(), {"a": None, "b": None, "c": 50}, {"x": 40, "y": 60}, 100,
    )  # fmt: skip
    totals = Shown("p", ROWS, None, {("a",): 23, ("b",): 27, ("c",): 50}, total=100)

    assert audit([by_letter], threshold=10) == []
    assert {one.least for one in audit([by_letter, totals], threshold=10)} >= {3, 7}


def test_numbers_that_contradict_each_other_are_refused():
    axis = Axis("row", ("a", "b"))
    with pytest.raises(ValueError, match="contradict"):
        audit([Shown("p", axis, None, {("a",): n, ("b",): None}, total=44) for n in (14, 15)], threshold=10)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 8), min_size=6, max_size=6), st.sets(st.integers(0, 5), min_size=1, max_size=4)
)
def test_its_bounds_are_those_of_all_tables_there_could_be(numbers, hidden):
    shown = printed(numbers, hidden)
    groups_are_one = len(hidden) == 4
    if not any(numbers[index] < 5 for index in hidden):
        return

    found = (
        {one.item: one for one in bounds([shown], threshold=5)}
        if _every_group_has_a_small_one(shown, numbers)
        else {}
    )
    worlds = possible(shown, threshold=5, most=30) if found else []

    for place, value in shown.counts.items():
        if value is None and worlds and groups_are_one:
            one = found[Table("people", ROWS, COLUMNS, {}).item(place)]
            assert one.least == min(world[place] for world in worlds)
            assert one.most == max(world[place] for world in worlds)


def _every_group_has_a_small_one(shown: Shown, numbers: list[int]) -> bool:
    """Else nothing there would have been hidden, and the auditor rightly says that the numbers contradict the rules."""
    hidden = {place for place, value in shown.counts.items() if value is None}
    values = dict(zip(shown.counts, numbers, strict=True))
    while hidden:
        group = {hidden.pop()}
        while more := {one for one in hidden if any(one[0] == two[0] or one[1] == two[1] for two in group)}:
            group |= more
            hidden -= more
        if all(values[place] >= 5 for place in group):
            return False
    return True


def test_random_tables_give_nothing_away():
    """Sparse and dense ones of six by four. The bench tries three hundred."""
    random = np.random.default_rng(20261122)
    rows, columns = Axis("row", tuple("abcdef")), Axis("column", tuple("wxyz"))
    withheld = 0
    for number in range(60):
        mean = (3, 8, 15, 30, 60, 120)[number % 6]
        counts = random.poisson(mean * random.gamma(1.0, 1.0, (6, 4)))
        cells = {
            (row, column): int(counts[i, j])
            for i, row in enumerate("abcdef")
            for j, column in enumerate("wxyz")
        }
        protected = protect([Table("people", rows, columns, cells)], threshold=10)
        assert audit(protected.tables, threshold=10) == []
        withheld += protected.withheld
        assert not protected.withheld or counts.sum() < 10 * 24
    assert withheld < 30
