"""One tap to a person: a call or a text, if the reader's role may see numbers and the person allows it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.consent import consent_of
from contacts.models import ConsentEvent, Contact
from crm.access.actors import Actor
from crm.access.roles import Permission

Purpose = ConsentEvent.Purpose
# A call first: a conversation moves people, a text reminds them.
CHANNELS = [
    (Purpose.CALL, "tel", "phone", _("Call %(name)s")),
    (Purpose.TEXT, "sms", "message-square", _("Text %(name)s")),
]


@dataclass(frozen=True)
class Way:
    url: str
    icon: str
    label: str | Promise


def ways(actor: Actor, contacts: Sequence[Contact]) -> dict[uuid.UUID, Way]:
    """The best way for each of these people; those who cannot or must not be reached are left out."""
    if not contacts or not actor.can(Permission.VIEW_METHODS):
        return {}
    found = {}
    for contact_id, consent in consent_of(contacts).items():
        for purpose, scheme, icon, label in CHANNELS:
            if consent.may(purpose).allowed:
                number = consent.usable(purpose)[0].key
                found[contact_id] = Way(
                    f"{scheme}:{number}", icon, label % {"name": consent.contact.display_name}
                )
                break
    return found
