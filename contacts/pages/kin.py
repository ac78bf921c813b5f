"""Who is what to this person, and whom they live with, as the page shows it."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from contacts.models import Contact, Household, HouseholdMember, Relationship
from contacts.models.relationships import AS_SEEN
from contacts.services.households import named_after
from crm.access.actors import Actor
from crm.lib import names


@dataclass(frozen=True)
class Tie:
    link: Relationship
    other: Contact
    label: str | Promise  # what the other is to the person of the page


@dataclass(frozen=True)
class Home:
    household: Household
    name: str  # as the reader may know it
    own: HouseholdMember
    others: list[Contact]


def ties_of(actor: Actor, contact: Contact, *, on: datetime.date) -> dict[str, Any]:
    """Guardians first, since they speak for a minor; ended ones apart."""
    links = Relationship.objects.visible_to(actor).of(contact.pk).select_related("contact", "other")
    ties = [_tie(link, contact) for link in links.order_by("kind", "starts_on", "pk")]
    ties.sort(key=lambda tie: tie.link.kind != Relationship.Kind.GUARDIAN)
    return {
        "ties": [tie for tie in ties if tie.link.ends_on is None or tie.link.ends_on > on],
        "past_ties": [tie for tie in ties if tie.link.ends_on and tie.link.ends_on <= on],
        "guardians": [
            tie.other
            for tie in ties
            if tie.link.kind == Relationship.Kind.GUARDIAN
            and tie.link.other_id == contact.pk
            and tie.link.ends_on is None
        ],
    }


def homes_of(actor: Actor, contact: Contact) -> list[Home]:
    """Those of now, with who else lives there and is in sight."""
    links = HouseholdMember.objects.visible_to(actor).select_related("household", "contact")
    own = list(links.filter(contact=contact, left_on=None).order_by("pk"))
    if not own:
        return []
    others: dict[Any, list[Contact]] = defaultdict(list)
    ids = [link.household_id for link in own]
    for link in links.filter(household_id__in=ids, left_on=None).exclude(contact=contact).order_by("pk"):
        others[link.household_id].append(link.contact)
    called = called_for(actor, [link.household for link in own])
    return [Home(link.household, called[link.household_id], link, others[link.household_id]) for link in own]


def called_for(
    actor: Actor, homes: list[Household], nameable: QuerySet[Contact] | None = None
) -> dict[uuid.UUID, str]:
    """What households are called. One that bears the name of somebody out of sight (or else not `nameable`) is called
    after who is in sight."""
    called = {home.pk: home.name for home in homes}
    everybody = HouseholdMember.objects.filter(organization_id=actor.organization_id, household_id__in=called)
    links = list(everybody.select_related("contact").order_by("pk"))
    people = nameable if nameable is not None else Contact.objects.visible_to(actor)
    people = people.filter(pk__in=[link.contact_id for link in links])
    seen = set(people.values_list("pk", flat=True))
    for home in homes:
        those = [link.contact for link in links if link.household_id == home.pk]
        known = [person for person in those if person.pk in seen]
        hidden = _words(set(those) - set(known)) - _words(known)
        if not hidden.isdisjoint(names.tokens(home.name)):
            called[home.pk] = named_after(known)
    return called


def _words(people: Iterable[Contact]) -> set[str]:
    return {word for person in people for word in names.tokens(f"{person.display_name} {person.given_name}")}


def _tie(link: Relationship, contact: Contact) -> Tie:
    they_are, we_are = AS_SEEN[link.kind]
    if link.contact_id == contact.pk:
        return Tie(link, link.other, we_are)
    return Tie(link, link.contact, they_are)
