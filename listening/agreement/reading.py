"""What the pages of agreement read: a round's units, who marked what, and what was settled since. A fixed number of
queries, whatever the number of notes, coders and codes."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise, cached_property

from crm.access.actors import Actor
from crm.organizations.models import Membership
from listening.agreement import measures
from listening.agreement.measures import Agreement, Interval
from listening.agreement.sheets import Mark, Place, Sheet, sheet
from listening.coding.offsets import Unit, units
from listening.gate import WITHDRAWN, QuoteGate, Use, covering
from listening.gate.identifying import covered
from listening.models import Adjudication, Code, Coding, CodingRound, Note, NoteVersion, Redaction, RoundNote

CONTEXT = 400  # characters of a unit that a list shows


@dataclass(frozen=True)
class Line:
    """One code: the pair's agreement, alpha over all coders, and how many disagreements wait to be settled."""

    code: Code
    agreement: Agreement
    alpha: float | None
    waiting: int

    @property
    def band_label(self):
        band = self.agreement.band
        return measures.BAND_LABELS[band] if band else ""

    @property
    def band_tag(self) -> str:
        return {"rework": "bad", "discuss": "warn", "ok": "ok", "strong": "ok"}.get(
            self.agreement.band or "", ""
        )

    @property
    def why_label(self):
        return measures.WHY_LABELS[self.agreement.why] if self.agreement.why else ""


@dataclass
class RoundSheet:
    """Everything that is known of one round."""

    round: CodingRound
    sheet: Sheet
    bodies: dict[uuid.UUID, str]
    notes: dict[uuid.UUID, uuid.UUID]  # version -> note
    codes: dict[uuid.UUID, Code]
    coders: dict[uuid.UUID, str]
    languages: dict[uuid.UUID, str] = field(default_factory=dict)  # of versions
    allowed: set[uuid.UUID] = field(default_factory=set)  # notes whose words may still be read for coding
    covers: dict[uuid.UUID, list[tuple[int, int, str]]] = field(default_factory=dict)  # of versions
    settled: dict[tuple[Place, uuid.UUID], Adjudication] = field(default_factory=dict)
    on_earlier_wordings: int = 0  # codings of wordings that were corrected since: they count nowhere

    @cached_property
    def pairs(self) -> list[tuple[tuple[uuid.UUID, uuid.UUID], int]]:
        return self.sheet.pairs()

    @cached_property
    def disagreements(self) -> list["Disagreement"]:
        return [
            Disagreement(self, place, self.codes[code], yes, no, self.settled.get((place, code)))
            for place, code, yes, no in self.sheet.disagreements()
            if code in self.codes
        ]

    @property
    def waiting(self) -> list["Disagreement"]:
        return [one for one in self.disagreements if one.settled is None]

    def lines(self, pair: tuple[uuid.UUID, uuid.UUID]) -> list[Line]:
        """Codes that somebody gave, weakest agreement first; those without a kappa after them, by name."""
        waiting = Counter(one.code.pk for one in self.waiting)
        lines = [
            Line(
                self.codes[code],
                measures.agreement(self.sheet.tables(code, *pair)),
                measures.alpha_of(sum(self.sheet.spreads(code).values(), Counter())),
                waiting[code],
            )
            for code in self.sheet.codes() & self.codes.keys()
        ]
        return sorted(
            lines,
            key=lambda line: (
                line.agreement.kappa is None,
                line.agreement.kappa or 0,
                line.code.name,
                line.code.pk,
            ),
        )

    @cached_property
    def alpha(self) -> tuple[float | None, Interval | None]:
        """Over all codes and coders together."""
        notes: dict[uuid.UUID, Counter[tuple[int, int]]] = defaultdict(Counter)
        for code in self.sheet.codes() & self.codes.keys():
            for version, spread in self.sheet.spreads(code).items():
                notes[version].update(spread)
        return measures.alpha_of(sum(notes.values(), Counter())), measures.alpha_interval(notes.values())

    @property
    def shared_units(self) -> int:
        return sum(len(self.sheet.units[version]) for version in self.sheet.shared)


