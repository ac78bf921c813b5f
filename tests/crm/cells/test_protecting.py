"""What a protected table shows, and that nothing hidden can be worked out from it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.cells import Axis, Item, Sum, Table, protect, searching
from crm.cells.auditing import audit, bounds
from tests.crm.cells.worlds import possible

SCHOOL, STAKE, LANGUAGE = (
    Axis("school", ("oak", "elm", "ash")),
    Axis("stake", ("parent", "student", "educator")),
    Axis("language", ("en", "es")),
)


def table(rows: list[list[int]], *, columns: Axis = STAKE, people: str = "heard", **more) -> Table:
    counts = {
        (school, column): value
        for school, row in zip(SCHOOL.categories, rows, strict=True)
        for column, value in zip(columns.categories, row, strict=True)
    }
    return Table(people, SCHOOL, columns, counts, **more)


def test_a_table_without_small_counts_is_shown_whole():
    shown = protect([table([[20, 30, 15], [40, 12, 10], [33, 21, 18]])], threshold=10).tables[0]

    assert shown.hides == 0
    assert shown.total == 199
    assert shown.lines[0] == ("oak", [20, 30, 15], 65)


def test_one_small_count_takes_three_others_with_it():
    protected = protect([table([[3, 30, 15], [40, 12, 10], [33, 21, 18]])], threshold=10)

    shown = protected.tables[0]
    assert shown.counts["oak", "parent"] is None
    assert shown.hides == 4
    assert None not in shown.row_totals.values()
    assert audit(protected.tables, threshold=10) == []


def test_nobody_can_argue_that_the_only_small_count_must_be_this_one():
    """The others of the rectangle are so large that none of them could be small: then the first one would have to be."""
    protected = protect([table([[3, 900, 900], [900, 900, 900], [900, 900, 900]])], threshold=10)

    found = bounds(protected.tables, threshold=10)

    assert found
    assert all(one.most >= 10 for one in found)


def test_a_zero_is_hidden_unless_it_could_not_be_otherwise():
    rows = [[0, 30, 15], [40, 12, 10], [33, 21, 18]]

    by_chance = protect([table(rows)], threshold=10).tables[0]
    by_nature = protect([table(rows, impossible=frozenset({("oak", "parent")}))], threshold=10).tables[0]

    assert by_chance.counts["oak", "parent"] is None
    assert by_nature.counts["oak", "parent"] == 0
    assert by_nature.hides == 0


def test_small_margins_are_hidden_too():
    protected = protect([table([[2, 3, 1], [40, 12, 10], [33, 21, 18]])], threshold=10)

    assert protected.tables[0].row_totals["oak"] is None
    assert audit(protected.tables, threshold=10) == []


def test_too_few_people_in_all_are_withheld():
    protected = protect([table([[1, 0, 2], [0, 1, 1], [1, 0, 0]])], threshold=10)

    assert protected.withheld
    assert protected.tables[0].total is None
    assert protected.tables[0].is_withheld


def test_linked_tables_cannot_be_subtracted_from_each_other():
    """By stake and by language: each alone would be safe with fewer hidden, together they share the schools' margins."""
    by_stake = table([[30, 30, 4], [40, 12, 10], [33, 21, 18]])
    by_language = table([[60, 4], [50, 12], [60, 12]], columns=LANGUAGE)

    protected = protect([by_stake, by_language], threshold=10)

    assert audit(protected.tables, threshold=10) == []
    assert all(one.hides for one in protected.tables)
    assert protected.tables[0].row_totals == protected.tables[1].row_totals


def test_two_tables_that_disagree_about_the_same_people_are_refused():
    with pytest.raises(ValueError, match="disagree"):
        protect([table([[30, 30, 4]] * 3), table([[60, 5]] * 3, columns=LANGUAGE)], threshold=10)


def test_a_part_of_a_published_whole_is_protected_by_more_than_itself():
    """All districts together, and all but one, are published: the difference is the small district."""
    everyone = Table("all", STAKE, None, {("parent",): 50, ("student",): 40, ("educator",): 30})
    most = Table("most", STAKE, None, {("parent",): 47, ("student",): 28, ("educator",): 18})
    rest = Table("rest", STAKE, None, {("parent",): 3, ("student",): 12, ("educator",): 12})
    sums = [
        Sum(Item("all", of), (Item("most", of), Item("rest", of)))
        for of in (frozenset({("stake", stake)}) for stake in STAKE.categories)
    ]

    protected = protect([everyone, most, rest], threshold=10, sums=sums)

    hidden = {item.people for item in protected.hidden if item.of == frozenset({("stake", "parent")})}
    assert len(hidden) >= 2
    assert audit(protected.tables, threshold=10, sums=sums) == []


