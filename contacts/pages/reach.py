"""How a person is reached: their numbers, who shares them, and which buttons may stand on top of the page."""

from collections import defaultdict
from dataclasses import dataclass, field

from contacts.consent import Consent, Purpose, is_dead
from contacts.models import Contact, ContactMethod
from crm.access.actors import Actor

BUTTONS = {"call": Purpose.CALL, "text": Purpose.TEXT, "email": Purpose.EMAIL}


@dataclass(frozen=True)
class Way:
    method: ContactMethod
    is_held: bool  # a minor's own, until a guardian says yes
    is_dead: bool  # somebody who shares it found that it does not work, or unsubscribed
    others: list[Contact] = field(default_factory=list)  # who has it too, as far as the reader sees them


def buttons(known: Consent) -> dict[str, str]:
    """Numbers for the buttons on top: only where we may."""
    return {
        name: known.usable(purpose)[0].key for name, purpose in BUTTONS.items() if known.may(purpose).allowed
    }


def ways_of(actor: Actor, contact: Contact, known: Consent) -> list[Way]:
    visible = ContactMethod.objects.visible_to(actor)
    methods = list(
        visible.filter(contact=contact).annotate(dead=is_dead()).order_by("-is_preferred", "kind", "pk")
    )
    sharing = defaultdict(list)
    same = visible.filter(key__in=[method.key for method in methods]).exclude(contact=contact)
    for method in same.select_related("contact").order_by("pk"):
        if method.contact not in sharing[method.key]:
            sharing[method.key].append(method.contact)
    held = contact.is_minor and all(known.held(purpose) for purpose in BUTTONS.values())
    return [
        Way(
            method=method,
            is_held=held and method.label != ContactMethod.Label.GUARDIAN,
            is_dead=method.dead and method.status == ContactMethod.Status.OK,
            others=sharing[method.key],
        )
        for method in methods
    ]
