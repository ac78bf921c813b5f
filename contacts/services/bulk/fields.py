"""Deeds that give one column of the contact a value: organizer, language, district, status."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.languages import LANGUAGES
from contacts.models import Contact
from contacts.services.bulk.deed import DeedKind, Outcome, Outcomes
from contacts.services.owners import check_owner, sees_minors
from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.districts.models import District
from crm.organizations.models import Membership


class FieldDeed(DeedKind):
    """One column of the contact gets one value. Taken back where it still has that value."""

    column: str
    parameter = "value"

    def value(self, parameters: Mapping[str, Any]) -> Any:
        return parameters[self.parameter]

    def refusal(self, person: Contact, parameters: Mapping[str, Any]) -> str:
        return ""

    def apply(self, by: Actor, people: Sequence[Contact], parameters: Mapping[str, Any]) -> Outcomes:
        value, outcomes, changed = self.value(parameters), {}, []
        for person in people:
            held = _plain(getattr(person, self.column))
            if held == value:
                outcomes[person.pk] = Outcome(reason="same")
            elif reason := self.refusal(person, parameters):
                outcomes[person.pk] = Outcome(reason=reason)
            else:
                outcomes[person.pk] = Outcome(before={self.column: held})
                changed.append(person.pk)
        self._write(by, changed, value)
        return outcomes

    def undo(
        self,
        by: Actor,
        people: Sequence[Contact],
        before: Mapping[uuid.UUID, dict[str, Any]],
        parameters: Mapping[str, Any],
    ) -> Mapping[uuid.UUID, str]:
        value, kept = self.value(parameters), {}
        back: dict[Any, list[uuid.UUID]] = {}
        for person in people:
            if _plain(getattr(person, self.column)) != value:
                kept[person.pk] = "edited"
            else:
                back.setdefault(before[person.pk][self.column], []).append(person.pk)
        for held, ids in back.items():
            self._write(by, ids, held)
        return kept

    def _write(self, by: Actor, ids: Sequence[uuid.UUID], value: Any) -> None:
        found = Contact.objects.filter(organization_id=by.organization_id, pk__in=ids)
        # A form that was open meanwhile is told, and an import knows that it was touched.
        found.update(**{self.column: value}, version=F("version") + 1, updated_at=timezone.now())


class Assign(FieldDeed):
    key, icon, column, parameter = "assign", "user-check", "owner_id", "owner"
    title, done = pgettext_lazy("to many people", "Assign"), _("Given to %(what)s")

    def check(self, by: Actor, parameters: Mapping[str, Any]) -> None:
        check_owner(by, self._owner(by.organization_id, parameters))

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        owner = self._owner(organization_id, parameters)
        return str(owner.user) if owner else _("nobody")

    def apply(self, by: Actor, people: Sequence[Contact], parameters: Mapping[str, Any]) -> Outcomes:
        owner = self._owner(by.organization_id, parameters)
        check_owner(by, owner)
        self_for = {**parameters, "minors": owner is None or sees_minors(owner)}
        return super().apply(by, people, self_for)

    def refusal(self, person: Contact, parameters: Mapping[str, Any]) -> str:
        return "minor" if person.is_minor and not parameters["minors"] else ""

    def _owner(self, organization_id: uuid.UUID, parameters: Mapping[str, Any]) -> Membership | None:
        if parameters["owner"] is None:
            return None
        found = Membership.objects.filter(organization_id=organization_id, pk=parameters["owner"])
        if owner := found.select_related("user").first():
            return owner
        raise DomainError(_("Choose somebody whose role talks with people."), field="owner")


class SetLanguage(FieldDeed):
    key, icon, column = "language", "languages", "language"
    title, done = _("Set language"), _("Language set to %(what)s")

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        return dict(LANGUAGES).get(parameters["value"], parameters["value"])


class SetDistrict(FieldDeed):
    key, icon, column = "district", "school", "district_id"
    title, done = _("Set district"), _("District set to %(what)s")

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        return str(District.objects.filter(pk=parameters["value"]).first() or "")


class SetStatus(FieldDeed):
    """Active, inactive, moved. Who asked not to be contacted is closed and opened one by one, by their own word."""

    key, icon, column = "status", "circle-check", "status"
    title, done = _("Set status"), _("Status set to %(what)s")
    OPEN = (Contact.Status.ACTIVE, Contact.Status.INACTIVE, Contact.Status.MOVED)

    def check(self, by: Actor, parameters: Mapping[str, Any]) -> None:
        if parameters["value"] not in self.OPEN:
            raise DomainError(_("This status is given to one person at a time."), field="value")

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        return Contact.Status(parameters["value"]).label

    def refusal(self, person: Contact, parameters: Mapping[str, Any]) -> str:
        return "" if person.status in self.OPEN else "closed"


def _plain(value: Any) -> Any:
    """As the undo image holds it."""
    return str(value) if isinstance(value, uuid.UUID) else value
