"""Putting codes on words, taking them off, finishing a note."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.coding.offsets import Stretch, find_again, snap
from listening.gate import QuoteGate, Use
from listening.models import (
    Code,
    Coding,
    CodingRound,
    Excerpt,
    ListeningSession,
    Note,
    NoteVersion,
    RoundNote,
)
from listening.services.coding.anchoring import follow


class NoWords(DomainError):
    sentence = _("Choose the words first.")


class WordsChanged(DomainError):
    sentence = _("This note was corrected while you read it, and these words are not in it any more.")


class WordsWithdrawn(DomainError):
    sentence = _("The person who said these words asked to take them back.")


class RoundClosed(DomainError):
    sentence = _("This round is closed. Nothing can be coded in it any more.")


class CodeNotInUse(DomainError):
    sentence = _("This code is not in use any more. Choose another.")


@dataclass(frozen=True)
class Made:
    coding: Coding
    is_new: bool


@transaction.atomic
def code_words(
    *,
    by: Actor,
    version: NoteVersion,
    start: int,
    end: int,
    code: Code,
    round: CodingRound | None = None,
    confidence: int | None = None,
) -> Made:
    """Say that the code is in these words (code points of the version's body). The same once more changes nothing.

    When the note was corrected meanwhile, the words are looked for in its newest wording. Raises NoWords, WordsChanged,
    WordsWithdrawn, RoundClosed, CodeNotInUse."""
    require(by, Permission.CODE_NOTES)
    note = version.note
    may_be_coded(by, note)
    if not (code.is_in_use and code.is_codable):
        raise CodeNotInUse(field="code")
    if round:
        _own_part(by, round, note)
    version, place = _in_newest(by, version, start, end)
    excerpt = excerpt_of(by, version, place)
    mark = {"organization_id": by.organization_id, "excerpt": excerpt, "code": code, "round": round}
    mark["coder_id"] = by.membership_id
    coding = Coding(**mark, confidence=confidence)
    # Whoever comes second with the same mark finds the first one's.
    Coding.objects.bulk_create([coding], ignore_conflicts=True)
    newest = _newest(by, note)
    if newest.pk != version.pk:
        # A correction came in between. Its lock and the one of the row above make one of us see the other.
        follow(by=by, old=version, new=newest)
    kept = Coding.objects.visible_to(by).standing().select_related("code", "excerpt").get(**mark)
    is_new = kept.pk == coding.pk
    if is_new:
        audit.record("listening.words_coded", by=by, target=kept)
    return Made(kept, is_new)


@transaction.atomic
def uncode(*, by: Actor, coding: Coding, now: datetime.datetime | None = None) -> Coding:
    """Take a mark off: one's own, or in an open round of nobody's, anybody's with MANAGE_LISTENING."""
    require(by, Permission.CODE_NOTES)
    own = coding.coder_id is not None and coding.coder_id == by.membership_id
    if not own and (coding.round_id or not by.can(Permission.MANAGE_LISTENING)):
        raise NotAllowed(_("This is somebody else's code. Talk about it, or settle it in a round."))
    if coding.round and not coding.round.is_open:
        raise RoundClosed
    if coding.undone_at is None:
        coding.undone_at = now or timezone.now()
        coding.save(update_fields=["undone_at"])
        audit.record("listening.words_uncoded", by=by, target=coding)
    return coding


def undo_last(*, by: Actor, note: Note, round: CodingRound | None = None) -> Coding | None:
    """Take back the actor's newest mark on the note in this round."""
    mine = (
        Coding.objects.visible_to(by)
        .standing()
        .filter(coder_id=by.membership_id, excerpt__note=note, round=round)
    )
    newest = mine.select_related("code", "excerpt", "round").order_by("-at", "-pk").first()
    return uncode(by=by, coding=newest) if newest else None


def rate_coding(*, by: Actor, coding: Coding, confidence: int | None) -> None:
    """How sure the coder is: 1 to 3, None not said."""
    require(by, Permission.CODE_NOTES)
    if coding.coder_id != by.membership_id:
        raise NotAllowed
    coding.confidence = confidence
    coding.save(update_fields=["confidence"])
    audit.record("listening.coding_rated", by=by, target=coding)


def feel_excerpt(*, by: Actor, excerpt: Excerpt, sentiment: str) -> None:
    """Whether the words speak of a need or of a strength."""
    require(by, Permission.CODE_NOTES)
    excerpt.sentiment = sentiment
    excerpt.save(update_fields=["sentiment"])
    audit.record("listening.excerpt_rated", by=by, target=excerpt)


@transaction.atomic
def finish_note(*, by: Actor, note: Note, round: CodingRound | None = None) -> None:
    """The coder has read all of it: what has no code now has none on purpose. When all notes of a session are done, the
    session is coded."""
    require(by, Permission.CODE_NOTES)
    if by.membership_id is None:
        raise NotAllowed
    if round:
        _own_part(by, round, note)
    RoundNote.objects.bulk_create(
        [
            RoundNote(
                organization_id=by.organization_id,
                round=round,
                note=note,
                coder_id=by.membership_id,
                done_at=timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )
    RoundNote.objects.visible_to(by).filter(round=round, note=note, coder_id=by.membership_id).to_do().update(
        done_at=Now()
    )
    audit.record("listening.note_coded", by=by, target=note)
    _session_coded(by, note)


def take_up_again(*, by: Actor, note: Note, round: CodingRound | None = None) -> None:
    """Not done after all."""
    require(by, Permission.CODE_NOTES)
    if round and not round.is_open:
        raise RoundClosed
    RoundNote.objects.visible_to(by).filter(round=round, note=note, coder_id=by.membership_id).update(
        done_at=None
    )
    audit.record("listening.note_reopened", by=by, target=note)


def may_be_coded(by: Actor, note: Note) -> None:
    """Coding is an internal use that the notice given at capture covers, until somebody refuses it or withdraws."""
    if note.pk not in QuoteGate(by, use=Use.CODING, purpose="coding").allowed([note.pk]):
        raise WordsWithdrawn


def excerpt_of(by: Actor, version: NoteVersion, place: Stretch) -> Excerpt:
    """The excerpt at this place, made when nobody has coded there before. All codes on the same words share it."""
    note = version.note
    speaker, session = note.participant, note.session
    where = {"version": version, "start": place.start, "end": place.end}
    found = Excerpt.objects.visible_to(by).filter(**where).first()
    if found:
        return found
    Excerpt.objects.bulk_create(
        [
            Excerpt(
                organization_id=by.organization_id,
                **where,
                note=note,
                session=session,
                text=version.body[place.start : place.end],
                participant=speaker,
                constituencies=list(speaker.constituencies) if speaker else [],
                district_id=(speaker and speaker.district_id) or session.district_id,
                school_id=(speaker and speaker.school_id) or session.school_id,
                language=note.language,
                made_by_id=by.membership_id,
            )
        ],
        ignore_conflicts=True,
    )
    return Excerpt.objects.visible_to(by).get(**where)


def _in_newest(by: Actor, version: NoteVersion, start: int, end: int) -> tuple[NoteVersion, Stretch]:
    place = snap(version.body, start, end)
    if place is None:
        raise NoWords(field="sentence")
    newest = _newest(by, version.note)
    if newest.pk == version.pk:
        return version, place
    again = find_again(version.body, newest.body, place.start, place.end)
    if again is None:
        raise WordsChanged
    newest.note = version.note
    return newest, again


def _newest(by: Actor, note: Note) -> NoteVersion:
    return NoteVersion.objects.visible_to(by).filter(note=note).order_by("-number")[0]


def _own_part(by: Actor, round: CodingRound, note: Note) -> None:
    if not round.is_open:
        raise RoundClosed
    if (
        not RoundNote.objects.visible_to(by)
        .filter(round=round, note=note, coder_id=by.membership_id)
        .exists()
    ):
        raise NotAllowed(_("This note is not among those that you code in this round."))


def _session_coded(by: Actor, note: Note) -> None:
    notes = Note.objects.filter(organization_id=by.organization_id, session_id=note.session_id, is_quote=True)
    if notes.exclude(coders__done_at__isnull=False).exists():
        return
    ListeningSession.objects.visible_to(by).filter(
        pk=note.session_id, status=ListeningSession.Status.NOTED
    ).update(status=ListeningSession.Status.CODED)
