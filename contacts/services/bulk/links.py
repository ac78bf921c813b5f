"""Deeds that put a row beside the contact or take it away: tags, turfs."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact, ContactTag, Tag, Turf, TurfContact
from contacts.services.bulk.deed import DeedKind, Outcome, Outcomes
from crm.access.actors import Actor
from crm.access.errors import DomainError


class LinkDeed(DeedKind):
    """A row beside the contact: it is put there or taken away."""

    adds = True
    table: Any
    target: str  # the column and the parameter

    def apply(self, by: Actor, people: Sequence[Contact], parameters: Mapping[str, Any]) -> Outcomes:
        held = self._held(by, people, parameters)
        changed = [person.pk for person in people if (person.pk in held) != self.adds]
        self._write(by, changed, parameters, add=self.adds)
        touched = set(changed)
        return {
            person.pk: Outcome(before={}) if person.pk in touched else Outcome(reason="same")
            for person in people
        }

    def undo(
        self,
        by: Actor,
        people: Sequence[Contact],
        before: Mapping[uuid.UUID, dict[str, Any]],
        parameters: Mapping[str, Any],
    ) -> Mapping[uuid.UUID, str]:
        held = self._held(by, people, parameters)
        back = [person.pk for person in people if (person.pk in held) == self.adds]
        self._write(by, back, parameters, add=not self.adds)
        return {person.pk: "edited" for person in people if (person.pk in held) != self.adds}

    def _links(self, by: Actor, parameters: Mapping[str, Any], ids: Sequence[uuid.UUID]) -> Any:
        own = {"organization_id": by.organization_id, self.target: parameters[self.target]}
        return self.table.objects.filter(**own, contact_id__in=ids)

    def _held(self, by: Actor, people: Sequence[Contact], parameters: Mapping[str, Any]) -> set[uuid.UUID]:
        links = self._links(by, parameters, [person.pk for person in people])
        return set(links.values_list("contact_id", flat=True))

    def _write(
        self, by: Actor, ids: Sequence[uuid.UUID], parameters: Mapping[str, Any], *, add: bool
    ) -> None:
        if not add:
            self._links(by, parameters, ids).delete()
            return
        own = {"organization_id": by.organization_id, self.target: parameters[self.target]}
        links = (self.table(**own, contact_id=pk) for pk in ids)
        self.table.objects.bulk_create(links, ignore_conflicts=True)


class PutTag(LinkDeed):
    key, icon, table, target = "tag", "tag", ContactTag, "tag_id"
    title, done = pgettext_lazy("to many people", "Tag"), _("Tagged %(what)s")

    def check(self, by: Actor, parameters: Mapping[str, Any]) -> None:
        if not Tag.objects.filter(organization_id=by.organization_id, pk=parameters["tag_id"]).exists():
            raise DomainError(_("Choose a tag or write a new one."))

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        tag = Tag.objects.filter(organization_id=organization_id, pk=parameters["tag_id"]).first()
        return str(tag or "")


class TakeTag(PutTag):
    key, icon, adds = "untag", "x", False
    title, done = _("Take a tag off"), _("Tag %(what)s taken off")


class PutInTurf(LinkDeed):
    key, icon, table, target = "turf", "map", TurfContact, "turf_id"
    title, done = _("Add to a turf"), _("Put in the turf %(what)s")

    def check(self, by: Actor, parameters: Mapping[str, Any]) -> None:
        turfs = Turf.objects.filter(organization_id=by.organization_id, pk=parameters["turf_id"])
        if not turfs.open().exists():
            raise DomainError(_("Choose a turf."), field="turf")

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        turf = Turf.objects.filter(organization_id=organization_id, pk=parameters["turf_id"]).first()
        return str(turf or "")
