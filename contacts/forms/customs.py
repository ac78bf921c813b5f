"""Fields of the organization's own: defining them, and asking them."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import customs
from contacts.forms.offers import OwnerField, organizers
from contacts.models import CustomField
from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.ui.widgets import Day

PREFIX = "custom_"


class FieldForm(forms.Form):
    """A question. Its kind is chosen once."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        choices=CustomField.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("It cannot be changed later: answers of another kind are another question."),
    )
    options = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One on a line. Only for “one of several” and “any of several”."),
    )
    meaning = forms.CharField(label=_("What it is for"), max_length=250)
    owner = OwnerField(label=_("Who looks after it"), queryset=None, required=False, empty_label=_("Nobody"))

    def __init__(self, *args, actor: Actor, field: CustomField | None = None, **options):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = organizers(actor)
        if field is not None:
            del self.fields["kind"]
            if not field.has_options:
                del self.fields["options"]
            self.initial = {
                "name": field.name,
                "options": "\n".join(field.options),
                "meaning": field.meaning,
                "owner": field.owner_id,
            } | self.initial

    def clean_options(self) -> list[str]:
        return self.cleaned_data["options"].splitlines()


class AnswerField(forms.Field):
    """One question in the form of a person, with the widget of its kind."""

    def __init__(self, field: CustomField):
        self.custom = field
        super().__init__(label=field.name, help_text=field.meaning, required=False, widget=_widget(field))

    def prepare_value(self, value: Any) -> Any:
        """What stands in the widget: typed at first, as written after a mistake."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return customs.cell(self.custom, value)
        return list(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Any:
        try:
            return customs.read(self.custom, value)
        except DomainError as wrong:
            raise forms.ValidationError(str(wrong)) from None

    @property
    def choices(self):
        return self.widget.choices


def asked(actor: Actor) -> list[CustomField]:
    """The questions in use, in their order."""
    return list(CustomField.objects.visible_to(actor).in_use().order_by("position", "pk"))


def add_questions(form: forms.Form, fields: list[CustomField], answers: dict[uuid.UUID, Any]) -> None:
    """Put them into the form of a person, with what they answered so far."""
    for field in fields:
        form.fields[f"{PREFIX}{field.pk}"] = AnswerField(field)
        form.initial[f"{PREFIX}{field.pk}"] = answers.get(field.pk)


def answers_in(cleaned: dict[str, Any]) -> dict[uuid.UUID, Any]:
    """What was given, by field."""
    return {
        uuid.UUID(name.removeprefix(PREFIX)): value
        for name, value in cleaned.items()
        if name.startswith(PREFIX)
    }


def _widget(field: CustomField) -> forms.Widget:
    kind, kinds = field.kind, CustomField.Kind
    if kind == kinds.DATE:
        return Day()
    if kind == kinds.NUMBER:
        return forms.TextInput({"inputmode": "decimal"})
    if kind == kinds.YES_NO:
        return forms.Select(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))])
    if kind == kinds.CHOICE:
        return forms.Select(choices=[("", "—"), *((one, one) for one in field.options)])
    if kind == kinds.CHOICES:
        return forms.CheckboxSelectMultiple(choices=[(one, one) for one in field.options])
    return forms.TextInput({"maxlength": customs.MOST_TEXT})
