import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

UTC = dt.UTC
NOON = dt.datetime(2026, 10, 19, 22, 0, tzinfo=UTC)  # 6 p.m. in New York


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


class Talk(forms.Form):
    name = forms.CharField(label="Name", help_text="One word is fine.")
    phone = forms.CharField(label="Phone", required=False)
    topics = forms.MultipleChoiceField(
        label="Topics", widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")]
    )


@pytest.mark.parametrize("state", ["granted", "anonymous", "denied", "withdrawn", "not_asked"])
def test_a_consent_state_is_a_sign_and_a_word(state):
    html = render("{% light state %}", state=state)

    words = html.partition("</svg>")[2].removesuffix("</span>")
    assert words.strip()
    assert 'aria-hidden="true"' in html


def test_an_unknown_consent_state_reads_as_not_asked_never_as_yes():
    assert "Not asked" in render("{% light 'bogus' %}")


def test_a_stake_has_its_own_shape_and_word():
    html = {kind: render("{% who kind %}", kind=kind) for kind in ("student", "parent_caregiver", "bogus")}

    assert "#s-st" in html["student"] and "Student" in html["student"]
    assert "#s-pa" in html["parent_caregiver"]
    assert "Other" in html["bogus"]


@pytest.mark.parametrize(("language", "text"), [("en", "Mon, Oct 19"), ("es", "lun 19 oct")])
def test_a_day_of_this_year_leaves_out_the_year(time_machine, language, text):
    time_machine.move_to(NOON)

    with translation.override(language):
        assert f">{text}<" in render("{% day on %}", on=dt.date(2026, 10, 19))
        assert "2025" in render("{% day on %}", on=dt.date(2025, 10, 19))


def test_a_moment_is_told_in_the_readers_zone(time_machine):
    time_machine.move_to(NOON)

    with timezone.override(ZoneInfo("America/Chicago")):
        html = render("{% moment at %}", at=NOON)

    assert ">Mon, Oct 19, 5 p.m.<" in html


@pytest.mark.parametrize(
    ("place", "text"),
    [("America/New_York", "Mon, Oct 19, 5 p.m. CDT"), ("America/Chicago", "Mon, Oct 19, 5 p.m.")],
)
def test_the_readers_zone_is_named_when_the_clock_at_the_place_differs(time_machine, place, text):
    time_machine.move_to(NOON)

    with timezone.override(ZoneInfo("America/Chicago")):
        html = render("{% moment at zone=zone %}", at=NOON, zone=ZoneInfo(place))

    assert f">{text}<" in html


def test_a_count_of_none_is_the_neutral_mark_with_words_for_the_ear():
    html = render("{% cell n %}", n=None)

    assert "·" in html
    assert "Hidden to protect people" in html


def test_numbers_carry_their_denominator():
    assert render("{% of 187 4120 'people' %}") == "187 of 4,120 people"


def test_a_query_string_keeps_other_filters_and_returns_to_the_first_page():
    request = RequestFactory().get("/?stake=parent&q=lu&after=xyz")

    assert render("{% qs q=None stake='student' %}", request=request) == "?stake=student"


def test_a_field_joins_label_hint_and_error():
    form = Talk({"name": ""})

    html = render("{% field form.name %}", form=form)

    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html and 'id="id_name_error"' in html


def test_a_group_of_boxes_is_a_fieldset_of_chips_that_the_summary_can_reach():
    form = Talk({"name": "x"})

    html = render("{% errors form %}{% field form.topics %}", form=form)

    assert '<a href="#id_topics">Topics</a>' in html
    assert html.count('class="chip"') == 2
    assert '<div class="chips " id="id_topics" tabindex="-1">' in html


def test_the_summary_counts_every_error_and_is_silent_without_any():
    wrong, right = Talk({"name": ""}), Talk({"name": "x", "topics": ["a"]})

    assert "2 things to fix" in render("{% errors form %}", form=wrong)
    assert render("{% errors form %}", form=right).strip() == ""


def test_what_people_typed_is_escaped_everywhere():
    form = Talk({"name": "<b>x</b>", "topics": ["a"]})

    html = render(
        "{% field form.name %}{% tag_state 'ok' word %}{% light 'granted' label=word %}",
        form=form,
        word="<i>",
    )

    assert "<b>" not in html and "<i>" not in html
