"""A saved mapping: what it is called and who is helped by it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MappingForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    is_shared = forms.BooleanField(
        label=_("For everybody here"),
        required=False,
        help_text=_("Otherwise it is proposed to you alone."),
    )
