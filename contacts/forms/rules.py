"""One condition of a saved list: which fact, how it is asked, and the field for what it is asked with."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contacts import facts
from contacts.facts import Asking, Choice, Fact, Operator
from contacts.segments.definition import MOST_DAYS, MOST_NUMBER
from crm.ui.widgets import Day

FEW = 9


class RuleForm(forms.Form):
    """One condition. What it asks for depends on the fact and how it is asked."""

    fact = forms.ChoiceField(label=_("What"), required=False)
    how = forms.ChoiceField(label=_("How"), required=False)

    def __init__(self, *args, asking: Asking, choices: list[Choice], told: Fact | None, **options):
        super().__init__(*args, **options)
        self.asking, self.told = asking, told
        self.fields["fact"].choices = [("", _("Choose what to ask")), *grouped(asking)]
        if told is None:
            del self.fields["how"]
            return
        self.fields["how"].choices = [(operator.key, operator.label) for operator in told.operators]
        if field := value_field(self.operator.takes, told, choices):
            self.fields["value"] = field
        self.data = self._fitting(self.operator, {choice.key for choice in choices})

    @property
    def operator(self) -> Operator:
        how = self.data.get(self.add_prefix("how"), "")
        return self.told.operator(how) or self.told.operators[0]

    def _fitting(self, operator: Operator, keys: set[str]) -> QueryDict:
        """Without what was chosen for the fact that stood here before."""
        data = self.data.copy()
        data[self.add_prefix("how")] = operator.key
        if operator.takes == "choices":
            value = self.add_prefix("value")
            data.setlist(value, [key for key in data.getlist(value) if key in keys])
        return data

    @property
    def is_many(self) -> bool:
        return "value" in self.fields and len(getattr(self.fields["value"], "choices", ())) > FEW

    def rule(self) -> dict[str, Any] | None:
        """None while something is missing."""
        if self.told is None or not self.is_valid():
            return None
        value = self.cleaned_data.get("value")
        if self.operator.takes == "day" and value:
            value = value.isoformat()
        if self.operator.takes != "nothing" and value in (None, "", []):
            return None
        return {"fact": self.told.name, "is": self.operator.key} | ({} if value is None else {"value": value})


def grouped(asking: Asking) -> list[tuple[str, list[tuple[str, Any]]]]:
    found: dict[str, list] = {}
    for told in facts.facts_for(asking.actor):
        found.setdefault(str(told.group), []).append((told.name, told.label))
    return list(found.items())


def value_field(takes: str, told: Fact, choices: list[Choice]) -> forms.Field | None:
    match takes:
        case "days":
            return forms.IntegerField(
                label=_("Days"), min_value=1, max_value=MOST_DAYS, required=False, initial=30
            )
        case "day":
            return forms.DateField(label=_("Day"), required=False, widget=Day())
        case "number":
            return forms.IntegerField(label=_("Number"), min_value=0, max_value=MOST_NUMBER, required=False)
        case "text":
            return forms.CharField(label=_("Words"), max_length=200, required=False)
        case "choices":
            listed = [(choice.key, _gone(choice)) for choice in choices]
            return forms.MultipleChoiceField(
                label=told.label, choices=listed, required=False, widget=forms.CheckboxSelectMultiple
            )
    return None


def _gone(choice: Choice) -> Any:
    return _("%(name)s (retired)") % {"name": choice.label} if choice.is_gone else choice.label
