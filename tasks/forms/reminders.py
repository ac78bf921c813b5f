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
    digest_on = forms.BooleanField(
        label=_("A summary of my day by e-mail"),
        required=False,
        help_text=_("Only on days with something in it."),
    )
    digest_at = forms.TimeField(label=_("Summary at"), widget=TimeOfDay)
    weekly_on = forms.BooleanField(label=_("On Mondays a note on my team's week"), required=False)

    def __init__(self, *args, leads: bool, **options):
        super().__init__(*args, **options)
        if not leads:
            del self.fields["weekly_on"]
