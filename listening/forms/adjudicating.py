"""What was settled, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AdjudicationForm(forms.Form):
    applies = forms.TypedChoiceField(
        label=_("Does the code apply here?"),
        choices=[("yes", _("It applies")), ("no", _("It does not apply"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One line. The definition learns from it."),
    )
