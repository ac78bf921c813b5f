"""Filters of the list. A saved list (`segment`) and people picked by hand (`pick`) narrow it like any other filter."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import search
from contacts.facts import Asking, fact
from contacts.facts.tags import tag_in_words
from contacts.forms.offers import offered
from contacts.models import ConstituencyRow, Contact, Segment, Tag, Turf
from contacts.segments import reading
from contacts.segments.definition import Definition
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.districts.forms import DistrictField
from crm.districts.models import STATE_CHOICES, School
from crm.lib.ids import read_uuids
from crm.ui import filters
from crm.ui.filters import Chip

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
        self.saved: list[tuple[str, str]] = []  # lists the actor may open: (id, name)
        seen = sight(actor)
        if not seen.methods:
            self.fields["q"].label = self.fields["q"].widget.attrs["placeholder"] = _("Name")
        if not seen.facts:
            self.fields = {"q": self.fields["q"]}
            return
        tags, members, self.saved = offered(actor)
        self.fields["tag"].choices = [("", _("Any tag")), *tags, *self._retired(tags)]
        self.fields["owner"].choices = [
            ("", _("Anybody’s")),
            (MINE, _("Mine")),
            (NOBODY, _("Nobody’s")),
            *members,
        ]
        if not seen.minors:
            del self.fields["minors"]

    def _retired(self, offered: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """A kept address may name a tag that is out of use."""
        asked = read_uuids([self.data.get("tag", "")])
        if not asked or str(asked[0]) in dict(offered):
            return []
        gone = Tag.objects.visible_to(self.actor).select_related("merged_into").filter(pk=asked[0])
        return [(str(tag.pk), tag_in_words(tag)) for tag in gone]

    @cached_property
    def picks(self) -> list[uuid.UUID] | None:
        """People picked by hand; None where nobody picked."""
        return read_uuids(self.data.getlist("pick")) if "pick" in self.data else None

    @property
    def is_many_sided(self) -> bool:
        """Whether conditions meet whose common people nobody can estimate: a saved list, a district."""
        by_hand = self.picks is not None or bool(self.chosen.get("q"))
        return not by_hand and (
            "segment" in self.data or "school" in self.data or bool(self.chosen.get("district"))
        )

    @cached_property
    def asked_segment(self) -> tuple[Segment | None, Definition | None]:
        ids = read_uuids([self.data.get("segment", "")])
        return reading.of_segment(self.actor, ids[0] if ids else None)

    @cached_property
    def school(self) -> School | None:
        """By its number in the address: names of schools come again."""
        ids = read_uuids([self.data.get("school", "")]) if sight(self.actor).facts else []
        return School.objects.filter(pk__in=ids).select_related("district").first() if ids else None

    @cached_property
    def turf(self) -> Turf | None:
        ids = read_uuids([self.data.get("turf", "")])
        return Turf.objects.visible_to(self.actor).filter(pk=ids[0]).first() if ids else None

    @property
    def segment(self) -> Segment | None:
        return self.asked_segment[0]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What is filtered, by name."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return chosen | ({"school": self.school} if self.school else {})

    @property
    def unread(self) -> list[Chip]:
        """What the address asks and nobody can tell, each with the address without it. It makes the list fit nobody."""
        return [chip for chip in filters.chips(self, self.data) if chip.is_unread] + self.unread_beside

    @cached_property
    def unread_beside(self) -> list[Chip]:
        """Of what stands in the address and not in the form."""
        gone = []
        if self.data.get("segment") and self.asked_segment[1] is None:
            gone.append(("segment", _("Saved list")))
        if self.data.get("school") and not self.school:
            gone.append(("school", _("School")))
        if self.data.get("turf") and not self.turf:
            gone.append(("turf", _("Turf")))
        if self.picks == []:
            gone.append(("pick", _("Chosen people")))
        return [filters.unread(label, self.data, name) for name, label in gone]

    def people(self, *, now: datetime.datetime | None = None, of_few: bool = False) -> QuerySet[Contact]:
        """Everybody in sight, not in the bin, whom all filters fit. `of_few`: to be asked of a few of them only.

        A filter with a mistake fits nobody: left out, a deed or a file for a few would be one for everybody.
        """
        now, chosen = now or timezone.now(), self.chosen
        found = Contact.objects.visible_to(self.actor).current()
        if self.errors:
            return found.none()
        if text := chosen.get("q"):
            found = search.people(self.actor, text).current()
        if self.picks is not None:
            found = found.filter(pk__in=self.picks)
        if turf := self.data.get("turf"):
            found = found.filter(fact("contacts.turf").where(Asking(self.actor), "is", read_uuids([turf])))
        if self.data.get("segment"):
            # A list that is gone or not theirs fits nobody: without it a deed for "all of them" would be for everybody.
            definition = self.asked_segment[1]
            found = (
                found.filter(reading.where(definition, Asking(self.actor, of_few=of_few)))
                if definition
                else found.none()
            )
        if kind := chosen.get("stake"):
            found = found.with_stake(kind, on=timezone.localdate())
        if state := chosen.get("state"):
            found = found.filter(state=state)
        if district := chosen.get("district"):
            asking = Asking(self.actor, of_few=of_few)
            found = found.filter(fact("contacts.district").where(asking, "is", [district.pk]))
        if self.data.get("school"):
            keys = [self.school.pk] if self.school else []
            found = found.filter(fact("contacts.school").where(Asking(self.actor, of_few=of_few), "is", keys))
        if tag := chosen.get("tag"):
            found = found.tagged(*Tag.objects.visible_to(self.actor).meant([tag]))
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


def address_of(kept: Mapping[str, Any]) -> QueryDict:
    """Filters that were kept (name -> value or values), as the form reads them."""
    query = QueryDict(mutable=True)
    for name, value in kept.items():
        query.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return query


def _by_talk(found: QuerySet[Contact], talk: str, now: datetime.datetime) -> QuerySet[Contact]:
    if talk == "never":
        return found.never_talked()
    if talk.startswith("in-"):
        return found.filter(last_talk_at__gte=now - datetime.timedelta(days=int(talk.removeprefix("in-"))))
    return found.not_talked_since(now - datetime.timedelta(days=int(talk)))
