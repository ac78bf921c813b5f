"""What a conversation leaves on the person."""

import datetime

from contacts.models import Contact
from contacts.services.rows import require_hearing
from crm.access.actors import Actor


def set_last_talk(*, by: Actor, contact: Contact, at: datetime.datetime | None) -> None:
    """Keeps the derived moment of the latest conversation. Not an edit: a form opened before it stays fresh."""
    require_hearing(by)
    Contact.objects.visible_to(by).filter(pk=contact.pk).update(last_talk_at=at)
    contact.last_talk_at = at
