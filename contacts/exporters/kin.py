"""Who is what to whom and who lives where, for a page of people on their way out: as the asker sees them."""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from contacts.importers import kin
from contacts.models import Contact, HouseholdMember, Relationship
from contacts.pages.kin import called_for
from contacts.services.households import ADDRESS
from contacts.visibility import sight
from crm.access.actors import Actor

LONGEST_CELL = 9_000  # a longer one makes an import refuse its row
TOO_MANY = "ties.other_side"


@dataclass
class Kin:
    ties: list[str] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)


def kin_of(
    by: Actor, page: list[Contact], left_out: Counter[str], *, with_minors: bool
) -> dict[uuid.UUID, Kin]:
    """Nobody is named whom the asker does not see, and no minor in a file without minors."""
    people = {person.pk: person for person in page}
    nameable = Contact.objects.visible_to(by)
    if not with_minors:
        nameable = nameable.filter(is_minor=False)
    found: dict[uuid.UUID, Kin] = defaultdict(Kin)
    links = Relationship.objects.visible_to(by).filter(Q(contact_id__in=people) | Q(other_id__in=people))
    for link in links.select_related("contact", "other"):
        ends = (link.contact, link.other)
        if not with_minors and any(person.is_minor for person in ends):
            continue
        for of, other in (ends, ends[::-1]):
            if of.pk in people:
                found[of.pk].ties.append(kin.write_tie(link, of, other))
    lives = HouseholdMember.objects.visible_to(by).filter(contact_id__in=people)
    homes = list(lives.select_related("household").order_by("joined_on", "left_on", "pk"))
    called = called_for(by, [*{link.household_id: link.household for link in homes}.values()], nameable)
    for link in homes:
        home, seen = link.household, sight(by, people[link.contact_id])
        place = [getattr(home, part) if seen.methods else "" for part in ADDRESS]
        cell = kin.write_home(called[home.pk], home.pk, link.joined_on, link.left_on, place)
        found[link.contact_id].homes.append(cell)
    for one in found.values():
        # In an order that holds wherever the file goes: an id is another there.
        one.ties.sort(key=lambda said: kin.REFERRED.sub("", said))
        while sum(len(said) + 2 for said in one.ties) > LONGEST_CELL:
            one.ties.pop()
            left_out[TOO_MANY] += 1
        one.homes.sort(key=lambda said: kin.REFERRED.sub("", said))
    return found
