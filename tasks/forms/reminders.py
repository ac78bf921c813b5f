"""How one wants to be reminded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.ui.widgets import TimeOfDay


class ReminderForm(forms.Form):
    remind_at = forms.TimeField(
        label=_("Remind me at"),
        widget=TimeOfDay,
        help_text=_("Of steps that have no hour, on the day they are due."),
    )
    email_on = forms.BooleanField(label=_("Also by e-mail"), required=False)
