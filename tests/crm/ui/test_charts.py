import pytest
from django.template import Context, Template

from crm.ui.charts import STATE_TILES, Bars, Columns, Item, Tiles, nice_ceiling, number


def drawn(tag, chart):
    return Template("{% load ui %}{% " + tag + " chart %}").render(Context({"chart": chart}))


def test_bars_start_at_zero_and_keep_their_proportion():
    chart = Bars("Finding", "", [Item("a", 40), Item("b", 10), Item("c", 0)])

    for drawing in chart.drawings:
        assert [mark["length"] for mark in drawing.marks] == [300, 75, 0]


def test_a_share_is_drawn_against_its_denominator():
    chart = Bars("Finding", "", [Item("a", 25)], whole=100)

    assert chart.drawings[0].marks[0]["length"] == 75


@pytest.mark.parametrize(
    ("tag", "kind"), [("bar_chart", Bars), ("column_chart", Columns), ("tile_map", Tiles)]
)
def test_a_hidden_cell_is_the_neutral_mark_in_picture_and_table(tag, kind):
    html = drawn(tag, kind("Finding", "", [Item("NC", 40), Item("SC", None)]))

    assert "<10" not in html and "None" not in html
    assert html.count("·") == (3 if kind is Bars else 2)  # in each drawing and in the table
    assert "Hidden to protect people" in html


def test_a_hidden_bar_is_as_long_whatever_it_hides():
    few, many = (
        drawn("bar_chart", Bars("F", "", [Item("a", 40), Item("b", None)], whole=w)) for w in (50, 50)
    )

    assert few == many


def test_the_picture_says_the_finding_and_has_a_table_twin():
    html = drawn(
        "column_chart", Columns("Talks doubled", "12 weeks", [Item("Oct 2", 4212), Item("Oct 9", 9)])
    )

    assert 'role="img" aria-label="Talks doubled. 12 weeks"' in html
    assert "<figcaption>Talks doubled" in html
    assert '<th scope="row">Oct 2</th><td class="n">4,212</td>' in html


def test_geometry_has_no_comma_in_spanish(settings):
    settings.LANGUAGE_CODE = "es"
    settings.USE_THOUSAND_SEPARATOR = True

    html = drawn("bar_chart", Bars("F", "", [Item(str(n), n) for n in range(60)]))

    assert 'viewBox="0 0 532 1564"' in html


def test_names_given_by_people_are_escaped():
    html = drawn("bar_chart", Bars("F", "", [Item("<script>", 1)]))

    assert "<script>" not in html


def test_long_series_label_only_what_fits_and_always_the_last():
    chart = Columns("F", "", [Item(f"w{n}", n) for n in range(52)])

    labels = [mark["label"] for mark in chart.marks if mark["label"]]

    assert labels[-1] == "w51"
    assert len(labels) < 12


def test_the_map_has_every_state_once_and_only_ours_in_colour():
    chart = Tiles("F", "", [Item("NC", 40), Item("SC", 0), Item("WA", None)])

    heat = {mark["code"]: mark["heat"] for mark in chart.marks if mark["heat"]}

    assert len(STATE_TILES) == 51 == len(set(STATE_TILES.values()))
    assert heat == {"NC": "h4", "SC": "zero", "WA": "lt"}


@pytest.mark.parametrize(
    ("value", "ceiling"), [(0, 1), (1, 1), (3, 4), (9, 10), (31, 40), (99, 100), (101, 200), (4212, 5000)]
)
def test_an_axis_ends_on_a_round_number(value, ceiling):
    assert nice_ceiling(value) == ceiling


def test_numbers_are_written_as_in_the_united_states():
    assert [number(n) for n in (4212, 3.5, 4.0, None)] == ["4,212", "3.5", "4", "·"]