def test_categories_are_joined_before_most_of_a_table_is_hidden():
    fine = Axis(
        "school",
        ("oak", "elm", "ash"),
        coarser=({"oak": "north", "elm": "north", "ash": "north"},),
    )
    counts = {(school, stake): 6 for school in fine.categories for stake in STAKE.categories}

    shown = protect([Table("heard", fine, STAKE, counts)], threshold=10).tables[0]

    assert shown.is_collapsed
    assert shown.rows.categories == ("north",)
    assert shown.hides == 0
    assert shown.total == 54


def test_stakes_that_overlap_do_not_add_up_and_are_not_subtracted():
    stakes = Axis("stake", ("parent", "student", "educator"), overlaps=True)
    counts = {("parent",): 60, ("student",): 20, ("educator",): 4}

    protected = protect([Table("heard", stakes, None, counts, total=70)], threshold=10)

    shown = protected.tables[0]
    assert shown.counts == {("parent",): 60, ("student",): None, ("educator",): None}
    assert shown.total == 70
    assert audit(protected.tables, threshold=10) == []


def test_somebody_may_be_in_no_category():
    stakes = Axis("stake", ("parent", "student", "educator"), overlaps=True, covers=False)
    counts = {("parent",): 20, ("student",): 14, ("educator",): 4}

    protected = protect([Table("heard", stakes, None, counts, total=90)], threshold=10)

    assert protected.tables[0].total == 90
    assert not protected.objected
    assert audit(protected.tables, threshold=10) == []


def test_without_margins_a_second_one_is_hidden_beside_the_only_small_one():
    """Otherwise whoever knows the threshold would know that the one hidden number is under it."""
    protected = protect([table([[3, 30, 15], [40, 12, 10], [33, 21, 18]], has_totals=False)], threshold=10)

    shown = protected.tables[0]
    assert shown.hides == 2
    assert (shown.total, shown.row_totals) == (None, {})
    assert audit(protected.tables, threshold=10) == []


def test_the_same_table_gives_the_same_answer():
    rows = [[3, 30, 15], [8, 12, 10], [33, 5, 18]]

    assert protect([table(rows)], threshold=10) == protect([table(rows)], threshold=10)


def test_the_threshold_has_a_floor():
    with pytest.raises(ValueError, match="at the least"):
        protect([table([[20, 30, 15]] * 3)], threshold=4)


def test_totals_across_what_overlaps_must_be_given():
    with pytest.raises(ValueError, match="overlaps"):
        Table("heard", SCHOOL, Axis("stake", ("parent",), overlaps=True), {})


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_every_table_there_could_be_is_tried(numbers):
    """A brute-force reader of three by two cells, who knows all the rules, recovers nothing."""
    shown = protect([table([numbers[:2], numbers[2:4], numbers[4:]], columns=LANGUAGE)], threshold=5).tables[
        0
    ]
    hidden = [place for place, value in shown.counts.items() if value is None]
    if shown.total is None or not hidden or len(hidden) > 4:
        return

    worlds = possible(shown, threshold=5, most=24)

    for place in hidden:
        values = {world[place] for world in worlds}
        assert len(values) > 1
        assert max(values) >= 5


def mostly_small(seed: int) -> Table:
    counts = np.random.default_rng(seed).poisson(3, (42, 8))
    rows, columns = (
        Axis(name, tuple(f"{name}{n}" for n in range(size))) for name, size in (("r", 42), ("c", 8))
    )
    return Table(
        "heard",
        rows,
        columns,
        {(rows.categories[i], columns.categories[j]): int(counts[i, j]) for i, j in np.ndindex(counts.shape)},
    )


def test_a_large_table_of_small_counts_hides_little_beside_them_and_passes_the_audit():
    protected = protect([mostly_small(1)], threshold=10)

    assert audit(protected.tables, threshold=10) == []
    assert not protected.objected
    assert len(protected.hidden) <= 1.05 * protected.primary
    assert None not in protected.tables[0].column_totals.values()


def test_a_search_that_runs_into_its_bound_hides_more_and_never_less(monkeypatch):
    rows = [[3, 900, 900], [900, 4, 900], [900, 900, 11]]
    full = protect([table(rows)], threshold=10)
    monkeypatch.setattr(searching, "NODES", 0)

    bounded = protect([table(rows)], threshold=10)

    assert audit(bounded.tables, threshold=10) == []
    assert len(bounded.hidden) >= len(full.hidden)
