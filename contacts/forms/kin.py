"""Who is what to whom, and who lives together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms.picking import PickForm
from contacts.models import Household
from contacts.models.relationships import AS_SEEN, MUTUAL
from crm.districts.models import STATE_CHOICES
from crm.ui.widgets import Day


def ties() -> list[tuple[str, Any]]:
    """What the other can be to this person. "<kind>:from": the other is `kind` of this person; ":to" the other way."""
    found = []
    for kind, (them, they) in AS_SEEN.items():
        found.append((f"{kind}:from", them))
        if kind not in MUTUAL:
            found.append((f"{kind}:to", they))
    return found


class RelationForm(PickForm):
    tie = forms.ChoiceField(label=_("What are they to each other?"))
    starts_on = forms.DateField(label=_("Since"), required=False, widget=Day())
    note = forms.CharField(label=_("Note"), max_length=250, required=False)
    field_order = ["tie", "who", "person", "starts_on", "note"]

    # The service's words for what stands in other fields here.
    NAMES = {"kind": "tie", "other": "who"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        name = self.besides.display_name
        self.fields["tie"].label = _("To %(name)s this person is…") % {"name": name}
        self.fields["tie"].choices = ties()

    def values(self) -> dict[str, Any]:
        """The arguments of relate."""
        given = self.cleaned_data
        kind, _sign, way = given["tie"].partition(":")
        other, page = given["person"], self.besides
        pair = {"contact": other, "other": page} if way == "from" else {"contact": page, "other": other}
        return {**pair, "kind": kind, "starts_on": given["starts_on"], "note": given["note"]}


class LivesWithForm(PickForm):
    joined_on = forms.DateField(label=_("Since"), required=False, widget=Day())


class HouseholdForm(forms.ModelForm):
    state = forms.ChoiceField(label=_("State"), choices=[("", "—"), *STATE_CHOICES], required=False)

    class Meta:
        model = Household
        fields = ["name", "street", "city", "state", "zip_code"]

    def _post_clean(self) -> None:
        """Leave the row alone: the service compares, checks and writes."""
