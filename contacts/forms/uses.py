"""A consent form as it was filled in, use by use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.timeline import HOW
from contacts.uses import Use

USES = [use for use in Use if use != Use.TEAM]  # nobody can be heard without a note
ANSWERS = [("", _("Not asked")), ("granted", _("Yes")), ("denied", _("No"))]


class UsesForm(forms.Form):
    """A consent form as it was filled in: a yes or no for each use. What was not asked stays as it was."""

    how = forms.ChoiceField(
        label=_("How they said it"), choices=[(key, label) for key, label in HOW.items() if key != "import"]
    )
    given_by = forms.ChoiceField(
        label=_("Who said it"),
        choices=[("self", _("They themselves")), ("guardian", _("A guardian"))],
        widget=forms.RadioSelect,
        initial="self",
    )
    language = forms.ChoiceField(
        label=_("In which language"), choices=[("en", _("English")), ("es", _("Spanish"))]
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for use in USES:
            self.fields[use.value] = forms.ChoiceField(
                label=use.label, choices=ANSWERS, required=False, widget=forms.RadioSelect, initial=""
            )

    def uses(self) -> list:
        return [self[use.value] for use in USES]

    def answers(self) -> dict[str, str]:
        return {use.value: value for use in USES if (value := self.cleaned_data[use.value])}

    def clean(self):
        given = super().clean()
        if not any(given.get(use.value) for use in USES):
            raise forms.ValidationError(_("Mark at least one answer."))
        return given
