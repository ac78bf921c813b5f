"""Somebody who is here already, found by typing a part of the name. Works without script: the form comes back with those
who fit, to choose one."""

import uuid

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts import search
from contacts.models import Contact
from crm.access.actors import Actor

MOST, FEWEST_LETTERS = 8, 2


def candidates(actor: Actor, text: str, *, besides: uuid.UUID | None = None) -> list[tuple[str, str]]:
    """Choices for the words typed so far, without the person whose page it is."""
    if len(text.strip()) < FEWEST_LETTERS:
        return []
    found = search.people(actor, text).current().select_related("district").order_by("sort_name", "pk")
    return [(str(one.pk), _called(one)) for one in found.exclude(pk=besides)[:MOST]]


class PickForm(forms.Form):
    """Base of forms about two people: `who` is typed, `person` is chosen."""

    who = forms.CharField(
        label=_("Who"),
        max_length=100,
        error_messages={"required": _("Type a part of their name.")},
        help_text=_("A part of the name, then choose below."),
        widget=forms.TextInput({"autocomplete": "off", "type": "search"}),
    )
    person = forms.ModelChoiceField(
        label=_("Choose"), queryset=Contact.objects.none(), widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args, actor: Actor, besides: Contact, **options):
        super().__init__(*args, **options)
        self.actor, self.besides = actor, besides
        chosen, who = self.fields["person"], self.fields["who"]
        chosen.queryset = Contact.objects.visible_to(actor).current().exclude(pk=besides.pk)
        typed = str(self.data.get(self.add_prefix("who"), ""))
        chosen.choices = candidates(actor, typed, besides=besides.pk)
        who.widget.attrs |= {
            "hx-get": f"{reverse_lazy('contacts:picks')}?besides={besides.pk}",
            "hx-trigger": "input changed delay:250ms",
            "hx-sync": "this:replace",
            "hx-target": f"#{self['person'].auto_id}",
            "hx-swap": "innerHTML",
        }

    def clean(self):
        given = super().clean()
        if given.get("person") or self.errors:
            return given
        if self.fields["person"].choices:
            self.add_error("person", _("Choose who it is."))
        else:
            self.add_error("who", _("Nobody here is called that. Add them as a person first."))
        return given


def _called(person: Contact) -> str:
    place = str(person.district) if person.district else person.city
    return f"{person.display_name}, {place}" if place else person.display_name
