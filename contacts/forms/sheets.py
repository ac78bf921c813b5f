"""What to print."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.sheets import KINDS


class SheetForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Which sheet"), choices=list(KINDS.items()), initial="call", widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("What stands on top"), max_length=80, required=False)
    reason = forms.CharField(
        label=_("What is it for"), max_length=200, help_text=_("Kept with your name, like an export.")
    )
    names = forms.BooleanField(
        label=_("With the people of this list"),
        required=False,
        initial=True,
        help_text=_("A sign-in sheet can also be all blank."),
    )
    blank_rows = forms.IntegerField(
        label=_("Blank rows at the end"), min_value=0, max_value=60, initial=0, required=False
    )
