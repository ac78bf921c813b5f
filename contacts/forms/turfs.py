"""Cutting turfs and giving them out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms.offers import organizers
from contacts.services.turfs import WAYS
from crm.access.actors import Actor


class MembersField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, membership) -> str:
        return str(membership.user)


class CutForm(forms.Form):
    name = forms.CharField(label=_("What the turfs are called"), max_length=80)
    way = forms.ChoiceField(
        label=_("How to cut"), choices=list(WAYS.items()), initial="size", widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        label=_("People in each"),
        min_value=5,
        max_value=500,
        initial=40,
        required=False,
        help_text=_("For turfs of the same size."),
    )
    members = MembersField(label=_("Give them to, in turn"), queryset=None, required=False)
    also_in_turfs = forms.BooleanField(label=_("Also people who are in an open turf already"), required=False)

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["members"].queryset = organizers(actor)

    def clean(self) -> dict[str, Any]:
        """A size is asked only where turfs are cut by it."""
        given = super().clean()
        if given.get("way") != "size":
            self.errors.pop("size", None)
            given["size"] = self.fields["size"].initial
        elif not given.get("size") and "size" not in self.errors:
            self.add_error("size", _("Write how many people a turf holds."))
        return given


class TurfForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    note = forms.CharField(
        label=_("Note for whoever walks it"),
        max_length=250,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    members = MembersField(label=_("Who works in it"), queryset=None, required=False)

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["members"].queryset = organizers(actor)
