"""A codebook, most notes coded with it, and a blind round of two coders who agree on nearly everything, but not on what
an unequal suspension is: kappa 0.41, the pair to settle."""

import datetime
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm.access.actors import System
from crm.lib.ids import uuid7
from crm.organizations.models import Membership
from listening.coding.offsets import Stretch, Unit, units
from listening.gate.lights import lights
from listening.models import (
    Code,
    Codebook,
    Coding,
    CodingRound,
    Excerpt,
    ListeningProject,
    Note,
    NoteVersion,
    RoundNote,
)
from listening.services.coding import codebooks

SAID: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "data/codes.toml").read_text(encoding="utf-8")
)["said"]
NAME, ROUND = "What we hear", "Pilot: who is punished"
LEFT_TO_CODE = 0.3  # so that there is a queue
TWICE, AT_MOST = 90, 6000  # units coded by both; notes coded in all
SPLIT, WANTED = "su", 0.41
SLIPS = 0.06  # of the other codes of the round, by each coder
SURE = (None, None, 3, 3, 2, 1)


@dataclass
class Spoken:
    """A sentence of the demo in a note, with what a careful coder puts on it."""

    version: NoteVersion
    unit: Unit
    marks: list[tuple[str, Stretch]]  # letters, words


def plant(*, by: System, now: datetime.datetime) -> int:
    """The codebook and its use; how many codings."""
    coders = list(
        Membership.objects.visible_to(by).filter(role__in=["researcher", "partner_lead"]).order_by("pk")
    )
    book = codebooks.make_codebook(by=by, name=NAME, seeds=["issues", "triad", "practices"])
    ListeningProject.objects.visible_to(by).filter(codebook=None).update(codebook=book)
    dice = random.Random(f"codes of {len(coders)}")
    spoken = _spoken(by)
    if not spoken or not coders:
        return 0
    desk = Desk(by, book, dice, now)
    if len(coders) > 1:
        desk.pilot(spoken, coders[:2])
    desk.alone(spoken, coders)
    return desk.write()


class Desk:
    """Rows on their way: excerpts shared by all who code the same words."""

    def __init__(self, by: System, book: Codebook, dice: random.Random, now: datetime.datetime):
        self.by, self.dice, self.now = by, dice, now
        self.book = book
        self.codes = {code.key: code for code in Code.objects.visible_to(by).filter(codebook=book)}
        self.excerpts: dict[tuple, Excerpt] = {}
        self.codings: dict[tuple, Coding] = {}
        self.done: list[RoundNote] = []

    def mark(self, spoken: Spoken, letters: str, words: Stretch, coder: Membership, at, round=None) -> None:
        version, note = spoken.version, spoken.version.note
        place = (version.pk, words.start, words.end)
        if place not in self.excerpts:
            voice = note.participant
            self.excerpts[place] = Excerpt(
                id=uuid7(),
                organization_id=self.by.organization_id,
                version=version,
                note=note,
                session=note.session,
                start=words.start,
                end=words.end,
                text=version.body[words.start : words.end],
                participant=voice,
                constituencies=list(voice.constituencies) if voice else [],
                district_id=(voice and voice.district_id) or note.session.district_id,
                school_id=(voice and voice.school_id) or note.session.school_id,
                language=note.language,
                sentiment=_feeling(spoken),
                made_by=coder,
                created_at=at,
            )
        excerpt = self.excerpts[place]
        self.codings.setdefault(
            (excerpt.pk, letters, coder.pk, round and round.pk),
            Coding(
                id=uuid7(),
                organization_id=self.by.organization_id,
                excerpt=excerpt,
                code=self.codes[letters],
                coder=coder,
                round=round,
                confidence=self.dice.choice(SURE),
                at=at,
            ),
        )

    def alone(self, spoken: list[Spoken], coders: list[Membership]) -> None:
        """Most notes, each by one coder, over the last ten weeks."""
        by_note: dict = {}
        for one in spoken:
            by_note.setdefault(one.version.note_id, []).append(one)
        for key in self.dice.sample(sorted(by_note), min(round(len(by_note) * (1 - LEFT_TO_CODE)), AT_MOST)):
            coder = self.dice.choice(coders)
            first = by_note[key][0].version
            at = max(first.written_at, self.now - datetime.timedelta(days=self.dice.randint(1, 70)))
            at = min(at + datetime.timedelta(minutes=self.dice.randint(5, 900)), self.now)
            for one in by_note[key]:
                for letters, words in one.marks:
                    self.mark(one, letters, words, coder, at)
            self._finished(first.note, coder, None, at)

    def pilot(self, spoken: list[Spoken], coders: list[Membership]) -> None:
        """A closed blind round in which the code SPLIT comes out at the kappa WANTED."""
        at = self.now - datetime.timedelta(days=9)
        pool = [one for one in spoken if not _speaks_of(one, "rp")]
        self.dice.shuffle(pool)
        near = [one for one in pool if _speaks_of(one, SPLIT) or _speaks_of(one, "ps")]
        near = near[: TWICE // 3]
        chosen = {one.version.note_id for one in near}
        for one in pool:
            if len(chosen) >= TWICE:
                break
            chosen.add(one.version.note_id)
        # All of a note is coded, so its other units count too.
        work = [one for one in spoken if one.version.note_id in chosen]
        both, first, second = shares(len(_units_of(work)), len(near))
        round = CodingRound.objects.create(
            organization_id=self.by.organization_id,
            project=ListeningProject.objects.visible_to(self.by)
            .filter(codebook=self.book)
            .order_by("starts_on")
            .first(),
            name=ROUND,
            kind=CodingRound.Kind.INDEPENDENT,
            is_blind=True,
            codebook=self.book,
            opened_by=coders[0],
            opened_at=at - datetime.timedelta(days=3),
            closed_at=at,
        )
        says = [(0, 1)] * both + [(0,)] * first + [(1,)] * second
        for one in work:
            for letters, words in one.marks:
                if letters == SPLIT:
                    continue
                for coder in coders:
                    if self.dice.random() >= SLIPS:
                        self.mark(one, letters, words, coder, at - datetime.timedelta(days=1), round)
        for one, who in zip(near, says, strict=False):
            words = next(
                (stretch for letters, stretch in one.marks if letters == SPLIT),
                Stretch(one.unit.start, one.unit.end),
            )
            for number in who:
                self.mark(one, SPLIT, words, coders[number], at - datetime.timedelta(days=1), round)
        for one in {one.version.note_id: one for one in work}.values():
            for coder in coders:
                self._finished(one.version.note, coder, round, at - datetime.timedelta(days=1))

    def write(self) -> int:
        for rows in (list(self.excerpts.values()), list(self.codings.values()), self.done):
            if rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=1000)
        return len(self.codings)

    def _finished(self, note: Note, coder: Membership, round: CodingRound | None, at) -> None:
        self.done.append(
            RoundNote(
                organization_id=self.by.organization_id,
                round=round,
                note=note,
                coder=coder,
                position=len(self.done),
                done_at=at,
            )
        )


