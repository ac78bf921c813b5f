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


def test_what_is_empty_makes_no_chip_and_what_is_not_offered_says_so():
    assert chips("q=&stake=") == {}
    assert chips("q=a&stake=martian") == {"Name: a": "?stake=martian", "Stake: cannot be read": "?q=a"}


def test_another_form_keeps_the_rest_but_not_the_place():
    kept = filters.keep(QueryDict("stake=parent&stake=student&q=lu&before=xyz"), drop=["q"])

    assert kept == [("stake", "parent"), ("stake", "student")]
