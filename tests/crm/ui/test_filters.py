from django import forms
from django.http import QueryDict

from crm.ui import filters


class People(forms.Form):
    q = forms.CharField(label="Name", required=False)
    stake = forms.MultipleChoiceField(
        required=False, choices=[("parent", "Parent"), ("School", [("student", "Student")])]
    )
    late = forms.BooleanField(label="Late only", required=False)


def chips(query):
    data = QueryDict(query)
    return {chip.label: chip.url for chip in filters.chips(People(data), data)}


def test_each_active_value_has_a_chip_that_takes_off_that_value_alone():
    found = chips("stake=parent&stake=student&q=lu&after=xyz&sort=name")

    assert found == {
        "Name: lu": "?stake=parent&stake=student&sort=name",
        "Parent": "?stake=student&q=lu&sort=name",
        "Student": "?stake=parent&q=lu&sort=name",
    }


def test_a_switch_is_named_by_its_label():
    assert chips("late=on") == {"Late only": "?"}


def test_values_that_are_empty_or_not_offered_make_no_chip():
    assert chips("q=&stake=martian") == {}


def test_another_form_keeps_the_rest_but_not_the_place():
    kept = filters.keep(QueryDict("stake=parent&stake=student&q=lu&before=xyz"), drop=["q"])

    assert kept == [("stake", "parent"), ("stake", "student")]
