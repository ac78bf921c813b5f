"""From a transcript to notes: read, look, say who spoke, finish; and take it back."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib.words import plain
from listening.models import ListeningSession, Note, NoteVersion, SessionParticipant, Transcript
from listening.notes import transcribing
from listening.notes.caution import cautions
from listening.services.notes.noting import kept_as, notes_are_in
from listening.services.notes.taking_back import forget_voices, take_back_notes
from listening.services.sessions.participants import add_participant

State = Transcript.State
# What a speaker of a transcript may be besides a participant's id.
NEW, OURS, OUT = "new", "ours", "out"


class PastThat(DomainError):
    sentence = gettext_lazy("This transcript is finished or taken back already.")


class SameAgain(DomainError):
    sentence = gettext_lazy("This transcript was brought into this session already. Take it back first.")


def read_transcript(
    *, by: Actor, session: ListeningSession, data: bytes, name: str = "", language: str = "en"
) -> Transcript:
    """Kept turn by turn for the preview; the file itself is not. Raises transcribing.TranscriptRefused, SameAgain."""
    require(by, Permission.LOG_CONVERSATION)
    heard = transcribing.read(data)
    digest = hashlib.sha256(data).hexdigest()
    there = Transcript.objects.filter(organization_id=by.organization_id, session=session, sha256=digest)
    if there.filter(state=State.FINISHED).exists():
        raise SameAgain(field="file")
    transcript = Transcript.objects.create(
        organization_id=by.organization_id,
        session=session,
        format=heard.format,
        file_name="".join(letter for letter in name if letter.isprintable())[:160],
        sha256=digest,
        language=language,
        turns=[{"speaker": turn.speaker, "words": kept_as(turn.words)} for turn in heard.turns],
        counts={"turns": len(heard.turns)},
        by_id=by.membership_id,
    )
    audit.record("listening.transcript_read", by=by, target=transcript, details=transcript.counts)
    return transcript


def proposed_matches(transcript: Transcript, participants: Sequence[Any]) -> dict[str, str]:
    """Who each speaker probably is. `participants` from reading.participants: by pseudonym, or by a name that is visible."""
    by_name: dict[str, str] = {}
    for row in participants:
        names = [row.pseudonym, *((row.person.display_name, row.person.given_name) if row.person else ())]
        for name in names:
            by_name.setdefault(plain(name), str(row.pk))
    found = {}
    for speaker in speakers_of(transcript):
        bare = plain(speaker.partition("(")[0])
        if transcribing.is_one_of_us(speaker):
            found[speaker] = OURS
        else:
            found[speaker] = by_name.get(bare) or NEW
    return found


def speakers_of(transcript: Transcript) -> dict[str, list[str]]:
    """Their words in order, by what the transcript calls them."""
    found: dict[str, list[str]] = {}
    for turn in transcript.turns:
        found.setdefault(turn["speaker"], []).append(turn["words"])
    return found


def to_look_at(transcript: Transcript) -> list[tuple[int, str, list]]:
    """Turns with what must not be stored: place, words, sentences."""
    found = ((place, turn["words"]) for place, turn in enumerate(transcript.turns))
    return [(place, words, list(said.values())) for place, words in found if (said := cautions(words))]


@transaction.atomic
def finish_transcript(
    *,
    by: Actor,
    transcript: Transcript,
    matches: Mapping[str, str],
    language: str,
    fidelity: str = Note.Fidelity.VERBATIM,
    changed: Mapping[int, str] | None = None,
) -> dict[str, int]:
    """A note a turn, by the participant that its speaker is. `changed`: turns that somebody wrote anew; a blank one is
    left out. The turns themselves are forgotten then."""
    require(by, Permission.LOG_CONVERSATION)
    transcript = _locked(by, transcript, State.PREVIEW)
    session = transcript.session
    known = {str(row.pk): row for row in SessionParticipant.objects.visible_to(by).filter(session=session)}
    voices: dict[str, SessionParticipant | None] = {}
    made: list[str] = []
    for speaker in speakers_of(transcript):
        match = matches.get(speaker, OUT)
        if match == NEW:
            voice = voices[speaker] = add_participant(by=by, session=session)
            made.append(str(voice.pk))
        elif match == OURS:
            voices[speaker] = None
        elif match != OUT:
            voices[speaker] = known[match]
    notes, versions, left_out = [], [], 0
    for place, turn in enumerate(transcript.turns):
        words = kept_as((changed or {}).get(place, turn["words"]))
        if turn["speaker"] not in voices or not words:
            left_out += 1
            continue
        speaking = voices[turn["speaker"]]
        note = Note(
            organization_id=by.organization_id,
            session=session,
            participant=speaking,
            contact_id=speaking.contact_id if speaking else None,
            author_id=by.membership_id,
            is_quote=speaking is not None,
            language=language,
            fidelity=fidelity,
            transcript=transcript,
            position=place + 1,
        )
        notes.append(note)
        versions.append(
            NoteVersion(
                organization_id=by.organization_id,
                note=note,
                number=1,
                body=words,
                written_by_id=by.membership_id,
            )
        )
    Note.objects.bulk_create(notes, batch_size=500)
    NoteVersion.objects.bulk_create(versions, batch_size=500)
    if notes:
        notes_are_in(by=by, session=session)
    transcript.counts = {
        **transcript.counts, "notes": len(notes), "left_out": left_out, "participants": len(made)
    }  # fmt: skip
    transcript.matches = {"made": made}
    _end(by, transcript, State.FINISHED, language=language)
    return transcript.counts


@transaction.atomic
def undo_transcript(*, by: Actor, transcript: Transcript) -> int:
    """Take its notes back, and the participants it made that have nothing else; how many notes stay, since somebody
    worked with them."""
    _require_own(by, transcript)
    transcript = _locked(by, transcript, State.FINISHED)
    ids = Note.objects.filter(organization_id=by.organization_id, transcript=transcript).values_list(
        "pk", flat=True
    )
    kept = take_back_notes(by=by, ids=list(ids))
    forget_voices(by=by, ids=map(uuid.UUID, transcript.matches.get("made", [])))
    transcript.counts = {**transcript.counts, "kept": len(kept)}
    _end(by, transcript, State.UNDONE)
    return len(kept)


@transaction.atomic
def discard_transcript(*, by: Actor, transcript: Transcript) -> None:
    """Before it is finished."""
    _require_own(by, transcript)
    _end(by, _locked(by, transcript, State.PREVIEW), State.DISCARDED)


def _end(by: Actor, transcript: Transcript, state: str, **changes: Any) -> None:
    transcript.state, transcript.turns, transcript.ended_at = state, [], timezone.now()
    for name, value in changes.items():
        setattr(transcript, name, value)
    transcript.save()
    audit.record(f"listening.transcript_{state}", by=by, target=transcript, details=transcript.counts)


def _locked(by: Actor, transcript: Transcript, state: str) -> Transcript:
    """As it is now, and nobody else finishes it meanwhile."""
    rows = Transcript.objects.visible_to(by).select_related("session").select_for_update(of=("self",))
    now = rows.get(pk=transcript.pk)
    if now.state != state:
        raise PastThat
    return now


def _require_own(by: Actor, transcript: Transcript) -> None:
    if transcript.by_id is None or transcript.by_id != by.membership_id:
        require(by, Permission.MANAGE_LISTENING)
