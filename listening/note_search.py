"""Finding what was said, by its words: notes, translations, memos, and what other modules of this room add.

The index answers for the organization of the transaction; who may read what is asked of the querysets afterwards, and
what somebody withdrew is never found, by anybody.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from crm.access.actors import Actor
from listening import reading
from listening.finding.queries import Query, parse
from listening.finding.snippets import Piece, snippet
from listening.models import Findable, Memo, Note

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


# A kind of findable that another module keeps: `loader(actor, ids)` gives text and address by id, those alone that
# the actor may see. Their notes are checked here.
Loader = Callable[[Actor, Sequence[uuid.UUID]], Mapping[uuid.UUID, tuple[str, str]]]
_loaders: dict[str, Loader] = {}


def add_kind(kind: str, loader: Loader) -> None:
    """From a module that keeps its own findables by the database function listening_keep_findable."""
    _loaders[kind] = loader


def search(
    actor: Actor,
    query: str,
    *,
    notes: QuerySet[Note] | None = None,
    kinds: Iterable[str] = OF_NOTES,
    limit: int = 25,
) -> list[Hit]:
    """The newest notes first, then memos and other kinds. `notes` narrows what is looked through (it starts from
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
    for kind in kinds:
        if kind in _loaders:
            hits += _found_others(actor, asked, kind, limit)
    return hits


def matching(notes: QuerySet[Note], query: Query, kinds: Iterable[str] = OF_NOTES) -> QuerySet[Note]:
    """Those whose latest wording, or a translation of one, fits."""
    sql, given = query.sql()
    found = RawSQL(f"select f.note_id from listening_find({sql}, %s::text[]) f", [*given, list(kinds)])
    return notes.filter(pk__in=found)


def found_notes(actor: Actor, notes: Iterable[Note], query: Query) -> list[Hit]:
    """`notes` come from reading.with_words. Withdrawn words are left out."""
    stems = _stems(query)
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
        hits.append(Hit(kind, of, pieces, url, note=note))
    return hits


def _some(notes: QuerySet[Note], limit: int) -> list[Note]:
    return list(notes.select_related(*reading.BESIDE)[:limit])


def _found_memos(actor: Actor, query: Query, limit: int) -> list[Hit]:
    sql, given = query.sql()
    found = RawSQL(f"select f.of from listening_find({sql}, %s::text[]) f", [*given, [Kind.MEMO]])
    memos = (
        Memo.objects.visible_to(actor).filter(pk__in=found).select_related("note", "session", "author__user")
    )
    memos = list(memos.order_by("-at", "-pk")[:limit])
    shown = {note.pk for note in _shown(actor, [memo.note_id for memo in memos if memo.note_id])}
    stems = _stems(query)
    return [
        Hit(Kind.MEMO, memo.pk, snippet(memo.body, query, stems), memo.get_absolute_url(), memo=memo)
        for memo in memos
        if memo.note_id is None or memo.note_id in shown
    ]


def _found_others(actor: Actor, query: Query, kind: str, limit: int) -> list[Hit]:
    sql, given = query.sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"select f.of, f.note_id from listening_find({sql}, %s::text[]) f order by f.of desc limit %s",
            [*given, [kind], limit],
        )
        found = cursor.fetchall()
    shown = {note.pk: note for note in _shown(actor, [note_id for _of, note_id in found])}
    loaded = _loaders[kind](actor, [of for of, note_id in found if note_id in shown])
    stems = _stems(query)
    return [
        Hit(kind, of, snippet(loaded[of][0], query, stems), loaded[of][1], note=shown[note_id])
        for of, note_id in found
        if of in loaded
    ]


def _shown(actor: Actor, ids: Iterable[uuid.UUID]) -> list[Note]:
    """Of these, the notes that the actor may read and whose words nobody took back."""
    wanted = list(ids)
    if not wanted:
        return []
    notes = Note.objects.visible_to(actor).filter(pk__in=wanted).select_related(*reading.BESIDE)
    return [note for note in reading.with_words(list(notes), actor) if note.may_show]


def _stems(query: Query) -> list[str]:
    """In both languages, of the words that are not looked for exactly."""
    words = [term.words[0] for term in query.wanted if not term.is_exact]
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct s from unnest(%s::text[]) w, "
            "unnest(ts_lexize('english_stem', w) || ts_lexize('spanish_stem', w)) s",
            [words],
        )
        return [stem for (stem,) in cursor.fetchall()]
