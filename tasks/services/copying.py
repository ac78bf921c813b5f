"""Who else reads along when a minor is written to. No adult writes to a minor alone: by the organization's choice a guardian
or a second adult of its own gets the same, or nothing goes out."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from contacts.consent import Consent, consent_of
from contacts.models import ConsentEvent, Contact, ContactMethod, Relationship
from crm.access.actors import Actor
from tasks import reasons
from tasks.models import SendingSetting

Copies, Purpose = SendingSetting.Copies, ConsentEvent.Purpose


@dataclass(frozen=True)
class Copy:
    """`why` is a key of tasks.reasons where there is nobody."""

    to: str = ""
    why: str = ""


def guardians_of(by: Actor, people: Collection[Contact]) -> dict[uuid.UUID, list[Consent]]:
    """The adults whose relationship says that they are the guardian today, with what they allow; by minor."""
    minors = [person.pk for person in people if person.is_minor]
    if not minors:
        return {}
    links = (
        Relationship.objects.filter(organization_id=by.organization_id)
        .current(on=timezone.localdate())
        .guardians_of(*minors)
        .order_by("pk")
        .values_list("other_id", "contact_id")
    )
    pairs = list(links)
    adults = Contact.objects.filter(
        organization_id=by.organization_id, pk__in={pk for _minor, pk in pairs}, is_minor=False
    )
    allowed, found = consent_of(adults), defaultdict(list)
    for minor, adult in pairs:
        if adult in allowed:
            found[minor].append(allowed[adult])
    return found


def copy_for(
    consent: Consent,
    to: str,
    purpose: str,
    setting: SendingSetting,
    guardians: Mapping[uuid.UUID, list[Consent]],
) -> Copy:
    """Of what goes to the minor's own `to`."""
    if setting.copies == Copies.NOBODY:
        return Copy(why=reasons.NO_MINORS)
    if setting.copies == Copies.ADULT:
        candidates = [setting.second_adult if purpose == Purpose.EMAIL else setting.second_number]
    else:
        candidates = [
            written(method, purpose)
            for method in consent.usable(purpose)
            if method.label == ContactMethod.Label.GUARDIAN
        ]
        for adult in guardians.get(consent.contact.pk, []):
            # Asked like anybody: a guardian who wants no texts gets none, in copy or not.
            if adult.may(purpose).allowed:
                candidates += [written(method, purpose) for method in adult.usable(purpose)]
    # A family may share one address: then nobody else reads along.
    others = [one for one in candidates if one and one.casefold() != to.casefold()]
    return Copy(others[0]) if others else Copy(why=reasons.NO_COPY)


def written(method: ContactMethod, purpose: str) -> str:
    """As it is written down and sent to: an address in its plain form, a number as people read it."""
    return method.key if purpose == Purpose.EMAIL else method.value
