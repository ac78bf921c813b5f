"""What to do with many people at once. Each form gives the parameters of one kind (contacts.services.bulk)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms.choosing import NOBODY
from contacts.forms.offers import organizers
from contacts.languages import LANGUAGES
from contacts.models import Contact, Tag, Turf
from contacts.services import create_tag, create_turf
from contacts.services.bulk.fields import SetStatus
from crm.access.actors import Actor
from crm.districts.forms import DistrictField


class DeedForm(forms.Form):
    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.actor = actor

    def parameters(self) -> dict[str, Any]:
        """Of a valid form. May make what was named anew: a tag, a turf."""
        raise NotImplementedError

    def said(self) -> str:
        """What was chosen in a valid form, in words, before anything is made."""
        for name, field in self.fields.items():
            if value := self.cleaned_data[name]:
                named = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
                return str(named.get(value, value))
        return ""


class TagDeedForm(DeedForm):
    tag = forms.ModelChoiceField(
        label=_("Tag"), queryset=Tag.objects.none(), required=False, empty_label=_("Choose a tag")
    )
    name = forms.CharField(label=_("Or a new tag"), max_length=60, required=False)

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, actor=actor, **options)
        self.fields["tag"].queryset = Tag.objects.visible_to(actor).in_use().order_by("name", "pk")

    def clean(self):
        given = super().clean()
        if not given.get("tag") and not given.get("name", "").strip():
            raise forms.ValidationError(_("Choose a tag or write a new one."))
        return given

    def parameters(self) -> dict[str, Any]:
        given = self.cleaned_data
        tag = given["tag"] or create_tag(by=self.actor, name=given["name"])
        return {"tag_id": str(tag.pk)}


class UntagDeedForm(DeedForm):
    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.none(), empty_label=_("Choose a tag"))

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, actor=actor, **options)
        # Also the retired ones: taking them off is how they leave.
        self.fields["tag"].queryset = Tag.objects.visible_to(actor).order_by("name", "pk")

    def parameters(self) -> dict[str, Any]:
        return {"tag_id": str(self.cleaned_data["tag"].pk)}


class AssignDeedForm(DeedForm):
    """Nobody is an answer that is chosen, never one that stands there already."""

    owner = forms.ChoiceField(label=_("New organizer"))

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, actor=actor, **options)
        members = [(str(one.pk), str(one.user)) for one in organizers(actor)]
        self.fields["owner"].choices = [
            ("", _("Choose an organizer")),
            *members,
            (NOBODY, _("Nobody: take the organizer off")),
        ]

    def parameters(self) -> dict[str, Any]:
        owner = self.cleaned_data["owner"]
        return {"owner": None if owner == NOBODY else owner}


class TurfDeedForm(DeedForm):
    turf = forms.ModelChoiceField(
        label=_("Turf"), queryset=Turf.objects.none(), required=False, empty_label=_("Choose a turf")
    )
    name = forms.CharField(label=_("Or a new turf"), max_length=120, required=False)

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, actor=actor, **options)
        self.fields["turf"].queryset = Turf.objects.visible_to(actor).open().order_by("name", "pk")

    def clean(self):
        given = super().clean()
        if not given.get("turf") and not given.get("name", "").strip():
            raise forms.ValidationError(_("Choose a turf or name a new one."))
        return given

    def parameters(self) -> dict[str, Any]:
        given = self.cleaned_data
        turf = given["turf"] or create_turf(by=self.actor, name=given["name"])
        return {"turf_id": str(turf.pk)}


class LanguageDeedForm(DeedForm):
    value = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def parameters(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["value"]}


class DistrictDeedForm(DeedForm):
    value = DistrictField()

    def parameters(self) -> dict[str, Any]:
        return {"value": str(self.cleaned_data["value"].pk)}


class StatusDeedForm(DeedForm):
    value = forms.ChoiceField(
        label=_("Status"), choices=[(key.value, Contact.Status(key).label) for key in SetStatus.OPEN]
    )

    def parameters(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["value"]}


DEED_FORMS: dict[str, type[DeedForm]] = {
    "tag": TagDeedForm,
    "untag": UntagDeedForm,
    "assign": AssignDeedForm,
    "turf": TurfDeedForm,
    "language": LanguageDeedForm,
    "district": DistrictDeedForm,
    "status": StatusDeedForm,
}
