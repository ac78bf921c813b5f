"""Dots with their limits: nothing touches, in any language and on a phone."""

import pytest
from django.template import Context, Template
from django.utils import translation

from crm.ui.plots import Dot, Dots

LIMITS = ((0.40, "rehacer si es menos"), (0.65, "bien"), (0.80, "muy bien"))
LONG = "Carga de trabajo y agotamiento del personal"
LETTER = 7.2  # about as wide as a letter of 13 pixels is


def chart() -> Dots:
    return Dots("F", "", [Dot(LONG, 0.39, 0.1, 0.6), Dot("Autobuses", 1.0, 0.9, 1.0)], limits=LIMITS)


def test_names_stand_beside_the_dots_or_above_them_and_never_leave_the_drawing():
    beside, above = chart().drawings

    assert len(beside.marks[0]["label"]) * LETTER <= beside.label
    assert above.marks[0]["label"] == LONG
    assert len(LONG) * LETTER <= above.width
    assert all(mark["label_y"] < mark["y"] for mark in above.marks)


@pytest.mark.parametrize("place", [0, 1])
def test_each_limit_has_a_row_of_its_own_inside_the_drawing(place):
    drawing = chart().drawings[place]

    rows = [line["text_y"] for line in drawing.lines]

    assert len(set(rows)) == 3 and max(rows) < drawing.head
    assert all(
        line["text_x"] + LETTER * len(f"{line['value']} {line['word']}") <= drawing.width
        for line in drawing.lines
    )


def test_values_are_written_as_the_language_does_and_geometry_is_not():
    with translation.override("es"):
        html = Template("{% load plots %}{% dot_chart chart %}").render(Context({"chart": chart()}))

    assert ">0,39</text>" in html and "0,40 rehacer si es menos" in html
    assert 'cx="1,' not in html and "0.39" not in html
