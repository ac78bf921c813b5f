"""Who took part: put down under a pseudonym, named later, sealed, opened with a reason."""

import re
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contacts import services as contacts
from contacts.models import ConstituencyRow, Contact
from crm.access.actors import Actor, Deputy, deputy_of
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Attempt, ListeningSession, Note, SealedLink, SessionParticipant
from listening.querysets.heard import TALKS
from listening.talks.naming import split_name
from tasks import services as tasks

# Codes are read aloud and written by hand: no vowels, no look-alikes.
CODE_LETTERS = "2346789BCDFGHJKMNPQRTVWXYZ"
REASON_AT_LEAST = 10


class NeedsReason(DomainError):
    sentence = _("Say why you need to know who this is, in a few words. It is kept.")


class NotSealed(DomainError):
    sentence = _("There is no sealed name behind this.")


class SaidSomething(DomainError):
    sentence = _("Their words are written down under this pseudonym, so it stays.")


@transaction.atomic
def add_participant(
    *,
    by: Actor,
    session: ListeningSession,
    contact: Contact | None = None,
    constituencies: Iterable[str] = (),
    came_by: str = SessionParticipant.CameBy.BY_HAND,
    client_uuid: uuid.UUID | None = None,
    **snapshot: Any,
) -> SessionParticipant:
    """One more, under the next pseudonym. The same contact, or the same `client_uuid`, again gives the row there is.

    What is known of the contact (stakes, school, language, race) is kept as it is now: it is what they were then.
    """
    if not (by.can(Permission.MANAGE_LISTENING) or by.can(Permission.LOG_CONVERSATION)):
        raise NotAllowed
    rows = SessionParticipant.objects.filter(organization_id=by.organization_id)
    # One pseudonym each, however many sign in at the same moment.
    ListeningSession.objects.select_for_update(of=("self",)).get(
        organization_id=by.organization_id, pk=session.pk
    )
    if client_uuid and (known := rows.filter(client_uuid=client_uuid).first()):
        return known
    there = rows.filter(session=session)
    if contact and (known := there.filter(contact=contact).first()):
        return known
    kinds = list(dict.fromkeys(constituencies))
    facts = {**snapshot_of(contact), **snapshot} if contact else snapshot
    row = SessionParticipant.objects.create(
        organization_id=by.organization_id,
        session=session,
        contact=contact,
        pseudonym=f"P{_last(there.values_list('pseudonym', flat=True)) + 1}",
        came_by=came_by,
        receipt_code=new_code(),
        client_uuid=client_uuid,
        **{**facts, "constituencies": kinds or facts.get("constituencies", [])},
    )
    audit.record("listening.participant_added", by=by, target=session, details={"came_by": came_by})
    return row


@transaction.atomic
def name_participant(*, by: Actor, participant: SessionParticipant, contact: Contact) -> SessionParticipant:
    """Now we know who it was: the row, its notes and its talk get the contact."""
    if not (by.can(Permission.MANAGE_LISTENING) or by.can(Permission.LOG_CONVERSATION)):
        raise NotAllowed
    if participant.contact_id == contact.pk:
        return participant
    fresh = snapshot_of(contact)
    participant.contact = contact
    for name, value in fresh.items():
        if not getattr(participant, name) or (
            name == "race_source" and participant.race_source == "not_asked"
        ):
            setattr(participant, name, value)
    participant.save()
    mine = {"organization_id": by.organization_id, "participant": participant}
    Note.objects.filter(**mine).update(contact=contact)
    Attempt.objects.filter(**mine).update(contact=contact)
    audit.record("listening.participant_named", by=by, target=participant)
    return participant


def remove_participant(*, by: Actor, participant: SessionParticipant) -> None:
    """Put down by mistake. Raises SaidSomething."""
    require(by, Permission.MANAGE_LISTENING)
    mine = {"organization_id": by.organization_id, "participant": participant}
    if Note.objects.filter(**mine).exists() or Attempt.objects.filter(**mine).exists():
        raise SaidSomething
    session = participant.session
    if SessionParticipant.objects.visible_to(by).filter(pk=participant.pk).delete()[0]:
        audit.record("listening.participant_removed", by=by, target=session)


