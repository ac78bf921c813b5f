"""Beginning a list of calls."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BeginCallsForm(forms.Form):
    title = forms.CharField(label=_("What for"), max_length=160)
    ask = forms.CharField(
        label=_("What you ask"),
        max_length=300,
        required=False,
        help_text=_("Stands on each screen, above the buttons."),
    )
