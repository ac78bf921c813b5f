"""Finding what was said, by its words: notes, translations, memos, excerpts.

The index answers for the organization of the transaction; who may read what is asked of the querysets afterwards, and
what somebody withdrew is never found, by anybody.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
from listening.models import Code, Coding, Excerpt, Findable, Memo, Note, Theme, ThemeEvidence
from listening.notes import reading

Kind = Findable.Kind
OF_NOTES = (Kind.NOTE, Kind.TRANSLATION)
MOST = 200  # hits of one search
Stems = dict[str, list[str]]  # by word looked for


@dataclass(frozen=True)
class Hit:
    """`note` where the words are of a note or about one, ready to be shown (reading.with_words); `of` is the record found.
    An excerpt comes with its codes, and the themes that it speaks for or against."""

    kind: str
    of: uuid.UUID
    pieces: list[Piece]
    url: str
    note: Note | None = None
    memo: Memo | None = None
    codes: tuple[Code, ...] = ()
    themes: tuple[Theme, ...] = ()

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
    stems = stems_of(asked)
    if of_notes := [kind for kind in kinds if kind in OF_NOTES]:
        visible = Note.objects.visible_to(actor) if notes is None else notes
        found = _matching(visible, _asked_by(actor, asked), of_notes, stems).order_by("-created_at", "-pk")
        hits += found_notes(actor, reading.with_words(_some(actor, found, limit), actor), asked, stems)
    if Kind.MEMO in kinds:
        hits += _found_memos(actor, asked, stems, limit)
    if Kind.EXCERPT in kinds:
        hits += _found_excerpts(actor, asked, stems, notes, limit)
    return hits


def matching(
    notes: QuerySet[Note], query: Query, kinds: Iterable[str] = OF_NOTES, *, actor: Actor | None = None
) -> QuerySet[Note]:
    """Those whose latest wording, or a translation of one, fits. For a page that asks found_notes afterwards, say who reads
    it."""
    return _matching(notes, _asked_by(actor, query) if actor else query, kinds, stems_of(query))


def _asked_by(actor: Actor, query: Query) -> Query:
    """Who reads words under cover leaves words out only after the cover is on them: found_notes does it. Else "bus -ana"
    would tell where Ana is named."""
    return query if actor.can(Permission.VIEW_CONTACTS) else Query(tuple(query.wanted))


def _matching(notes: QuerySet[Note], query: Query, kinds: Iterable[str], stems: Stems) -> QuerySet[Note]:
    return notes.filter(pk__in=_found("note_id", query, kinds, stems))


def _found(column: str, query: Query, kinds: Iterable[str], stems: Stems) -> RawSQL:
    return RawSQL(
        f"select f.{column} from listening_find(%s::tsquery, %s::text[]) f",  # noqa: S608  (our own words)
        [query.text(stems), list(kinds)],
    )


def found_notes(actor: Actor, notes: Iterable[Note], query: Query, known: Stems | None = None) -> list[Hit]:
    """`notes` come from reading.with_words. Withdrawn words are left out, and what fits only by a word that this reader
    does not see, or only since one of them is left out: else the box would tell what the page covers."""
    known = stems_of(query) if known is None else known
    hits = []
    notes = [note for note in notes if note.may_show]
    fits = _fitting(query, known, [[note.body, *(row.body for row in note.translated)] for note in notes])
    for note, is_fit in zip(notes, fits, strict=True):
        if not is_fit:
            continue
        url = reverse("listening:note", args=[note.pk])
        pieces, kind, of = snippet(note.body, query, known), Kind.NOTE, note.pk
        if not any(piece.is_found for piece in pieces):
            for translation in note.translated:
                other = snippet(translation.body, query, known)
                if any(piece.is_found for piece in other):
                    pieces, kind, of = other, Kind.TRANSLATION, translation.pk
                    break
        hits.append(Hit(kind, of, pieces, url, note=note))
    return hits


def _fitting(query: Query, known: Stems, shown: Sequence[Sequence[str]]) -> list[bool]:
    """Whether one of the texts of each fits as it is shown. By the eye first; the database decides of the rest, which
    knows more stems."""
    fits = [any(holds(text, query, known) for text in texts) for texts in shown]
    unsure = [(place, text) for place, texts in enumerate(shown) if not fits[place] for text in texts]
    if unsure:
        with connection.cursor() as cursor:
            cursor.execute(
                "select t.place from unnest(%s::int[], %s::text[]) t(place, words)"
                " where listening_vector(t.words) @@ %s::tsquery",
                [[place for place, _text in unsure], [text for _place, text in unsure], query.text(known)],
            )
            for (place,) in cursor.fetchall():
                fits[place] = True
    return fits


def _some(actor: Actor, notes: QuerySet[Note], limit: int) -> list[Note]:
    """Which they are first, and all that is shown with them only of these few."""
    ids = list(notes.values_list("pk", flat=True)[:limit])
    found = Note.objects.visible_to(actor).filter(pk__in=ids).select_related(*reading.BESIDE).in_bulk()
    return [found[pk] for pk in ids if pk in found]


def _found_memos(actor: Actor, query: Query, known: Stems, limit: int) -> list[Hit]:
    memos = Memo.objects.visible_to(actor).filter(
        pk__in=_found("of", _asked_by(actor, query), [Kind.MEMO], known)
    )
    memos = list(memos.select_related("note", "session", "author__user").order_by("-at", "-pk")[:limit])
    shown = {note.pk for note in _shown(actor, [memo.note_id for memo in memos if memo.note_id])}
    memos = [memo for memo in memos if memo.note_id is None or memo.note_id in shown]
    sessions = [memo.session_id or (memo.note.session_id if memo.note else None) for memo in memos]
    bodies = without_names(actor, zip(sessions, [memo.body for memo in memos], strict=True))
    fits = _fitting(query, known, [[body] for body in bodies])
    return [
        Hit(Kind.MEMO, memo.pk, snippet(body, query, known), memo.get_absolute_url(), memo=memo)
        for memo, body, is_fit in zip(memos, bodies, fits, strict=True)
        if is_fit
    ]


def _found_excerpts(
    actor: Actor, query: Query, known: Stems, notes: QuerySet[Note] | None, limit: int
) -> list[Hit]:
    """Of the latest wordings alone; and only what still holds the words once it is under its covers."""
    visible = Excerpt.objects.visible_to(actor).filter(
        pk__in=_found("of", _asked_by(actor, query), [Kind.EXCERPT], known)
    )
    if notes is not None:
        visible = visible.filter(note__in=notes.order_by().values("pk"))
    newest = list(
        visible.filter(is_adrift=False)
        .apart_from_blind(actor)
        .order_by("-created_at", "-pk")[: min(2 * limit, MOST)]
    )
    of = {note.pk: note for note in _shown(actor, {one.note_id for one in newest})}
    excerpts = [one for one in newest if one.note_id in of]
    words = shown_words(actor, excerpts)
    fits = _fitting(query, known, [[words[one.pk]] for one in excerpts])
    fit = [one for one, is_fit in zip(excerpts, fits, strict=True) if is_fit][:limit]
    codes, themes = _codes_of(actor, fit), _themes_of(actor, fit)
    return [
        Hit(
            Kind.EXCERPT,
            one.pk,
            snippet(words[one.pk], query, known),
            of[one.note_id].get_absolute_url(),
            note=of[one.note_id],
            codes=tuple(codes[one.pk]),
            themes=tuple(themes[one.pk]),
        )
        for one in fit
    ]


def _codes_of(actor: Actor, excerpts: Sequence[Excerpt]) -> dict[uuid.UUID, list[Code]]:
    """Each once, whoever gave it; but nothing of a blind round that goes on (CodingQuerySet.visible_to)."""
    codings = Coding.objects.visible_to(actor).standing().filter(excerpt__in=excerpts).select_related("code")
    found: dict[uuid.UUID, dict[uuid.UUID, Code]] = defaultdict(dict)
    for coding in codings.order_by("code__position", "code__name_en"):
        found[coding.excerpt_id][coding.code_id] = coding.code
    return defaultdict(list, {key: list(codes.values()) for key, codes in found.items()})


def _themes_of(actor: Actor, excerpts: Sequence[Excerpt]) -> dict[uuid.UUID, list[Theme]]:
    evidence = ThemeEvidence.objects.visible_to(actor).filter(excerpt__in=excerpts).select_related("theme")
    found: dict[uuid.UUID, list[Theme]] = defaultdict(list)
    for row in evidence.exclude(theme__status=Theme.Status.RETIRED).order_by("theme__position", "theme_id"):
        found[row.excerpt_id].append(row.theme)
    return found


def _shown(actor: Actor, ids: Iterable[uuid.UUID]) -> list[Note]:
    """Of these, the notes that the actor may read and whose words nobody took back."""
    wanted = list(ids)
    if not wanted:
        return []
    notes = Note.objects.visible_to(actor).filter(pk__in=wanted).select_related(*reading.BESIDE)
    return [note for note in reading.with_words(list(notes), actor) if note.may_show]


def stems_of(query: Query) -> Stems:
    """In both languages, of the words that are not looked for exactly."""
    words = {term.words[0] for term in query.terms if not term.is_exact}
    with connection.cursor() as cursor:
        cursor.execute(
            "select w, ts_lexize('english_stem', w) || ts_lexize('spanish_stem', w) from unnest(%s::text[]) w",
            [sorted(words)],
        )
        return {word: sorted(set(found or ())) for word, found in cursor.fetchall()}
