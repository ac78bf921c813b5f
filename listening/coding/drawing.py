"""A note drawn for the coding desk: its words cut where codes begin and end, each code on a line of its own below them.

Pure: takes a body and what lies on it, gives what a template prints. Places are in UTF-16 units, as the browser counts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from listening.coding.offsets import Stretch, Utf16, cuts, sentences, units

TONES = (
    "#8a6d00", "#2f6fb5", "#a04a8c", "#b8442f", "#1f7d6b", "#6a5acd", "#b5651d", "#3c8d2f", "#4a6b8a", "#b0306a",
    "#5f6b65", "#a33b3b",
)  # fmt: skip
_TOKEN = r"\w+|\s+|[^\w\s]"
MOST_LANES = 6  # what lies deeper is in the list beside the text


@dataclass(frozen=True)
class Mark:
    """One code on one stretch (code points)."""

    start: int
    end: int
    letters: str
    name: str
    tone: int


@dataclass(frozen=True)
class Cover:
    """Words that are covered; `mark` stands there instead. `id` is None for what the reader's role hides."""

    start: int
    end: int
    mark: str
    id: Any = None


@dataclass
class Piece:
    at: int
    end: int
    text: str
    lanes: list[tuple[int, int]]  # (lane, tone), the first nearest to the words
    begins: list[Mark] = field(default_factory=list)
    ends: list[Mark] = field(default_factory=list)
    is_covered: bool = False


@dataclass
class Sentence:
    number: int  # 0: the space between two sentences
    at: int
    end: int
    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass
class Paragraph:
    depth: int
    sentences: list[Sentence]
    translated: str = ""


def draw(body: str, marks: Sequence[Mark], covers: Iterable[Cover] = ()) -> list[Paragraph]:
    """Paragraphs of sentences of pieces. Marks that overlap get different lanes; a mark keeps its lane to its end."""
    places = Utf16(body)
    covers = apart(covers)
    lanes = lanes_of(marks)
    edges = [Stretch(mark.start, mark.end) for mark in marks] + [Stretch(c.start, c.end) for c in covers]
    known = sentences(body)
    number, drawn = 0, []
    for unit in units(body):
        inside = [s for s in known if unit.start <= s.start < unit.end]
        line: list[Sentence] = []
        at = unit.start
        for sentence in inside:
            if at < sentence.start:
                line.append(_sentence(body, places, 0, at, sentence.start, edges, marks, lanes, covers))
            number += 1
            line.append(
                _sentence(body, places, number, sentence.start, sentence.end, edges, marks, lanes, covers)
            )
            at = sentence.end
        deepest = max((lanes[i] for i, m in enumerate(marks) if unit.touches(m.start, m.end)), default=0)
        drawn.append(Paragraph(min(deepest, MOST_LANES), line))
    return drawn


def lanes_of(marks: Sequence[Mark]) -> list[int]:
    """The lane of each mark, from 1: the lowest that no overlapping mark before it has. Longer ones go outside of those
    that begin with them."""
    order = sorted(range(len(marks)), key=lambda i: (marks[i].start, marks[i].end, marks[i].letters))
    found = [0] * len(marks)
    open_until: list[int] = []  # by lane
    for index in order:
        mark = marks[index]
        for lane, until in enumerate(open_until):
            if until <= mark.start:
                open_until[lane] = mark.end
                found[index] = lane + 1
                break
        else:
            open_until.append(mark.end)
            found[index] = len(open_until)
    return found


def apart(covers: Iterable[Cover]) -> list[Cover]:
    """In order, those that touch each other as one: the longer one's mark stands."""
    found: list[Cover] = []
    for cover in sorted(covers, key=lambda c: (c.start, -c.end)):
        if found and cover.start < found[-1].end:
            last = found[-1]
            found[-1] = Cover(last.start, max(last.end, cover.end), last.mark, last.id)
        else:
            found.append(cover)
    return found


def covered_text(body: str, start: int, end: int, covers: Iterable[Cover]) -> str:
    """The words from start to end as they may be read: a cover that reaches in stands for all of its words."""
    out, at = [], start
    for cover in apart(covers):
        if cover.end <= start or cover.start >= end:
            continue
        out += [body[at : max(at, cover.start)], cover.mark]
        at = cover.end
    out.append(body[at:end] if at < end else "")
    return "".join(out)


def uncovered_text(body: str, covers: Iterable[Cover], typed: str) -> str:
    """What somebody wrote over the covered words of `body`, with the words back under each mark that they left standing.
    A mark that they took out or moved is gone with its words; one that they typed themselves stays a mark."""
    covers = apart(covers)
    if not covers or typed == covered_text(body, 0, len(body), covers):
        return body if covers else typed
    marks = sorted({re.escape(cover.mark) for cover in covers}, key=len, reverse=True)
    tokens = re.compile("|".join([*marks, _TOKEN]))
    shown: list[str] = []
    true: list[str] = []
    at = 0
    for cover in covers:
        plain = tokens.findall(body[at : cover.start])
        shown += [*plain, cover.mark]
        true += [*plain, body[cover.start : cover.end]]
        at = cover.end
    plain = tokens.findall(body[at:])
    shown, true, new = shown + plain, true + plain, tokens.findall(typed)
    out: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, shown, new, autojunk=False).get_opcodes():
        out += true[a:b] if kind == "equal" else new[c:d]
    return "".join(out)


def tone_of(colour: str) -> int:
    """The tone of our palette that is nearest to a color, from 1."""
    wanted = _rgb(colour)
    return 1 + min(
        range(len(TONES)),
        key=lambda i: sum((a - b) ** 2 for a, b in zip(_rgb(TONES[i]), wanted, strict=True)),
    )


def _sentence(
    body: str,
    places: Utf16,
    number: int,
    start: int,
    end: int,
    edges: list[Stretch],
    marks: Sequence[Mark],
    lanes: list[int],
    covers: list[Cover],
) -> Sentence:
    pieces = []
    for cut in cuts(edges, start, end):
        cover = next((c for c in covers if c.start <= cut.start < c.end), None)
        here = [i for i, mark in enumerate(marks) if mark.start <= cut.start and cut.end <= mark.end]
        text = body[cut.start : cut.end]
        if cover:
            text = cover.mark if cover.start >= start and cut.start == cover.start else ""
            if cover.start < start and cut.start == start:
                text = cover.mark
        pieces.append(
            Piece(
                places.of(cut.start),
                places.of(cut.end),
                text,
                sorted((lanes[i], marks[i].tone) for i in here if lanes[i] <= MOST_LANES),
                [marks[i] for i in here if marks[i].start == cut.start],
                [marks[i] for i in here if marks[i].end == cut.end],
                bool(cover),
            )
        )
    return Sentence(number, places.of(start), places.of(end), pieces)


def _rgb(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))  # type: ignore[return-value]
