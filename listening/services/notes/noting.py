"""Notes: written, corrected, described. Their words are kept as typed, with lines ending in LF."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, StaleEdit
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.coding.drawing import uncovered_text
from listening.gate.covering import covers_of
from listening.models import ListeningSession, Note, NoteTranslation, NoteVersion, SessionParticipant
from listening.services.coding.anchoring import follow

LONGEST = 20_000  # letters of one note


class NothingHeard(DomainError):
    sentence = gettext_lazy("Write what was said, or leave the note out.")


class TooLong(DomainError):
    sentence = gettext_lazy("This is longer than a note may be. Bring it in as a transcript, turn by turn.")


class AnotherSession(DomainError):
    sentence = gettext_lazy("This person took part in another session.")


def add_note(
    *,
    by: Actor,
    session: ListeningSession,
    body: str,
    language: str = "en",
    is_quote: bool = True,
    participant: SessionParticipant | None = None,
    confidentiality: str = Note.Confidentiality.TEAM,
    fidelity: str = Note.Fidelity.NEAR,
    client_uuid: uuid.UUID | None = None,
    **described: Any,
) -> Note:
    """`described`: other fields of the note. The same client_uuid again changes nothing and gives the same note."""
    require(by, Permission.LOG_CONVERSATION)
    if not body.strip():
        raise NothingHeard(field="body")
    _check_speaker(session, participant)
    if client_uuid and (known := _known(by, client_uuid)):
        return known
    try:
        with transaction.atomic():
            note = write_note(
                by, session, participant, participant.contact if participant else None, body, language, is_quote,
                confidentiality, fidelity=fidelity, client_uuid=client_uuid, **described,
            )  # fmt: skip
    except IntegrityError:
        # The other press of a double press came first.
        known = _known(by, client_uuid) if client_uuid else None
        if known is None:
            raise
        return known
    audit.record("listening.note_added", by=by, target=note)
    return note


def correct_note(*, by: Actor, note: Note, body: str, seen: int | None = None) -> NoteVersion:
    """The next version of a note; the earlier wording stays. One's own, or anybody's with MANAGE_LISTENING.

    `body` is what this actor made of the words as they may read them: what is covered there keeps its words. `seen` is
    the number of the version that was on screen; raises StaleEdit when there is a newer one."""
    if note.author_id != by.membership_id:
        require(by, Permission.MANAGE_LISTENING)
    if not body.strip():
        raise NothingHeard(field="body")
    Note.objects.visible_to(by).select_for_update(of=("self",)).get(pk=note.pk)
    last = NoteVersion.objects.visible_to(by).filter(note=note).order_by("-number").first()
    if seen is not None and last and last.number != seen:
        raise StaleEdit(field="body")
    body = kept_as(body)
    if last and (covers := covers_of(by, last)):
        body = uncovered_text(last.body, covers, body)
    if last and last.body == body:
        return last
    version = NoteVersion.objects.create(
        organization_id=by.organization_id,
        note=note,
        number=last.number + 1 if last else 1,
        body=body,
        written_by_id=by.membership_id,
    )
    if last:
        last.note = version.note = note
        follow(by=by, old=last, new=version)
    audit.record("listening.note_corrected", by=by, target=note, details={"version": version.number})
    return version


def describe_note(*, by: Actor, note: Note, **changes: Any) -> Note:
    """Who spoke, in what language, how faithfully it was written down, who may read it. One's own, or anybody's with
    MANAGE_LISTENING."""
    if note.author_id != by.membership_id:
        require(by, Permission.MANAGE_LISTENING)
    if "participant" in changes:
        _check_speaker(note.session, changes["participant"])
        changes["contact"] = changes["participant"].contact if changes["participant"] else None
    changed = [name for name, value in changes.items() if getattr(note, name) != value]
    if not changed:
        return note
    for name in changed:
        setattr(note, name, changes[name])
    note.save(update_fields=changed)
    audit.record("listening.note_described", by=by, target=note, details={"fields": sorted(changed)})
    return note


def bring_note(
    *,
    by: Actor,
    author_id: uuid.UUID | None,
    session: ListeningSession,
    participant: SessionParticipant | None,
    body: str,
    translation: str = "",
    translation_language: str = "en",
    **fields: Any,
) -> Note:
    """For imports, whose run audits its chunks: a note, with its translation where the row has one."""
    note = Note.objects.create(
        organization_id=by.organization_id,
        session=session,
        participant=participant,
        contact_id=participant.contact_id if participant else None,
        author_id=author_id,
        is_quote=True,
        **fields,
    )
    version = NoteVersion.objects.create(
        organization_id=by.organization_id, note=note, number=1, body=kept_as(body), written_by_id=author_id
    )
    if kept_as(translation) and translation_language != note.language:
        NoteTranslation.objects.create(
            organization_id=by.organization_id,
            version=version,
            language=translation_language,
            body=kept_as(translation),
            translated_by_id=author_id,
        )
    return note


def notes_are_in(*, by: Actor, session: ListeningSession) -> None:
    """A session that was planned or held has notes now."""
    if session.status in (session.Status.PLANNED, session.Status.HELD):
        session.status = session.Status.NOTED
        session.save(update_fields=["status"])


def write_note(
    by: Actor,
    session: ListeningSession,
    participant: SessionParticipant | None,
    contact: Contact | None,
    body: str,
    language: str,
    is_quote: bool,
    confidentiality: str = Note.Confidentiality.TEAM,
    **fields: Any,
) -> Note:
    """For services: the row and its first wording."""
    if len(body) > LONGEST:
        raise TooLong(field="body")
    note = Note.objects.create(
        organization_id=by.organization_id,
        session=session,
        participant=participant,
        contact=contact,
        author_id=by.membership_id,
        is_quote=is_quote,
        language=language,
        confidentiality=confidentiality,
        **fields,
    )
    NoteVersion.objects.create(
        organization_id=by.organization_id,
        note=note,
        number=1,
        body=kept_as(body),
        written_by_id=by.membership_id,
    )
    return note


def kept_as(body: str) -> str:
    """As it is stored: lines end with LF, no NUL. Nothing else is touched, excerpts count these letters."""
    return body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _known(by: Actor, client_uuid: uuid.UUID) -> Note | None:
    return Note.objects.visible_to(by).filter(client_uuid=client_uuid).first()


def _check_speaker(session: ListeningSession, participant: SessionParticipant | None) -> None:
    if participant and participant.session_id != session.pk:
        raise AnotherSession(field="participant")
