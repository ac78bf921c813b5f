"""A time of rating, and one sheet of ratings."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.districts.forms import DistrictField, SchoolField
from crm.districts.models import District, School
from crm.ui.widgets import Day
from listening.standing.practices import DOMAINS, PRACTICES

SCALE = [(str(value), str(value)) for value in range(5)]
UNKNOWN = ("", _("don't know"))


class AssessmentForm(forms.Form):
    held_on = forms.DateField(label=_("Rated on"), widget=Day())
    district = DistrictField(required=False)
    school = SchoolField(required=False, help_text=_("Leave it empty to rate the whole district."))

    def place(self) -> dict[str, School | District | None]:
        school, _written = self.cleaned_data["school"]
        return {"school": school, "district": self.cleaned_data["district"]}

    def day(self) -> datetime.date:
        return self.cleaned_data["held_on"]

    def clean_school(self) -> tuple[School | None, str]:
        school, written = self.cleaned_data["school"]
        if written and school is None:
            raise forms.ValidationError(
                _("No school is called that. Type a part of its name and choose one.")
            )
        return school, written


class SheetForm(forms.Form):
    constituency = forms.ChoiceField(
        label=_("Who rated"), choices=ConstituencyRow.Kind.choices, widget=forms.RadioSelect
    )
    people = forms.IntegerField(
        label=_("How many people"),
        min_value=1,
        max_value=500,
        initial=1,
        help_text=_("One, or a group that agreed on every rating."),
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for practice in PRACTICES:
            self.fields[practice.key] = forms.ChoiceField(
                label=str(practice.name),
                help_text=str(practice.about),
                choices=[*SCALE, UNKNOWN],
                required=False,
                widget=forms.RadioSelect,
            )

    def by_domain(self) -> list[tuple]:
        """(domain, its fields), for the page."""
        return [
            (name, [self[practice.key] for practice in PRACTICES if practice.domain == key])
            for key, name in DOMAINS.items()
        ]

    def ratings(self) -> dict[str, int]:
        given = {practice.key: self.cleaned_data.get(practice.key) for practice in PRACTICES}
        return {key: int(value) for key, value in given.items() if value}