@dataclass(frozen=True)
class Disagreement:
    """A unit of which some coders said yes to a code and some no."""

    of: RoundSheet
    place: Place
    code: Code
    yes: list[uuid.UUID]
    no: list[uuid.UUID]
    settled: Adjudication | None

    @property
    def unit(self) -> Unit:
        return self.of.sheet.units[self.place.version][self.place.number]

    @property
    def note_id(self) -> uuid.UUID:
        return self.of.notes[self.place.version]

    @property
    def language(self) -> str:
        return self.of.languages.get(self.place.version, "")

    @property
    def is_shown(self) -> bool:
        return self.note_id in self.of.allowed

    @property
    def words(self) -> str | Promise:
        """Under the redactions; a sentence instead where they were taken back."""
        if not self.is_shown:
            return WITHDRAWN
        start, end = self.unit.start, self.unit.end
        marks = [
            (a - start, b - start, m) for a, b, m in self.of.covers.get(self.place.version, ()) if b > start
        ]
        text = covered(self.of.bodies[self.place.version][start:end], marks)
        return text if len(text) <= CONTEXT else text[:CONTEXT].rstrip() + "…"

    @property
    def who_yes(self) -> list[str]:
        return [self.of.coders.get(coder, "") for coder in self.yes]

    @property
    def who_no(self) -> list[str]:
        return [self.of.coders.get(coder, "") for coder in self.no]


def rounds(actor: Actor, *, project_id: uuid.UUID | None = None) -> list[CodingRound]:
    """Rounds whose coders can be compared, newest first. What was settled together is no independent reading."""
    found = CodingRound.objects.visible_to(actor).exclude(kind=CodingRound.Kind.ADJUDICATED)
    if project_id:
        found = found.filter(project_id=project_id)
    return list(found.order_by("-opened_at", "-pk")[:50])


def is_closed_to(actor: Actor, coding_round: CodingRound) -> bool:
    """While a blind round is open nobody compares: it would show each coder what the others did."""
    return coding_round.is_blind and coding_round.is_open


def of_round(actor: Actor, coding_round: CodingRound) -> RoundSheet:
    coders: dict[uuid.UUID, set[uuid.UUID]] = {}
    done = RoundNote.objects.visible_to(actor).filter(round=coding_round, done_at__isnull=False)
    readable = Note.objects.visible_to(actor)
    for note, coder in done.filter(note__in=readable).values_list("note_id", "coder_id"):
        coders.setdefault(note, set()).add(coder)
    latest = list(
        NoteVersion.objects.visible_to(actor)
        .filter(note_id__in=coders)
        .select_related("note")
        .order_by("note_id", "-number")
        .distinct("note_id")
    )
    versions = {version.pk: version for version in latest}
    bodies = {pk: version.body for pk, version in versions.items()}
    marks, earlier = _marks(actor, coding_round, versions)
    made = sheet(
        {pk: units(body) for pk, body in bodies.items()},
        {pk: frozenset(coders[version.note_id]) for pk, version in versions.items()},
        marks,
    )
    codes = Code.objects.visible_to(actor).filter(codebook_id=coding_round.codebook_id)
    found = RoundSheet(
        coding_round,
        made,
        bodies,
        {pk: version.note_id for pk, version in versions.items()},
        {code.pk: code for code in codes},
        names(actor, {coder for who in coders.values() for coder in who}),
        on_earlier_wordings=earlier,
    )
    found.settled = _settled(actor, coding_round, made)
    found.languages = {pk: version.note.language for pk, version in versions.items()}
    found.allowed = QuoteGate(actor, use=Use.CODING, purpose="agreement").allowed(coders)
    for key, names_there in covering.hidden_names(actor, latest).items():
        found.covers[key] = [(one.start, one.end, one.mark) for one in names_there]
    for row in Redaction.objects.visible_to(actor).filter(version__in=versions, undone_at=None):
        found.covers.setdefault(row.version_id, []).append((row.start, row.end, row.mark))
    return found


def names(actor: Actor, members: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = Membership.objects.visible_to(actor).filter(pk__in=set(members)).select_related("user")
    return {row.pk: str(row.user) for row in rows}


def _marks(
    actor: Actor, coding_round: CodingRound, versions: dict[uuid.UUID, NoteVersion]
) -> tuple[list[Mark], int]:
    rows = (
        Coding.objects.visible_to(actor)
        .standing()
        .filter(round=coding_round, coder__isnull=False)
        .values_list("coder_id", "excerpt__version_id", "excerpt__start", "excerpt__end", "code_id")
    )
    marks, earlier = [], 0
    for coder, version, start, end, code in rows:
        if version in versions:
            marks.append(Mark(coder, version, start, end, code))
        else:
            earlier += 1
    return marks, earlier


def _settled(
    actor: Actor, coding_round: CodingRound, made: Sheet
) -> dict[tuple[Place, uuid.UUID], Adjudication]:
    starts = {
        (version, unit.start): number
        for version, found in made.units.items()
        for number, unit in enumerate(found)
    }
    rows = Adjudication.objects.visible_to(actor).filter(round=coding_round).select_related("by__user")
    return {
        (Place(row.version_id, starts[row.version_id, row.start]), row.code_id): row
        for row in rows
        if (row.version_id, row.start) in starts
    }
