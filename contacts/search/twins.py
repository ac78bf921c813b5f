"""Who is so alike that somebody may be adding them a second time: a form gone back to, a name written down twice."""

import datetime
from collections.abc import Iterable

from contacts import derived
from contacts.models import Contact
from contacts.search.fitting import similar
from crm.access.actors import Actor
from crm.lib import names

# One word alone is the name of many; what was typed again was typed a moment ago.
LATELY = datetime.timedelta(days=1)
MOST = 20


def twins(
    actor: Actor,
    *,
    called: tuple[str, str, str],
    ways: Iterable[tuple[str, str]],
    now: datetime.datetime,
) -> list[Contact]:
    """People in sight under the same name, or under the same first name with one of the ways (kind, value).

    `called`: first name, last name, what they go by.
    """
    given, family, chosen = called
    seen = (
        Contact.objects.visible_to(actor).current().select_related("district").order_by("-created_at", "pk")
    )
    same_name = seen.filter(sort_name=derived.sort_name(given, family, chosen))
    if not (family.strip() and (given or chosen).strip()):
        same_name = same_name.filter(created_at__gte=now - LATELY)
    found = {person.pk: person for person in same_name[:MOST]}
    mine = {names.fold(name) for name in (given, chosen) if name.strip()}
    reached = similar(actor, "", ways).current().select_related("district").order_by("-created_at", "pk")
    for person in reached[:MOST]:
        if mine & {names.fold(person.given_name), names.fold(person.chosen_name)}:
            found.setdefault(person.pk, person)
    return list(found.values())
