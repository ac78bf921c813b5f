"""A new person, and the facts of one."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import races
from contacts.forms.customs import PREFIX, add_questions, answers_in, asked
from contacts.forms.facts import add_languages, add_races, check_races, races_in
from contacts.forms.offers import OwnerField, organizers
from contacts.languages import language_choices
from contacts.models import ConstituencyRow, Contact, ContactMethod, Tag
from contacts.services.customs import answers_of
from contacts.visibility import Sight
from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.districts.forms import DistrictField, SchoolField
from crm.districts.models import STATE_CHOICES
from crm.ui.widgets import Phone

ANY_STATE = [("", "—"), *STATE_CHOICES]


def refuse(form: forms.Form, error: DomainError, *, names: dict[str, str] | None = None) -> None:
    """A refusal of a service, said in the field it belongs to. `names`: the service's word -> the form's field."""
    field = (names or {}).get(error.field or "", error.field)
    form.add_error(field if field in form.fields else None, str(error))


class NewForm(forms.Form):
    """Enough to find them again, and no more than somebody has at hand."""

    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    given_name = forms.CharField(
        label=_("First name"),
        max_length=120,
        required=False,
        help_text=_("Or what you call them: “Ms. T, blue house” is a name."),
    )
    family_name = forms.CharField(label=_("Last name"), max_length=120, required=False)
    chosen_name = forms.CharField(label=_("Goes by"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=Phone())
    phone_label = forms.ChoiceField(
        label=_("Whose phone"), choices=ContactMethod.Label.choices, initial="own", required=False
    )
    may_text = forms.ChoiceField(
        label=_("May we text them about school meetings?"),
        choices=[("", _("Not asked")), ("granted", _("Yes")), ("denied", _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput({"autocomplete": "off"})
    )
    stake = forms.ChoiceField(
        label=_("Who are they?"),
        choices=ConstituencyRow.Kind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    district = DistrictField(required=False)
    school = SchoolField(required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=Contact.AgeBand.choices, initial="unknown")
    language = forms.ChoiceField(label=_("Language"), choices=language_choices(), initial="en")
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), choices=ANY_STATE, required=False)
    zip_code = forms.CharField(label=_("ZIP code"), max_length=10, required=False)
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"), queryset=Tag.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    # The services' words for what stands in other fields here.
    NAMES = {"value": "phone", "label": "phone_label", "kind": "stake"}

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["tags"].queryset = Tag.objects.visible_to(actor).in_use().order_by("name", "pk")
        if not self.fields["tags"].queryset.exists():
            del self.fields["tags"]

    def values(self) -> dict[str, Any]:
        """The arguments of create_contact."""
        given = dict(self.cleaned_data)
        phone, email, stake = given.pop("phone"), given.pop("email"), given.pop("stake")
        label, school = given.pop("phone_label") or "own", given.pop("school")
        given.pop("may_text")
        methods = [{"kind": "mobile", "value": phone, "label": label}] if phone else []
        if email:
            methods.append(
                {"kind": "email", "value": email, "label": label if label == "guardian" else "own"}
            )
        stakes = []
        if stake:
            found, words = school
            row = {"kind": stake, "district": given["district"]}
            stakes.append({**row, "school": found} if found else {**row, "school_text": words})
        return {**given, "tags": given.pop("tags", ()), "methods": methods, "constituencies": stakes}


class EditForm(forms.ModelForm):
    """The facts of a person, as far as the reader may see them. `version` tells whether somebody saved meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language"), required=False)
    district = DistrictField(required=False)

    class Meta:
        model = Contact
        fields = [
            "given_name", "family_name", "chosen_name", "pronouns", "language", "needs_interpreter", "age_band",
            "street", "city", "county", "state", "zip_code", "district", "owner", "status", "confidentiality", "about",
        ]  # fmt: skip
        field_classes = {"owner": OwnerField}
        widgets = {"about": forms.Textarea({"rows": 4})}

    def __init__(self, *args, actor: Actor, seen: Sight, **options):
        super().__init__(*args, **options)
        contact = self.instance
        self.fields["owner"].queryset = organizers(actor)
        self.fields["owner"].empty_label = _("Nobody")
        self.fields["language"].choices = language_choices(contact.language)
        self.fields["status"].choices = [
            choice for choice in Contact.Status.choices if choice[0] not in ("merged", "erased")
        ]
        self.initial["version"] = contact.version
        self.initial["district"] = contact.district
        add_languages(self, contact)
        answers = answers_of(contact.organization_id, [contact.pk]).get(contact.pk, {})
        add_questions(self, asked(actor), answers)
        if seen.methods:
            add_races(self, contact)
        else:
            del self.fields["street"]
        if not seen.story:
            del self.fields["about"]

    def _post_clean(self) -> None:
        """Leave the row alone: the service compares, checks and writes."""

    def questions(self) -> list[forms.BoundField]:
        """Of the organization's own."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def finer_races(self) -> list[forms.BoundField]:
        return [self[f"race_{group}"] for group in races.GROUPS] if "race_source" in self.fields else []

    def answers(self) -> dict[uuid.UUID, Any]:
        """The arguments of answer_fields."""
        return answers_in(self.cleaned_data)

    def clean(self):
        given = super().clean()
        check_races(self)
        return given

    def changes(self) -> dict[str, Any]:
        """The arguments of edit_contact."""
        given = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}
        given["other_languages"] = self.cleaned_data["other_languages"]
        return given | (races_in(self) if self.cleaned_data.get("race_source") else {})
