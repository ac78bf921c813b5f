"""The public sign-in of a session: as little as possible, only the name must stand."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.districts.models import School
from crm.lib import phones
from crm.ui.widgets import Phone
from listening.services.sessions.signing_in import SignIn

Kind = ConstituencyRow.Kind
I_AM = [
    (Kind.STUDENT.value, _("Student")),
    (Kind.PARENT.value, _("Parent or caregiver")),
    (Kind.EDUCATOR.value, _("Educator or staff")),
    (Kind.NEIGHBOR.value, _("Neighbor or ally")),
    (Kind.BOARD.value, _("School board")),
]


class SignInForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    given_name = forms.CharField(
        label=_("First name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages={"required": _("Write the name that we may call you by.")},
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("I am a"), choices=I_AM, required=False, widget=forms.CheckboxSelectMultiple
    )
    school = forms.CharField(label=_("School"), max_length=160, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=Phone({"autocomplete": "tel"})
    )
    may_text = forms.ChoiceField(
        label=_("May we text you about school meetings? You can stop any time by answering STOP."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        required=False,
        widget=forms.RadioSelect,
    )
    needs_interpreter = forms.BooleanField(label=_("I would like an interpreter"), required=False)
    children_n = forms.IntegerField(
        label=_("Children for the childcare"), min_value=0, max_value=12, required=False
    )

    def clean_phone(self):
        typed = self.cleaned_data["phone"].strip()
        if typed and not phones.parse(typed).value:
            raise ValidationError(
                _("This does not look like a phone number. Leave it out, or add what is missing.")
            )
        return typed

    def clean_school(self):
        typed = self.cleaned_data["school"].strip()
        found = (
            list(School.objects.filter(name__iexact=typed).select_related("district")[:2]) if typed else []
        )
        return found[0] if len(found) == 1 else None

    def typed(self) -> SignIn:
        given = self.cleaned_data
        return SignIn(
            key=given["key"],
            given_name=given["given_name"],
            family_name=given["family_name"],
            phone=given["phone"],
            kinds=tuple(given["kinds"]),
            school=given["school"],
            language=(get_language() or "en")[:2],
            may_text={"yes": True, "no": False}.get(given["may_text"]) if given["phone"] else None,
            needs_interpreter=given["needs_interpreter"],
            children_n=given["children_n"] or 0,
        )