@transaction.atomic
def seal_session(*, by: Actor, session: ListeningSession) -> int:
    """Part the names of everybody who took part from what they said. How many were sealed. A single talk is logged about
    a person and is not sealed."""
    require(by, Permission.MANAGE_LISTENING)
    if session.kind in TALKS:
        raise NotAllowed
    rows = SessionParticipant.objects.visible_to(by).filter(session=session, contact__isnull=False)
    named = list(rows.select_for_update(of=("self",)).select_related("task", "contact"))
    SealedLink.objects.bulk_create(
        SealedLink(
            organization_id=by.organization_id,
            participant=row,
            contact=row.contact,
            sealed_by_id=by.membership_id,
        )
        for row in named
    )
    Note.objects.filter(organization_id=by.organization_id, participant__in=named).update(contact=None)
    # Nothing that would lead from the pseudonym to the name: neither their one-on-one nor the key of a sign-in.
    rows.update(contact=None, task=None, client_uuid=None)
    if named:
        audit.record("listening.session_sealed", by=by, target=session, details={"people": len(named)})
    return len(named)


def unseal(*, by: Actor, participant: SessionParticipant, reason: str) -> Contact:
    """Who stands behind a pseudonym, told to one person, once, for a reason that the audit keeps. The link stays sealed.

    Raises NeedsReason, NotSealed; NotAllowed without the role, or for somebody whom the role may not see.
    """
    require(by, Permission.VIEW_RESTRICTED)
    reason = " ".join(reason.split())[:200]
    if len(reason) < REASON_AT_LEAST:
        raise NeedsReason(field="reason")
    link = SealedLink.objects.visible_to(by).filter(participant=participant).first()
    if link is None:
        raise NotSealed
    contact = Contact.objects.visible_to(by).filter(pk=link.contact_id).first()
    if contact is None:
        raise NotAllowed
    audit.record("listening.unsealed", by=by, target=participant, details={"reason": reason})
    return contact


def drop_tasks_of(by: Actor, participant: SessionParticipant, outcome: str) -> None:
    if participant.task and participant.task.state == "open":
        tasks.drop_task(by=hears(by), task=participant.task, outcome=outcome)


def person_called(
    by: Actor, *, name: str, phone: str, kinds: Iterable[str], language: str, key: uuid.UUID
) -> Contact:
    """A contact from what stands on a sheet: a name, perhaps a number. `key` makes it once."""
    given, family = split_name(name)
    return contacts.create_contact(
        by=hears(by),
        given_name=given,
        family_name=family,
        language=language,
        methods=[{"kind": "mobile", "value": phone}] if phone.strip() else [],
        constituencies=[{"kind": kind} for kind in kinds],
        client_uuid=key,
    )


def hears(by: Actor) -> Deputy:
    """Whoever writes down who came may thereby make the contact, the task and the consent that come of it."""
    return deputy_of(
        by,
        Permission.VIEW_CONTACTS,
        Permission.VIEW_ALL_CONTACTS,
        Permission.VIEW_MINORS,
        Permission.VIEW_METHODS,
        Permission.VIEW_RESTRICTED,
        Permission.EDIT_CONTACTS,
        Permission.WORK_TASKS,
        Permission.MANAGE_TASKS,
        Permission.LOG_CONVERSATION,
    )


def new_code() -> str:
    """A receipt code, like 4KQ7-XWBD, with which somebody without a contact withdraws their words."""
    letters = [secrets.choice(CODE_LETTERS) for _place in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def snapshot_of(contact: Contact) -> dict[str, Any]:
    """What is known of somebody now, as a participant keeps it."""
    stakes = [row for row in contact.constituencies.all() if row.ends_on is None]
    placed: ConstituencyRow | None = next((row for row in stakes if row.school_id), None)
    return {
        "constituencies": list(dict.fromkeys(row.kind for row in stakes)),
        "school_id": placed.school_id if placed else None,
        "district_id": (placed.district_id if placed else None) or contact.district_id,
        "language": contact.language[:12],
        "race": list(contact.race_ethnicity),
        "race_source": contact.race_source,
    }


def _last(pseudonyms: Iterable[str]) -> int:
    return max((int(found[1]) for name in pseudonyms if (found := re.fullmatch(r"P(\d+)", name))), default=0)
