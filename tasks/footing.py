"""The postal address at the foot of e-mails to people: without one they wait (decision 64), and pages say so."""

from django.urls import reverse

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.models import Organization
from tasks.models import Channel, Message


def lacks_address(actor: Actor) -> bool:
    """As `is_missing` asks it: blanks are no address."""
    written = Organization.objects.visible_to(actor).values_list("postal_address", flat=True)
    return not all(address.strip() for address in written)


def is_missing(message: Message) -> bool:
    """Of an e-mail to somebody who is no member."""
    to_a_person = message.channel == Channel.EMAIL and message.recipient_id is None
    return to_a_person and not message.organization.postal_address.strip()


def notice(actor: Actor) -> dict[str, object] | None:
    """For `tasks/_no_address.html`: None where all is well."""
    if not lacks_address(actor):
        return None
    url = reverse("tasks:sending") + "#id_postal_address"
    return {"url": url if actor.can(Permission.MANAGE_SETTINGS) else ""}
