"""Finding what was said, by its words: notes, translations, memos, excerpts.

The index answers for the organization of the transaction; who may read what is asked of the querysets afterwards, and
what somebody withdrew is never found, by anybody.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.finding.queries import Query, parse
from listening.finding.snippets import Piece, holds, snippet
from listening.gate.covering import shown_words, without_names
from listening.models import Excerpt, Findable, Memo, Note
from listening.notes import reading

Kind = Findable.Kind
OF_NOTES = (Kind.NOTE, Kind.TRANSLATION)
MOST = 200  # hits of one search


@dataclass(frozen=True)
class Hit:
    """`note` where the words are of a note or about one, ready to be shown (reading.with_words); `of` is the record found."""

    kind: str
    of: uuid.UUID
    pieces: list[Piece]
    url: str
    note: Note | None = None
    memo: Memo | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def search(
    actor: Actor,
    query: str,
    *,
    notes: QuerySet[Note] | None = None,
    kinds: Iterable[str] = OF_NOTES,
    limit: int = 25,
) -> list[Hit]:
    """The newest notes first, then memos, then excerpts. `notes` narrows what is looked through (it starts from
    Note.objects.visible_to(actor))."""
    asked, kinds, limit = parse(query), list(kinds), min(limit, MOST)
    if asked is None:
        return []
    hits: list[Hit] = []
    if of_notes := [kind for kind in kinds if kind in OF_NOTES]:
        visible = Note.objects.visible_to(actor) if notes is None else notes
        found = matching(visible, asked, of_notes).order_by("-created_at", "-pk")
        hits += found_notes(actor, reading.with_words(_some(found, limit), actor), asked)
    if Kind.MEMO in kinds:
        hits += _found_memos(actor, asked, limit)
    if Kind.EXCERPT in kinds:
        visible = Note.objects.visible_to(actor) if notes is None else notes
        hits += _found_excerpts(actor, asked, visible, limit)
    return hits


def matching(notes: QuerySet[Note], query: Query, kinds: Iterable[str] = OF_NOTES) -> QuerySet[Note]:
    """Those whose latest wording, or a translation of one, fits."""
    text = query.text(stems_of(query))
    found = RawSQL("select f.note_id from listening_find(%s::tsquery, %s::text[]) f", [text, list(kinds)])
    return notes.filter(pk__in=found)


def found_notes(actor: Actor, notes: Iterable[Note], query: Query) -> list[Hit]:
    """`notes` come from reading.with_words. Withdrawn words are left out, and what was found only in a name or under a
    redaction, for whom these are hidden."""
    stems, sees_names = _stems(query), actor.can(Permission.VIEW_CONTACTS)
    hits = []
    for note in notes:
        if not note.may_show:
            continue
        url = reverse("listening:note", args=[note.pk])
        pieces, kind, of = snippet(note.body, query, stems), Kind.NOTE, note.pk
        if not any(piece.is_found for piece in pieces):
            for translation in note.translated:
                other = snippet(translation.body, query, stems)
                if any(piece.is_found for piece in other):
                    pieces, kind, of = other, Kind.TRANSLATION, translation.pk
                    break
        is_marked = any(piece.is_found for piece in pieces)
        if is_marked or sees_names:
            hits.append(Hit(kind, of, pieces, url, note=note))
    return hits


def _some(notes: QuerySet[Note], limit: int) -> list[Note]:
    return list(notes.select_related(*reading.BESIDE)[:limit])


def _found_memos(actor: Actor, query: Query, limit: int) -> list[Hit]:
    text = query.text(stems_of(query))
    found = RawSQL("select f.of from listening_find(%s::tsquery, %s::text[]) f", [text, [Kind.MEMO]])
    memos = (
        Memo.objects.visible_to(actor).filter(pk__in=found).select_related("note", "session", "author__user")
    )
    memos = list(memos.order_by("-at", "-pk")[:limit])
    shown = {note.pk for note in _shown(actor, [memo.note_id for memo in memos if memo.note_id])}
    stems = _stems(query)
    memos = [memo for memo in memos if memo.note_id is None or memo.note_id in shown]
    sessions = [memo.session_id or (memo.note.session_id if memo.note else None) for memo in memos]
    bodies = without_names(actor, zip(sessions, [memo.body for memo in memos], strict=True))
    hits = []
    for memo, body in zip(memos, bodies, strict=True):
        pieces = snippet(body, query, stems)
        if body == memo.body or any(piece.is_found for piece in pieces):
            hits.append(Hit(Kind.MEMO, memo.pk, pieces, memo.get_absolute_url(), memo=memo))
    return hits


def _found_excerpts(actor: Actor, query: Query, notes: QuerySet[Note], limit: int) -> list[Hit]:
    """Of notes that fit: no index of their own, since their words are those of the notes."""
    newest = matching(notes, query, [Kind.NOTE]).order_by("-created_at", "-pk")
    of = {note.pk: note for note in reading.with_words(_some(newest, MOST), actor) if note.may_show}
    excerpts = list(Excerpt.objects.visible_to(actor).filter(note__in=of).order_by("-created_at", "-pk"))
    stems, shown = _stems(query), shown_words(actor, excerpts)
    fit = [one for one in excerpts if holds(shown[one.pk], query, stems)][:limit]
    return [
        Hit(
            Kind.EXCERPT,
            one.pk,
            snippet(shown[one.pk], query, stems),
            of[one.note_id].get_absolute_url(),
            note=of[one.note_id],
        )
        for one in fit
    ]


def _shown(actor: Actor, ids: Iterable[uuid.UUID]) -> list[Note]:
    """Of these, the notes that the actor may read and whose words nobody took back."""
    wanted = list(ids)
    if not wanted:
        return []
    notes = Note.objects.visible_to(actor).filter(pk__in=wanted).select_related(*reading.BESIDE)
    return [note for note in reading.with_words(list(notes), actor) if note.may_show]


def stems_of(query: Query) -> dict[str, list[str]]:
    """In both languages, of the words that are not looked for exactly."""
    words = {term.words[0] for term in query.terms if not term.is_exact}
    with connection.cursor() as cursor:
        cursor.execute(
            "select w, ts_lexize('english_stem', w) || ts_lexize('spanish_stem', w) from unnest(%s::text[]) w",
            [sorted(words)],
        )
        return {word: sorted(set(found or ())) for word, found in cursor.fetchall()}


def _stems(query: Query) -> list[str]:
    return [stem for found in stems_of(query).values() for stem in found]
