"""A person as an address card."""

from collections import Counter

from contacts.exporters.taken import Kind, Taken, taken
from contacts.importers import stakes
from contacts.importers.stakes import Stake
from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib import cards

KINDS = {Kind.MOBILE: "mobile", Kind.LANDLINE: "home"}
VERSIONS = {"cards": "3.0", "cards4": "4.0"}


def card_of(one: Taken) -> cards.Card:
    """Neither their story nor how they are labelled: a card ends up in the address book of a telephone."""
    person = one.person
    places = [stake.school.name if stake.school else stake.school_text for stake in one.stakes]
    kinds = (
        stakes.write(tuple(Stake(stake.kind, stake.subtype) for stake in one.stakes)) if one.stakes else ""
    )
    place = next((place for place in places if place), person.district.name if person.district else "")
    return cards.Card(
        given=person.given_name,
        family=person.family_name,
        chosen=person.chosen_name,
        pronouns=person.pronouns,
        phones=[(KINDS.get(method.kind, ""), method.value) for method in one.methods if method.is_phone],
        emails=one.emails,
        languages=[language for language in (person.language, *person.other_languages) if language],
        organization=place,
        title=kinds,
        street=person.street if one.sees_methods else "",
        city=person.city,
        region=person.state,
        code=person.zip_code,
        uid=str(person.pk),
        own={
            name: value
            for name, value in (("CONSTITUENCY", kinds), ("SCHOOL", "; ".join(filter(None, places))))
            if value
        },
    )


def text_of(one: Taken, layout: str) -> str:
    return cards.write(card_of(one), version=VERSIONS[layout])


def take(*, by: Actor, contact: Contact, layout: str) -> str:
    """One person's card, for whoever sees how to reach them. It goes to the history like every file that leaves."""
    require(by, Permission.VIEW_METHODS)
    left_out: Counter[str] = Counter()
    one = next(iter(taken(by, [contact], left_out)))
    details = {"layout": layout, "numbers": len(one.methods), "left_out": dict(left_out)}
    audit.record("contacts.card_taken", by=by, target=contact, details=details)
    return text_of(one, layout)
