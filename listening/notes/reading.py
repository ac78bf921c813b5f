"""What screens and panels read of listening: words with their consent, counts of a week."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from contacts.models import Contact
from contacts.uses import NOT_ASKED
from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.coding import reading
from listening.gate import QuoteGate, Use, covering
from listening.models import (
    Attempt,
    ListeningSession,
    Memo,
    Note,
    NoteTranslation,
    NoteVersion,
    SessionParticipant,
)
from listening.sessions.sealing import contacts_behind

BESIDE = ("participant", "contact", "author__user", "session")  # what words are shown with
TALKS = [ListeningSession.Kind.CONVERSATION, ListeningSession.Kind.ONE_ON_ONE]


@dataclass(frozen=True)
class Week:
    """Activity of seven days, by one member or all. Attempts, talks and sessions are never added up."""

    attempts: int
    talks: int
    one_on_ones: int

    @property
    def talked_percent(self) -> int | None:
        return round(100 * self.talks / self.attempts) if self.attempts else None


def week(actor: Actor, *, now: datetime.datetime, mine: bool = False) -> Week:
    tries = Attempt.objects.visible_to(actor).counted().filter(at__gte=now - datetime.timedelta(days=7))
    if mine:
        tries = tries.of(actor)
    counts = tries.aggregate(
        attempts=Count("id"),
        talks=Count("id", filter=Q(result="talked") | Q(channel="one_on_one")),
        one_on_ones=Count("id", filter=Q(channel="one_on_one")),
    )
    return Week(**counts)


def to_finish(actor: Actor) -> QuerySet[Attempt]:
    """One's own talks whose words, or name, were put off."""
    mine = Attempt.objects.visible_to(actor).counted().of(actor)
    return mine.filter(session__status="held", session__kind__in=TALKS)


@dataclass(frozen=True)
class Shift:
    """One's own since a moment: doors and dials, talks, and what came of them."""

    attempts: int
    talks: int
    next_steps: int


def shift(actor: Actor, *, since: datetime.datetime) -> Shift:
    mine = Attempt.objects.visible_to(actor).counted().of(actor).filter(at__gte=since)
    return Shift(
        **mine.aggregate(
            attempts=Count("id"),
            talks=Count("id", filter=Q(result="talked") | Q(channel="one_on_one")),
            next_steps=Count("task"),
        )
    )


def notes_with_words(notes: QuerySet, actor: Actor, *, purpose: str = "notes") -> list[Note]:
    """The newest two hundred, turns of a transcript in their order; see with_words."""
    newest = notes.select_related(*BESIDE).order_by("-created_at", "position", "-pk")[:200]
    return with_words(list(newest), actor, purpose=purpose)


def with_words(notes: Sequence[Note], actor: Actor, *, purpose: str = "notes") -> list[Note]:
    """Each with `.shown` (what the gate lets the team see of its latest wording) and, from that, `.body`, `.may_show`,
    `.consent`; with `.version_id`, `.wordings` (how many) and `.translated` (of the latest wording). The one way from a
    note to its words. The notes come with BESIDE.
    """
    notes = list(notes)
    shown = QuoteGate(actor, use=Use.TEAM, purpose=purpose).show(notes)
    ids = [note.pk for note in notes]
    wordings = NoteVersion.objects.visible_to(actor).filter(note__in=ids)
    latest, counts = {}, Counter()
    for pk, note_id in wordings.order_by("note", "number").values_list("pk", "note_id"):
        latest[note_id] = pk
        counts[note_id] += 1
    translated = defaultdict(list)
    there = NoteTranslation.objects.visible_to(actor).filter(version__in=latest.values())
    for translation in there.select_related("translated_by__user", "checked_by__user").order_by("language"):
        translated[translation.version_id].append(translation)
    for note, one in zip(notes, shown, strict=True):
        note.shown, note.body, note.may_show = one, one.words, one.is_shown
        note.consent = one.consent if one.consent.value != NOT_ASKED else None
        note.version_id, note.wordings = latest.get(note.pk), counts[note.pk]
        note.translated = translated[note.version_id] if one.is_shown else []
    if not actor.can(Permission.VIEW_CONTACTS):
        _hide_names(actor, [note for note in notes if note.may_show])
    return notes


def _hide_names(actor: Actor, notes: list[Note]) -> None:
    """Who sees no names reads none in the words either, nor what was covered up for coding."""
    shown = covering.shown_bodies(actor, reading.newest_of(actor, notes))
    covered = covering.with_redactions(actor, {note.version_id for note in notes if note.translated})
    for note in notes:
        if note.version_id in covered:
            note.translated = []
    rows = [(note, translation) for note in notes for translation in note.translated]
    hidden = covering.without_names(actor, [(note.session_id, row.body) for note, row in rows])
    for note in notes:
        note.body = shown.get(note.pk, "")
        note.shown = replace(note.shown, words=note.body)
    for (_note, row), body in zip(rows, hidden, strict=True):
        row.body = body


def name_speakers(actor: Actor, notes: Sequence[Note]) -> list[Note]:
    """Each with `.person`: the contact behind the words, where the actor may see them, else None."""
    notes = list(notes)
    ids = {note.contact_id for note in notes if note.contact_id}
    known = (
        {person.pk: person for person in Contact.objects.visible_to(actor).filter(pk__in=ids)} if ids else {}
    )
    for note in notes:
        note.person = known.get(note.contact_id)
    return notes


def memos(actor: Actor, **about: Any) -> list[Memo]:
    """The oldest first, each with `.may_change`."""
    found = Memo.objects.visible_to(actor).filter(**about).order_by("at", "pk")
    manages = actor.can(Permission.MANAGE_LISTENING)
    rows = list(found.select_related("author__user", "note"))
    sessions = [memo.session_id or (memo.note.session_id if memo.note else None) for memo in rows]
    bodies = covering.without_names(actor, zip(sessions, [memo.body for memo in rows], strict=True))
    for memo, body in zip(rows, bodies, strict=True):
        memo.shown = body
        memo.may_change = manages or (memo.author_id is not None and memo.author_id == actor.membership_id)
    return rows


def filtered(notes: QuerySet, chosen: Mapping[str, Any]) -> QuerySet:
    """By what the list of notes may be narrowed to; what is not chosen does not narrow."""
    by = {
        "session__project": chosen.get("project"),
        "session__kind": chosen.get("kind"),
        "session__district": chosen.get("district"),
        "participant__constituencies__contains": chosen.get("constituency"),
        "language": chosen.get("language"),
        "question": chosen.get("question"),
        "participant": chosen.get("speaker"),
    }
    return notes.filter(**{name: value for name, value in by.items() if value})


def participants(actor: Actor, session: ListeningSession) -> list[SessionParticipant]:
    """Names only of contacts the actor may see; the others by pseudonym. `.is_sealed`: a name is kept apart."""
    rows = SessionParticipant.objects.visible_to(actor).filter(session=session)
    found = sorted(rows, key=lambda row: (len(row.pseudonym), row.pseudonym, str(row.pk)))  # P2 before P10
    sealed = contacts_behind(actor.organization_id, (row.pk for row in found))
    ids = [row.contact_id for row in found if row.contact_id]
    known = {person.pk: person for person in Contact.objects.visible_to(actor).filter(pk__in=ids)}
    for row in found:
        row.person = known.get(row.contact_id)
        row.is_sealed = row.pk in sealed
    return found
