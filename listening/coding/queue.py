"""What to code next: the notes of those whom the codes have heard least."""

import uuid
from collections import Counter
from dataclasses import dataclass

from crm.access.actors import Actor
from listening.gate import QuoteGate, Use
from listening.models import CodingRound, CoverageTarget, ListeningProject, Note, RoundNote

LENGTH = 200
NOBODY = "unknown"


@dataclass(frozen=True)
class Waiting:
    """A note in the queue. `cell` is the constituency and school or district it speaks for; `heard` how many notes of that
    cell are coded, `goal` how many people the project wants to hear there (0: no target)."""

    note_id: uuid.UUID
    cell: tuple[str, str]
    heard: int
    goal: int


def queue(actor: Actor, *, project: ListeningProject | None = None, length: int = LENGTH) -> list[Waiting]:
    """Notes with somebody's words that nobody has gone through yet, the least covered cell first: by the share of its
    target that is coded where there are targets, else by the number that is coded. Of one cell, the oldest first."""
    notes = Note.objects.visible_to(actor).filter(is_quote=True).exclude(session__status="cancelled")
    if project:
        notes = notes.filter(session__project=project)
    done = set(
        RoundNote.objects.visible_to(actor)
        .filter(done_at__isnull=False, round=None)
        .values_list("note_id", flat=True)
    )
    rows = list(
        notes.order_by("created_at", "position", "pk").values_list(
            "pk",
            "participant__constituencies",
            "participant__school_id",
            "session__school_id",
            "session__district_id",
        )
    )
    cells = {row[0]: _cell(row[1], row[2] or row[3] or row[4]) for row in rows}
    heard = Counter(cells[key] for key in done if key in cells)
    goals = _goals(actor, project)
    order = []
    for place, (key, *_rest) in enumerate(rows):
        if key not in done:
            cell = cells[key]
            goal = goals.get(cell) or goals.get((cell[0], "")) or 0
            share = heard[cell] / goal if goal else heard[cell]
            order.append(
                ((0 if goal else 1) if goals else 0, share, place, Waiting(key, cell, heard[cell], goal))
            )
    order.sort(key=lambda item: item[:3])
    return [item[3] for item in order[:length]]


def next_note(actor: Actor, note: Note, round: CodingRound | None = None) -> Note | None:
    """The next of the round for this coder, or of the queue of the note's project."""
    if round:
        mine = (
            to_do(actor, round).exclude(note=note).order_by("position", "pk").select_related("note").first()
        )
        return mine.note if mine else None
    for waiting in queue(actor, project=note.session.project):
        if waiting.note_id != note.pk:
            found = Note.objects.visible_to(actor).select_related("contact").filter(pk=waiting.note_id)
            if said := still_said(actor, list(found)):
                return said[0]
    return None


def to_do(actor: Actor, round: CodingRound):
    return RoundNote.objects.visible_to(actor).filter(round=round, coder_id=actor.membership_id).to_do()


def left(actor: Actor, note: Note, round: CodingRound | None = None) -> int:
    """How many are left, this one too."""
    if round:
        return to_do(actor, round).count()
    notes = Note.objects.visible_to(actor).filter(is_quote=True, session__project=note.session.project)
    gone = RoundNote.objects.visible_to(actor).filter(round=None, done_at__isnull=False)
    return notes.exclude(session__status="cancelled").exclude(pk__in=gone.values("note_id")).count()


def still_said(actor: Actor, notes: list[Note]) -> list[Note]:
    """Those whose words may be coded: the gate leaves out what was refused or withdrawn."""
    gate = QuoteGate(actor, use=Use.CODING, purpose="coding queue")
    allowed = gate.allowed([note.pk for note in notes])
    return [note for note in notes if note.pk in allowed]


def _cell(constituencies: list | None, place) -> tuple[str, str]:
    return ((constituencies or [NOBODY])[0], str(place or ""))


def _goals(actor: Actor, project: ListeningProject | None) -> dict[tuple[str, str], int]:
    if project is None:
        return {}
    found: Counter = Counter()
    targets = CoverageTarget.objects.filter(organization_id=actor.organization_id, project=project)
    for target in targets:
        found[target.constituency, str(target.school_id or target.district_id or "")] += target.goal_n
    return dict(found)
