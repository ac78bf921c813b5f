"""Taking back what was just logged."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import services as contacts
from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import (
    Attempt,
    ListeningSession,
)
from listening.services.deputies import the_deed_of
from listening.services.talks.conversing import see_last_talk
from listening.services.talks.talk import talk_contact_uuid
from tasks import services as tasks

UNDO_FOR = datetime.timedelta(hours=1)


class TooLateToUndo(DomainError):
    sentence = gettext_lazy("This was saved more than an hour ago. Correct it on the person's page instead.")


def undo_attempt(*, by: Actor, attempt: Attempt, now: datetime.datetime | None = None) -> None:
    """Take back what was just logged: the attempt no longer counts, its open task is dropped, a contact made by it goes
    to the bin, somebody said to have died or moved is what they were. A no to being contacted stays: only the person opens
    that again. The note and its words go with it. Raises TooLateToUndo, NotAllowed."""
    now = now or timezone.now()
    if attempt.by_id != by.membership_id and not by.can(Permission.MANAGE_LISTENING):
        raise NotAllowed
    if attempt.undone_at:
        return
    if now - attempt.created_at > UNDO_FOR:
        raise TooLateToUndo
    attempt.undone_at = now
    attempt.save(update_fields=["undone_at"])
    if attempt.task and attempt.task.state == "open":
        tasks.drop_task(by=the_deed_of(by), task=attempt.task, outcome=_("The talk was taken back."))
    if attempt.session_id:
        ListeningSession.objects.visible_to(by).filter(id=attempt.session_id).update(
            status=ListeningSession.Status.CANCELLED
        )
    if contact := attempt.contact:
        if contact.client_uuid == talk_contact_uuid(attempt.client_uuid):
            contacts.archive_contact(by=the_deed_of(by), contact=contact)
        else:
            see_last_talk(by, contact)
            _restore_status(by, attempt, contact)
    audit.record("listening.attempt_undone", by=by, target=attempt)


def _restore_status(by: Actor, attempt: Attempt, contact: Contact) -> None:
    told = {Attempt.Result.DECEASED: Contact.Status.DECEASED, Attempt.Result.MOVED: Contact.Status.MOVED}
    contact.refresh_from_db()
    if attempt.status_before and contact.status == told.get(Attempt.Result(attempt.result)):
        contacts.edit_contact(
            by=the_deed_of(by),
            contact=contact,
            version=contact.version,
            changes={"status": attempt.status_before},
        )