def shares(units_n: int, near: int) -> tuple[int, int, int]:
    """How often both, only the first, only the second say the code, for the kappa nearest to WANTED: of at most `near`
    units where one may, out of all."""

    def kappa(both: int, first: int, second: int) -> float:
        one, other = (both + first) / units_n, (both + second) / units_n
        seen = (units_n - first - second) / units_n
        by_chance = one * other + (1 - one) * (1 - other)
        return (seen - by_chance) / (1 - by_chance)

    found = [
        (round(abs(kappa(both, first, second) - WANTED), 3), -(both + first + second), (both, first, second))
        for both in range(1, near)
        for first in range(1, near - both)
        for second in (first, first + 1, first + 2)
        if both + first + second <= near
    ]
    return min(found)[2] if found else (0, 0, 0)


def _spoken(by: System) -> list[Spoken]:
    """The sentences of data/codes.toml in the newest wordings of all notes whose words may be used."""
    newest: dict = {}
    rows = NoteVersion.objects.visible_to(by).select_related(
        "note__session", "note__participant", "note__contact"
    )
    for version in rows.filter(note__is_quote=True).order_by("written_at", "number", "pk"):
        newest[version.note_id] = version
    seen = lights(by, [version.note for version in newest.values()])
    found = []
    for key, version in newest.items():
        if key in seen and seen[key].value == "withdrawn":
            continue
        for unit in units(version.body):
            marks = list(_marks(version.body, unit))
            if marks:
                found.append(Spoken(version, unit, marks))
    return found


def _marks(body: str, unit: Unit) -> Iterator[tuple[str, Stretch]]:
    line = body[unit.start : unit.end]
    for text, codes in SAID.items():
        at = line.find(text)
        if at < 0:
            continue
        for entry in codes:
            letters, _colon, words = entry.partition(": ")
            inside = text.find(words) if words else 0
            length = len(words) if words else len(text)
            start = unit.start + at + inside
            yield letters, Stretch(start, start + length)


def _speaks_of(spoken: Spoken, letters: str) -> bool:
    return any(mark == letters for mark, _words in spoken.marks)


def _units_of(work: list[Spoken]) -> set:
    """Every unit of the notes of the round, coded or not."""
    versions = {one.version.pk: one.version for one in work}
    return {(key, unit.start) for key, version in versions.items() for unit in units(version.body)}


def _feeling(spoken: Spoken) -> str:
    letters = {mark for mark, _words in spoken.marks}
    if letters & {"tt", "gp", "yl", "cy", "as"}:
        return "asset"
    return "need" if letters & {"pb", "su", "lb", "am", "co", "ts", "cs"} else ""
