"""Recordings and photos that hold what somebody took back: hidden at once, deleted by a person, or by time."""

import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import ConsentEvent, Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Attachment, ListeningSession, Note, SessionParticipant
from listening.services.deputies import the_deed_of
from listening.sessions.sealing import participants_of
from tasks import services as tasks

Kind, Purpose = Attachment.Kind, ConsentEvent.Purpose
# What a refusal of each reaches in a file of the whole session; of a file of their own note, all.
REACHED = {
    Purpose.QUOTE: (Kind.AUDIO, Kind.PHOTO),
    Purpose.AUDIO: (Kind.AUDIO,),
    Purpose.PHOTO: (Kind.PHOTO,),
}
ORIGIN = "listening.files_held"
LOOKED_AT_IN = datetime.timedelta(days=7)
DELETED_IN = datetime.timedelta(days=14)


def hold_files(*, by: Actor, line: ConsentEvent, now: datetime.datetime | None = None) -> list[Attachment]:
    """Hide the files that a refusal reaches, at once. Whoever led the session is asked to delete them within a week; what
    nobody looked at is deleted after two. A sheet or a tape of many people may be shown again by hand."""
    kinds = REACHED.get(Purpose(line.purpose))
    if not kinds:
        return []
    now = now or timezone.now()
    voices = voices_of_line(line)
    ours = Attachment.objects.filter(organization_id=line.organization_id).kept().filter(held_at=None)
    sessions = SessionParticipant.objects.filter(pk__in=voices.values("pk")).values("session_id")
    own = notes_of_line(line, voices)
    about = Q(session_id__in=sessions, kind__in=kinds)
    about |= Q(note__in=own) if line.purpose == Purpose.QUOTE else Q(note__in=own, kind__in=kinds)
    found = list(ours.filter(about).select_related("session", "note__session").order_by("added_at", "pk"))
    latest = timezone.localdate(now) + DELETED_IN
    for file in found:
        file.held_at = now
        file.retained_until = min(file.retained_until, latest)
        file.save(update_fields=["held_at", "retained_until"])
        audit.record("listening.attachment_held", by=by, target=file, details={"kind": file.kind})
    _ask_for_deletion(by, found, now)
    return found


def show_again(*, by: Actor, attachment: Attachment) -> None:
    """Whoever took their words back is not on it. The day of deletion stays."""
    require(by, Permission.MANAGE_LISTENING)
    if attachment.held_at is None or attachment.purged_at:
        return
    attachment.held_at = None
    attachment.save(update_fields=["held_at"])
    audit.record("listening.attachment_shown_again", by=by, target=attachment)


def voices_of_line(line: ConsentEvent) -> QuerySet[SessionParticipant]:
    """The participants whom a line of the ledger speaks for: open, under another record of theirs, or behind a seal."""
    about = Q(pk=line.participant_id) if line.participant_id else Q(pk=None)
    if line.contact_id:
        people = people_of(line)
        behind = participants_of(line.organization_id, people)
        about |= Q(contact_id__in=people) | Q(pk__in=list(behind))
    voices = SessionParticipant.objects.filter(about, organization_id=line.organization_id)
    return voices.filter(session_id=line.session_id) if line.session_id else voices


def notes_of_line(line: ConsentEvent, voices: QuerySet[SessionParticipant]) -> QuerySet[Note]:
    """What they said, as far as the line reaches."""
    about = Q(participant__in=voices.values("pk"))
    if line.contact_id:
        about |= Q(contact_id__in=people_of(line))
    notes = Note.objects.filter(about, organization_id=line.organization_id, is_quote=True)
    return notes.filter(session_id=line.session_id) if line.session_id else notes


def people_of(line: ConsentEvent) -> set[uuid.UUID]:
    """The contact of a line and the records that were merged into theirs."""
    same = Q(pk=line.contact_id) | Q(merged_into_id=line.contact_id)
    found = Contact.objects.filter(same, organization_id=line.organization_id)
    return set(found.values_list("pk", flat=True))


def _ask_for_deletion(by: Actor, files: Iterable[Attachment], now: datetime.datetime) -> None:
    sessions: dict[uuid.UUID, tuple[ListeningSession, Attachment]] = {}
    for file in files:
        if session := file.session or (file.note.session if file.note else None):
            sessions.setdefault(session.pk, (session, file))
    for session, file in sessions.values():
        lead = session.project.lead_id if session.project else None
        for owner_id in filter(None, (session.facilitator_id, lead, file.added_by_id, by.membership_id)):
            try:
                tasks.create_task(
                    by=the_deed_of(by),
                    title=_("Delete recordings and photos: somebody took their words back"),
                    owner_id=owner_id,
                    due_on=timezone.localdate(now) + LOOKED_AT_IN,
                    origin=ORIGIN,
                    source_id=session.pk,
                    now=now,
                )
            except DomainError:
                continue  # no longer here, or without tasks
            break
