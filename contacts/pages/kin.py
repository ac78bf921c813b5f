"""Who is what to this person, and whom they live with, as the page shows it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from contacts.models import Contact, Household, HouseholdMember, Relationship
from contacts.models.relationships import AS_SEEN
from crm.access.actors import Actor


@dataclass(frozen=True)
class Tie:
    link: Relationship
    other: Contact
    label: str | Promise  # what the other is to the person of the page


@dataclass(frozen=True)
class Home:
    household: Household
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
    return [Home(link.household, link, others[link.household_id]) for link in own]


def _tie(link: Relationship, contact: Contact) -> Tie:
    they_are, we_are = AS_SEEN[link.kind]
    if link.contact_id == contact.pk:
        return Tie(link, link.other, we_are)
    return Tie(link, link.contact, they_are)
