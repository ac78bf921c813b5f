"""A vote on priorities, and its ballot."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.ui.widgets import Day
from listening.models import VoteOption
from listening.services.standing.voting import MOST


class VoteForm(forms.Form):
    question_en = forms.CharField(label=_("Question in English"), max_length=200)
    question_es = forms.CharField(label=_("Question in Spanish"), max_length=200)
    options = forms.CharField(
        label=_("Priorities"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: in English, a bar, in Spanish. More bus drivers | Más choferes"),
    )
    picks = forms.IntegerField(label=_("How many may be chosen"), min_value=1, max_value=MOST - 1, initial=2)
    closes_on = forms.DateField(label=_("Open until"), widget=Day())

    def clean_options(self) -> list[tuple[str, str]]:
        lines = [line for line in self.cleaned_data["options"].splitlines() if line.strip()]
        halves = [tuple(part.strip() for part in line.split("|")) for line in lines]
        if any(len(half) != 2 or not all(half) or max(map(len, half)) > 160 for half in halves):
            raise forms.ValidationError(
                _("Each line needs both languages with a bar between them: More bus drivers | Más choferes")
            )
        if len(halves) > MOST:
            raise forms.ValidationError(_("Twelve priorities at most: nobody weighs more."))
        return [(half[0], half[1]) for half in halves]


class BallotForm(forms.Form):
    choices = forms.TypedMultipleChoiceField(
        label=_("What comes first"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        help_text=_("From the slip or the message of the meeting, like 4KQ7-XW2M."),
    )

    def __init__(self, *args, options: list[VoteOption], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choices"].choices = [(option.position, str(option)) for option in options]
