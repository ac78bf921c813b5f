"""What stands in a row of a list of people: a fixed number of queries however long the list is."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from contacts.consent import Decision, Purpose, consent_of
from contacts.facts import Asking, Brief, brief_of
from contacts.models import ConstituencyRow, Contact
from contacts.visibility import Sight
from crm.access.actors import Actor


@dataclass(frozen=True)
class Row:
    contact: Contact
    kinds: list[str]
    place: str
    text: Decision | None
    step: Brief | None = None


def described(actor: Actor, people: list[Contact], seen: Sight) -> list[Row]:
    """In the order given. Whoever sees no facts gets names only."""
    if not seen.facts:
        return [Row(person, [], "", None) for person in people]
    stakes = defaultdict(list)
    current = ConstituencyRow.objects.visible_to(actor).current(on=timezone.localdate())
    for row in current.filter(contact__in=people).select_related("district", "school").order_by("pk"):
        stakes[row.contact_id].append(row)
    consent = consent_of(people)
    steps = brief_of("tasks.next_step", Asking(actor), people) or {}
    return [
        Row(
            contact=person,
            kinds=list(dict.fromkeys(row.kind for row in stakes[person.pk])),
            place=_place(person, stakes[person.pk]),
            text=consent[person.pk].may(Purpose.TEXT),
            step=steps.get(person.pk),
        )
        for person in people
    ]


def _place(person: Contact, stakes: list[ConstituencyRow]) -> str:
    """The school if there is one, else the district, else the city."""
    for row in stakes:
        if row.school or row.school_text:
            return str(row.school or row.school_text)
    district = next((row.district for row in stakes if row.district), person.district)
    return str(district) if district else person.city
