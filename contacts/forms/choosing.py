"""Filters of the list, and what to do with the people chosen there."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import search
from contacts.forms.offers import OwnerField, organizers, tags_and_organizers
from contacts.models import ConstituencyRow, Contact, Tag
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.districts.forms import DistrictField
from crm.districts.models import STATE_CHOICES

MINE, NOBODY = "me", "nobody"
TALKS = [
    ("", _("Any time")),
    ("in-30", _("Talked in the last 30 days")),
    ("30", _("No talk for 30 days")),
    ("90", _("No talk for 90 days")),
    ("180", _("No talk for half a year")),
    ("never", _("Never talked")),
]
MINORS = [("", _("Minors and adults")), ("no", _("Adults only")), ("only", _("Minors only"))]
SHOWN_STATUS = [choice for choice in Contact.Status.choices if choice[0] not in ("merged", "erased")]


class PeopleFilter(forms.Form):
    """A GET form. What it says lives in the address, so that a list can be kept and sent."""

    q = forms.CharField(
        label=_("Name, part of a phone, e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            {"type": "search", "placeholder": _("Name, part of a phone, e-mail"), "autocomplete": "off"}
        ),
    )
    stake = forms.ChoiceField(
        label=_("Stake"), choices=[("", _("Any stake")), *ConstituencyRow.Kind.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Any state")), *STATE_CHOICES], required=False
    )
    district = DistrictField(required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    owner = forms.ChoiceField(label=pgettext_lazy("of a person", "Organizer"), required=False)
    talk = forms.ChoiceField(label=_("Last talk"), choices=TALKS, required=False)
    status = forms.ChoiceField(
        label=pgettext_lazy("of a person", "Status"),
        choices=[("", _("Any status")), *SHOWN_STATUS],
        required=False,
    )
    minors = forms.ChoiceField(label=_("Age"), choices=MINORS, required=False)

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.actor = actor
        seen = sight(actor)
        if not seen.methods:
            self.fields["q"].label = self.fields["q"].widget.attrs["placeholder"] = _("Name")
        if not seen.facts:
            self.fields = {"q": self.fields["q"]}
            return
        tags, members = tags_and_organizers(actor)
        self.fields["tag"].choices = [("", _("Any tag")), *tags]
        self.fields["owner"].choices = [
            ("", _("Anybody’s")),
            (MINE, _("Mine")),
            (NOBODY, _("Nobody’s")),
            *members,
        ]
        if not seen.minors:
            del self.fields["minors"]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What is filtered, by name; a filter with a mistake filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def people(self, *, now: datetime.datetime | None = None) -> QuerySet[Contact]:
        """Everybody in sight, not in the bin, whom all filters fit."""
        now, chosen = now or timezone.now(), self.chosen
        found = Contact.objects.visible_to(self.actor).current()
        if text := chosen.get("q"):
            found = search.people(self.actor, text).current()
        if kind := chosen.get("stake"):
            found = found.with_stake(kind, on=timezone.localdate())
        if state := chosen.get("state"):
            found = found.filter(state=state)
        if district := chosen.get("district"):
            found = found.in_district(district.pk)
        if tag := chosen.get("tag"):
            found = found.tagged(tag)
        if owner := chosen.get("owner"):
            found = found.filter(owner_id=self._owner_id(owner))
        if talk := chosen.get("talk"):
            found = _by_talk(found, talk, now)
        if status := chosen.get("status"):
            found = found.filter(status=status)
        if minors := chosen.get("minors"):
            found = found.filter(is_minor=minors == "only")
        return found

    def _owner_id(self, owner: str):
        return {MINE: self.actor.membership_id, NOBODY: None}.get(owner, owner)


class BulkTagForm(forms.Form):
    tag = forms.ModelChoiceField(
        label=_("Tag"), queryset=Tag.objects.none(), required=False, empty_label=_("Choose a tag")
    )
    name = forms.CharField(label=_("Or a new tag"), max_length=60, required=False)
    off = forms.ChoiceField(
        label=_("What to do"),
        choices=[("", _("Put it on")), ("off", _("Take it off"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["tag"].queryset = Tag.objects.visible_to(actor).in_use().order_by("name", "pk")

    def clean(self):
        given = super().clean()
        if not given.get("tag") and not given.get("name", "").strip():
            raise forms.ValidationError(_("Choose a tag or write a new one."))
        return given


class BulkOwnerForm(forms.Form):
    owner = OwnerField(label=_("New organizer"), queryset=None, required=False, empty_label=_("Nobody"))

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = organizers(actor)


def _by_talk(found: QuerySet[Contact], talk: str, now: datetime.datetime) -> QuerySet[Contact]:
    if talk == "never":
        return found.never_talked()
    if talk.startswith("in-"):
        return found.filter(last_talk_at__gte=now - datetime.timedelta(days=int(talk.removeprefix("in-"))))
    return found.not_talked_since(now - datetime.timedelta(days=int(talk)))
