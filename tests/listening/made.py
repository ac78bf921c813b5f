"""Coded notes for tests: a project, its codebook, notes and who gave which code to which words."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from crm.access.actors import Member
from listening.models import (
    Code,
    Codebook,
    Coding,
    CodingRound,
    Excerpt,
    ListeningProject,
    ListeningSession,
    Note,
    NoteVersion,
    RoundNote,
    SessionParticipant,
)

TODAY = datetime.date(2026, 10, 1)


def project(by: Member, name: str = "What we hear", **values: Any) -> ListeningProject:
    return ListeningProject.objects.create(
        organization_id=by.organization_id, name=name, starts_on=TODAY,
        report_back_due_on=TODAY + datetime.timedelta(days=90), **values,
    )  # fmt: skip


def codebook(by: Member, *names: str, name: str = "Our codes") -> tuple[Codebook, dict[str, Code]]:
    book = Codebook.objects.create(organization_id=by.organization_id, name=name)
    codes = {
        one: Code.objects.create(
            organization_id=by.organization_id, codebook=book, key=f"k{number}", name_en=one, status="active",
            position=number,
        )
        for number, one in enumerate(names)
    }  # fmt: skip
    return book, codes


def session(by: Member, of: ListeningProject | None, **values: Any) -> ListeningSession:
    return ListeningSession.objects.create(
        organization_id=by.organization_id, project=of,
        **{"starts_at": timezone.now(), "kind": "circle", "status": "noted", **values},
    )  # fmt: skip


def voice(by: Member, at: ListeningSession, pseudonym: str, **values: Any) -> SessionParticipant:
    return SessionParticipant.objects.create(
        organization_id=by.organization_id, session=at, pseudonym=pseudonym, **values
    )


def note(by: Member, at: ListeningSession, body: str, participant: Any = None, **values: Any) -> NoteVersion:
    made = Note.objects.create(
        organization_id=by.organization_id, session=at, author_id=by.id, participant=participant,
        is_quote=True, **values,
    )  # fmt: skip
    return NoteVersion.objects.create(
        organization_id=by.organization_id, note=made, number=1, body=body, written_by_id=by.id
    )


def coding_round(
    of: ListeningProject | None, book: Codebook, *versions: NoteVersion, coders: list[Member], **values: Any
) -> CodingRound:
    """A round in which these coders are done with these notes."""
    organization_id = book.organization_id
    made = CodingRound.objects.create(
        organization_id=organization_id, project=of, codebook=book,
        **{"name": "Round 1", "kind": "independent", **values},
    )  # fmt: skip
    RoundNote.objects.bulk_create(
        RoundNote(
            organization_id=organization_id, round=made, note_id=version.note_id, coder_id=coder.id,
            done_at=timezone.now(),
        )
        for version in versions
        for coder in coders
    )  # fmt: skip
    return made


def coded(
    by: Member, version: NoteVersion, words: str, code: Code, *, of: CodingRound | None = None, **values: Any
) -> Coding:
    """`words` of this wording get this code."""
    start = version.body.index(words)
    speaker = version.note.participant
    excerpt, _made = Excerpt.objects.get_or_create(
        organization_id=by.organization_id, version=version, start=start, end=start + len(words),
        defaults={
            "note": version.note, "session": version.note.session, "text": words, "participant": speaker,
            "constituencies": list(speaker.constituencies) if speaker else [],
            "language": version.note.language, "guid": uuid.uuid4(),
        },
    )  # fmt: skip
    return Coding.objects.create(
        organization_id=by.organization_id, excerpt=excerpt, code=code, coder_id=by.id, round=of, **values
    )
