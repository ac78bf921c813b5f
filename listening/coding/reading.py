"""What the pages of coding read: the codebook as a tree, the marks on a note, the words as they may be read."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q

from crm.access.actors import Actor
from listening.coding.drawing import Cover, Mark, covered_text, tone_of
from listening.models import (
    Code,
    Codebook,
    Coding,
    CodingRound,
    Excerpt,
    Note,
    NoteVersion,
)

QUICK = 9  # codes with a digit


@dataclass
class Family:
    """A code and those under it. `at` is how deep it stands."""

    code: Code
    at: int = 0
    used: int = 0
    under: list["Family"] = field(default_factory=list)


@dataclass
class Coded:
    """An excerpt with its codes, for the list beside the note."""

    excerpt: Excerpt
    text: str
    codings: list[Coding]
    start16: int = 0
    end16: int = 0


def codebook_for(actor: Actor, note: Note, round: CodingRound | None = None) -> Codebook | None:
    """The round's, the project's, or the first shared one of the organization."""
    if round:
        return round.codebook
    project = note.session.project
    if project and project.codebook_id:
        return Codebook.objects.visible_to(actor).filter(pk=project.codebook_id).first()
    return shared_codebook(actor)


def shared_codebook(actor: Actor) -> Codebook | None:
    return (
        Codebook.objects.visible_to(actor).kept().filter(is_shared=True).order_by("created_at", "pk").first()
    )


def codes_of(actor: Actor, codebook: Codebook) -> list[Code]:
    """In use, in the order of the tree: families by their place, codes by theirs."""
    return [row.code for row in flat(tree(actor, codebook))]


def tree(
    actor: Actor, codebook: Codebook, *, all_of_them: bool = False, counted: bool = False
) -> list[Family]:
    codes = Code.objects.visible_to(actor).filter(codebook=codebook).order_by("position", "name_en", "pk")
    if not all_of_them:
        codes = codes.in_use()
    used = Counter()
    if counted:
        used.update(
            dict(
                Coding.objects.visible_to(actor)
                .standing()
                .filter(code__codebook=codebook)
                .values_list("code_id")
                .annotate(Count("id"))
            )
        )
    rows = {code.pk: Family(code, used=used[code.pk]) for code in codes}
    tops = []
    for row in rows.values():
        above = rows.get(row.code.parent_id)
        row.code.tone = tone_of(row.code.colour)
        (above.under if above else tops).append(row)
    _deepen(tops, 0)
    return tops


def flat(rows: Iterable[Family]) -> list[Family]:
    return [one for row in rows for one in (row, *flat(row.under))]


def quick_codes(actor: Actor, codes: list[Code]) -> list[Code]:
    """The nine that this coder used last, in a steady order, so that a digit keeps its code while one codes on."""
    codable = {code.pk: code for code in codes if code.is_codable}
    last = (
        Coding.objects.visible_to(actor)
        .filter(coder_id=actor.membership_id, code_id__in=codable)
        .order_by("-at")
        .values_list("code_id", flat=True)[:200]
    )
    counted = Counter(last)
    often = [codable[key] for key, _n in counted.most_common(QUICK)]
    rest = [code for code in codable.values() if code.pk not in counted]
    chosen = {code.pk for code in (often + rest)[:QUICK]}
    return [code for code in codable.values() if code.pk in chosen]


def newest(actor: Actor, note: Note) -> NoteVersion | None:
    version = NoteVersion.objects.visible_to(actor).filter(note=note).order_by("-number").first()
    if version:
        version.note = note
    return version


def newest_of(actor: Actor, notes: list[Note]) -> dict[uuid.UUID, NoteVersion]:
    """The newest wording of each note."""
    found = {}
    by_id = {note.pk: note for note in notes}
    for version in NoteVersion.objects.visible_to(actor).filter(note_id__in=by_id).order_by("number"):
        version.note = by_id[version.note_id]
        found[version.note_id] = version
    return found


def marks_seen(actor: Actor, note: Note, round: CodingRound | None):
    """The standing marks that this coder sees here: in a blind round that is open, only their own of this round."""
    found = Coding.objects.visible_to(actor).standing().filter(excerpt__note=note)
    if round and round.is_blind and round.is_open:
        return found.filter(round=round, coder_id=actor.membership_id)
    return found.filter(round=round) if round else found


def stamp(actor: Actor, note: Note, round: CodingRound | None) -> str:
    """Changes whenever somebody codes, takes a code off, or corrects the note."""
    seen = Coding.objects.visible_to(actor).filter(excerpt__note=note)
    if round and round.is_blind and round.is_open:
        seen = seen.filter(coder_id=actor.membership_id)
    told = seen.aggregate(
        n=Count("id"), at=Max("at"), off=Max("undone_at"), gone=Count("id", Q(undone_at__isnull=False))
    )
    wordings = NoteVersion.objects.visible_to(actor).filter(note=note).count()
    return f"{told['n']}.{told['gone']}.{_moment(told['at'])}.{_moment(told['off'])}.{wordings}"


def coded(actor: Actor, version: NoteVersion, round: CodingRound | None, covers: list[Cover]) -> list[Coded]:
    """Excerpts of this wording with the marks on them, in reading order."""
    by_excerpt = defaultdict(list)
    rows = (
        marks_seen(actor, version.note, round)
        .filter(excerpt__version=version)
        .select_related("excerpt", "code", "coder__user", "round")
        .order_by("excerpt__start", "excerpt__end", "at", "pk")
    )
    for coding in rows:
        coding.code.tone = tone_of(coding.code.colour)
        coding.is_mine = coding.coder_id is not None and coding.coder_id == actor.membership_id
        by_excerpt[coding.excerpt].append(coding)
    return [
        Coded(excerpt, covered_text(version.body, excerpt.start, excerpt.end, covers), codings)
        for excerpt, codings in by_excerpt.items()
    ]


def marks_of(rows: list[Coded]) -> list[Mark]:
    """One mark for a code on an excerpt, however many coders put it there."""
    found = {}
    for row in rows:
        for coding in row.codings:
            code = coding.code
            found[row.excerpt.pk, code.pk] = Mark(
                row.excerpt.start, row.excerpt.end, code.key[:2], code.name, code.tone
            )
    return list(found.values())


def adrift(actor: Actor, note: Note | None = None):
    """Excerpts whose words were corrected away, with codes that stand."""
    found = Excerpt.objects.visible_to(actor).filter(is_adrift=True, codings__undone_at=None).distinct()
    return found.filter(note=note) if note else found


def _deepen(rows: list[Family], at: int) -> None:
    for row in rows:
        row.at = at
        _deepen(row.under, at + 1)


def _moment(at) -> str:
    return f"{at.timestamp():.6f}" if at else ""
