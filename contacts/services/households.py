"""Who lives with whom."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact, Household, HouseholdMember
from contacts.services.rows import locked, require_hearing
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit

ADDRESS = ("street", "city", "state", "zip_code")
FACTS = ("name", *ADDRESS)


@transaction.atomic
def make_household(
    *,
    by: Actor,
    members: Iterable[Contact] = (),
    name: str = "",
    on: datetime.date | None = None,
    **address: str,
) -> Household:
    """A household with these people. Without a name it is called after its families."""
    require_hearing(by)
    if unknown := set(address) - set(ADDRESS):
        raise TypeError(f"not a part of an address: {', '.join(sorted(unknown))}")
    people = [locked(by, person) for person in sorted(members, key=lambda person: person.pk)]
    name = " ".join(name.split()) or named_after(people)
    if not name:
        raise DomainError(_("Write a name for the household."), field="name")
    household = Household.objects.create(organization_id=by.organization_id, name=name[:160], **address)
    for person in people:
        _enter(by, household, person, on)
    return household


@transaction.atomic
def change_household(*, by: Actor, household: Household, **changes: Any) -> Household:
    """Any of name, street, city, state, zip_code."""
    require(by, Permission.EDIT_CONTACTS)
    if unknown := set(changes) - set(FACTS):
        raise TypeError(f"not a fact of a household: {', '.join(sorted(unknown))}")
    before, household = _own(by, household), _own(by, household)
    for name, value in changes.items():
        setattr(household, name, " ".join(value.split()))
    if not household.name:
        raise DomainError(_("Write a name for the household."), field="name")
    differences = audit.differences(before, household, list(FACTS))
    if differences:
        household.save(update_fields=sorted(differences))
        audit.record("contacts.household_changed", by=by, target=household, changes=differences)
    return household


@transaction.atomic
def join_household(
    *, by: Actor, household: Household, contact: Contact, on: datetime.date | None = None
) -> HouseholdMember:
    """Lives there from `on` (not known). Who lives there already keeps their line."""
    require_hearing(by)
    household, contact = _own(by, household), locked(by, contact)
    return _enter(by, household, contact, on)


@transaction.atomic
def live_together(
    *, by: Actor, contact: Contact, other: Contact, on: datetime.date | None = None
) -> Household:
    """The household of one takes in the other; where neither has one it is made, with the address we know."""
    require_hearing(by)
    if contact.pk == other.pk:
        raise DomainError(_("Choose somebody else: these are the same person."), field="who")
    homes = HouseholdMember.objects.filter(organization_id=by.organization_id, left_on=None)
    for one, joins in ((contact, other), (other, contact)):
        if home := homes.filter(contact=one).select_related("household").order_by("pk").first():
            join_household(by=by, household=home.household, contact=joins, on=on)
            return home.household
    where = contact if contact.street or not other.street else other
    address = {part: getattr(where, part) for part in ADDRESS}
    return make_household(by=by, members=[contact, other], on=on, **address)


@transaction.atomic
def leave_household(
    *, by: Actor, household: Household, contact: Contact, on: datetime.date | None = None
) -> HouseholdMember | None:
    """No longer lives there from `on` (today). None where they did not."""
    require(by, Permission.EDIT_CONTACTS)
    household, contact = _own(by, household), locked(by, contact)
    link = _link(household, contact)
    if link is None:
        return None
    link.left_on = on or timezone.localdate()
    if link.joined_on and link.left_on < link.joined_on:
        raise DomainError(_("The end comes before the beginning."), field="ends_on")
    link.save(update_fields=["left_on"])
    audit.record("contacts.household_left", by=by, target=contact, details={"household": str(household.pk)})
    return link


def named_after(people: Iterable[Contact]) -> str:
    """Reyes, Reyes and Cole, or what somebody without a family name is called."""
    people = list(people)
    families = list(dict.fromkeys(person.family_name for person in people if person.family_name))
    if not families:
        return people[0].display_name if people else ""
    return _("%(families)s household") % {"families": " – ".join(families[:3])}


def _enter(by: Actor, household: Household, contact: Contact, on: datetime.date | None) -> HouseholdMember:
    if link := _link(household, contact):
        return link
    link = HouseholdMember.objects.create(
        organization_id=by.organization_id, household=household, contact=contact, joined_on=on
    )
    audit.record("contacts.household_joined", by=by, target=contact, details={"household": str(household.pk)})
    return link


def _link(household: Household, contact: Contact) -> HouseholdMember | None:
    lives = HouseholdMember.objects.filter(
        organization_id=household.organization_id, household=household, contact=contact, left_on=None
    )
    return lives.first()


def _own(by: Actor, household: Household) -> Household:
    try:
        return Household.objects.get(organization_id=by.organization_id, pk=household.pk)
    except Household.DoesNotExist:
        raise NotAllowed from None
