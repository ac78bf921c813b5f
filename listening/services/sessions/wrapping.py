"""Six minutes after a meeting: who came (counting), who did what and said yes (asking), what was said (here). Each step is
saved by itself, so that a phone that rings in between costs nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import GuideQuestion, ListeningSession, Note, SessionParticipant, SessionRole
from listening.services.notes.memos import write_memo
from listening.services.notes.noting import write_note
from listening.services.sessions.counting import wrap_up_people
from listening.services.sessions.participants import (
    hears,
    seal_session,
)
from listening.services.sessions.planning import REMINDED, own
from tasks import services as tasks

Status = ListeningSession.Status


@dataclass(frozen=True)
class Said:
    """What was said to one question, or freely: one voice a line."""

    words: str
    question: GuideQuestion | None = None


@transaction.atomic
def wrap_up_words(
    *,
    by: Actor,
    session: ListeningSession,
    said: Iterable[Said],
    language: str = "",
    fidelity: str = Note.Fidelity.MEMORY,
    memo: str = "",
    agreements: str = "",
) -> ListeningSession:
    """What was said, by question or freely, one voice a line; "P3: ..." names who spoke. A session with words counts as
    noted. Afterwards the names are sealed, where the session says so."""
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    speakers = {
        row.pseudonym.casefold(): row
        for row in SessionParticipant.objects.visible_to(by).filter(session=session).select_related("contact")
    }
    language, written = language or session.language, 0
    for part in said:
        for line in filter(None, (line.strip() for line in part.words.splitlines())):
            speaker, words = _speaker(line, speakers)
            write_note(
                by, session, speaker, speaker.contact if speaker else None, words, language, is_quote=True,
                fidelity=fidelity, question=part.question,
            )  # fmt: skip
            written += 1
    if memo.strip():
        write_memo(by=by, body=memo, session=session)
    if agreements.strip():
        session.agreements = agreements.strip()
    if written:
        session.status = Status.NOTED
    elif session.status == Status.PLANNED:
        session.status = Status.HELD
    session.save(update_fields=["status", "agreements"])
    audit.record("listening.session_wrapped_up", by=by, target=session, details={"notes": written})
    if session.is_sealed:
        seal_session(by=by, session=session)
    tasks.keep_plan(by=hears(by), kind=REMINDED, subject_id=session.pk)
    return session


def wrap_up_session(
    *,
    by: Actor,
    session: ListeningSession,
    headcount: int,
    notes: str = "",
    language: str = "",
    memo: str = "",
) -> ListeningSession:
    """All in one: how many came, and each line of `notes` one voice."""
    wrap_up_people(by=by, session=session, headcount=headcount)
    done = wrap_up_words(by=by, session=session, said=[Said(notes)], language=language, memo=memo)
    session.headcount, session.status = done.headcount, done.status
    return session


def thanked_first(by: Actor, session: ListeningSession) -> list[Contact]:
    """Whom to thank: the host first, then everybody by name whom the actor may see."""
    rows = SessionParticipant.objects.visible_to(by).filter(session=session, contact__isnull=False)
    hosts = set(
        SessionRole.objects.visible_to(by)
        .filter(session=session, role=SessionRole.Role.HOST, participant__isnull=False)
        .values_list("participant_id", flat=True)
    )
    people = {row.pk: row.contact_id for row in rows.order_by("created_at", "pk") if row.contact_id}
    seen = {person.pk: person for person in Contact.objects.visible_to(by).filter(pk__in=people.values())}
    order = sorted(people, key=lambda pk: pk not in hosts)
    return [seen[people[pk]] for pk in order if people[pk] in seen]


def _speaker(line: str, speakers: Mapping[str, SessionParticipant]) -> tuple[SessionParticipant | None, str]:
    tag, sign, words = line.lstrip("•-* ").partition(":")
    known = speakers.get(tag.strip().casefold()) if sign else None
    return (known, words.strip()) if known and words.strip() else (None, line.lstrip("•-* ") or line)
