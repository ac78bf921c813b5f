"""Lines of the consent ledger, and numbers that must not be reached again."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.derived import suppression_digest
from contacts.models import ConsentEvent, Contact, ContactMethod, Suppression
from contacts.services.rows import locked, require_hearing
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit

Purpose, Value = ConsentEvent.Purpose, ConsentEvent.Value
OPENING = frozenset({Purpose.TEXT, Purpose.CALL, Purpose.EMAIL})


@transaction.atomic
def record_consent(
    *,
    by: Actor,
    purpose: str,
    value: str,
    contact: Contact | None = None,
    participant_id: uuid.UUID | None = None,
    session_id: uuid.UUID | None = None,
    how: str = "verbal",
    language: str = "en",
    text_version: str = "",
    given_by: str = "self",
    source: str = "",
    given_on: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> ConsentEvent:
    """One line, for a contact or for a participant without one; with `session_id` for that session only.

    A yes of the person's own to be reached opens what "do not contact" had closed. From an import a yes needs its
    source (column and file) and its day.
    """
    require_hearing(by)
    if contact is None and participant_id is None:
        raise TypeError("consent of whom?")
    if value == Value.ANONYMOUS and purpose != Purpose.QUOTE:
        raise DomainError(_("“Without name” is an answer about words only."), field="value")
    is_yes = value in (Value.GRANTED, Value.ANONYMOUS)
    if how == "import" and is_yes and not (source and given_on):
        raise DomainError(_("A yes from a file needs the column it stands in and the day it was given."))
    if contact is not None:
        contact = locked(by, contact)
    line = ConsentEvent.objects.create(
        organization_id=by.organization_id,
        contact=contact,
        participant_id=participant_id,
        session_id=session_id,
        purpose=purpose,
        value=value,
        how=how,
        language=language,
        text_version=text_version,
        given_by=given_by,
        source=source,
        given_on=given_on,
        at=now or timezone.now(),
        recorded_by_id=by.membership_id,
    )
    details = {"purpose": purpose, "value": value, "how": how}
    if contact is None:
        details["participant"] = str(participant_id)
    audit.record("contacts.consent_recorded", by=by, target=contact, details=details)
    if contact is not None and value == Value.GRANTED and purpose in OPENING and how != "import":
        _reopen(by, contact)
    return line


@transaction.atomic
def suppress(
    *, by: Actor, contact: Contact, reason: str = "do_not_contact", method: ContactMethod | None = None
) -> int:
    """Keep the keyed hashes of all numbers and addresses of a person, or of one, so that nothing reaches them and no
    import brings them back. "Do not contact" and "unsubscribed" show on the person too. Returns how many were new."""
    if reason in (Suppression.Reason.DO_NOT_CONTACT, Suppression.Reason.UNSUBSCRIBED):
        require_hearing(by)
    else:
        require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, contact)
    count = suppress_methods(contact, reason, method)
    if reason == Suppression.Reason.DO_NOT_CONTACT and contact.status != Contact.Status.DO_NOT_CONTACT:
        before, contact.status = contact.status, Contact.Status.DO_NOT_CONTACT
        contact.version += 1
        contact.save(update_fields=["status", "version", "updated_at"])
        audit.record(
            "contacts.suppressed",
            by=by,
            target=contact,
            changes={"status": (before, contact.status)},
            details={"reason": reason, "count": count},
        )
    else:
        audit.record("contacts.suppressed", by=by, target=contact, details={"reason": reason, "count": count})
    return count


def suppress_methods(contact: Contact, reason: str, method: ContactMethod | None = None) -> int:
    """Only the hashes and the state of the methods, for services that audit the deed themselves."""
    methods = ContactMethod.objects.filter(organization_id=contact.organization_id, contact=contact)
    if method is not None:
        methods = methods.filter(pk=method.pk)
    digests = {
        suppression_digest(contact.organization_id, key) for key in methods.values_list("key", flat=True)
    }
    held = Suppression.objects.filter(
        organization_id=contact.organization_id, reason=reason, digest__in=digests
    )
    fresh = digests - {bytes(digest) for digest in held.values_list("digest", flat=True)}
    Suppression.objects.bulk_create(
        [
            Suppression(organization_id=contact.organization_id, digest=digest, reason=reason)
            for digest in sorted(fresh)
        ],
        ignore_conflicts=True,
    )
    if reason == Suppression.Reason.UNSUBSCRIBED:
        methods.update(status=ContactMethod.Status.UNSUBSCRIBED)
    return len(fresh)


def _reopen(by: Actor, contact: Contact) -> None:
    """Their own new yes takes back their own closing. Nobody's yes opens a number that another person closed."""
    if contact.status != Contact.Status.DO_NOT_CONTACT:
        return
    keys = ContactMethod.objects.filter(organization_id=by.organization_id, contact=contact)
    digests = [suppression_digest(by.organization_id, key) for key in keys.values_list("key", flat=True)]
    closed = Suppression.objects.filter(
        organization_id=by.organization_id, digest__in=digests, reason=Suppression.Reason.DO_NOT_CONTACT
    )
    count = closed.delete()[0]
    contact.status = Contact.Status.ACTIVE
    contact.version += 1
    contact.save(update_fields=["status", "version", "updated_at"])
    audit.record("contacts.reopened", by=by, target=contact, details={"count": count})
