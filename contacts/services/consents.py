"""Lines of the consent ledger."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import ledger, uses
from contacts.models import ConsentEvent, Contact, Relationship
from contacts.services.rows import locked, require_hearing
from contacts.services.suppressions import reopen
from crm.access.actors import Actor
from crm.access.errors import DomainError, NotAllowed
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
    guardian: Contact | None = None,
    source: str = "",
    given_on: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> ConsentEvent:
    """One line, for a contact or for a participant without one; with `session_id` for that session only.

    A guardian's answer may name the guardian: somebody whose relationship says so. A yes of the person's own to be reached opens what "do not contact" had closed. From an import a yes needs its
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
    if guardian is not None:
        given_by = "guardian"
        _check_guardian(by, contact, guardian)
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
        guardian=guardian,
        source=source,
        given_on=given_on,
        at=now or timezone.now(),
        recorded_by_id=by.membership_id,
    )
    details = {"purpose": purpose, "value": value, "how": how}
    if contact is None:
        details["participant"] = str(participant_id)
    audit.record("contacts.consent_recorded", by=by, target=contact, details=details)
    if contact is not None and value == Value.GRANTED and purpose in OPENING and not line.is_from_file:
        reopen(by, contact, purpose)
    if purpose in uses.PURPOSES:
        ledger.tell(by, line)
    return line


@transaction.atomic
def record_uses(*, by: Actor, answers: Mapping[str, str], **said: Any) -> list[ConsentEvent]:
    """What one form or one talk answered about several uses at once: a line for each. `said` as record_consent takes it."""
    return [record_consent(by=by, purpose=purpose, value=value, **said) for purpose, value in answers.items()]


def _check_guardian(by: Actor, contact: Contact | None, guardian: Contact) -> None:
    if guardian.organization_id != by.organization_id:
        raise NotAllowed
    links = Relationship.objects.filter(organization_id=by.organization_id, contact=guardian, ends_on=None)
    if contact is None or not links.guardians_of(contact.pk).exists():
        raise DomainError(_("Say first that they are the guardian, under “Relationships”."), field="guardian")
