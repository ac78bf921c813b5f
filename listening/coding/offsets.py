"""Places in a text: code points, as we store them, and UTF-16 units, as browsers and some exchange files count; the
units, sentences and words that coding selects. Pure functions.

A place is an index between two characters; a stretch is half open. Bodies keep the line ends that they came with.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

# A browser reads each of these as one line end, or draws it as one.
LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
WORD = re.compile(r"\S+")
# The end of a sentence: its mark, perhaps a closing quote or bracket, and a space after it.
SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]+[\"'\u201d\u2019\u00bb)\]]*(?=\s)")
NOT_AN_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|mx|dr|dra|sr|sra|srta|st|jr|prof|profa|lic|ing|no|vs|etc|e\.g|i\.e|p\.ej|ee|uu|u\.s)|\b\w)\.$",
    re.I,
)
JOINER, KEYCAP = "\u200d", "\u20e3"


@dataclass(frozen=True, order=True)
class Stretch:
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def touches(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


class Unit(Stretch):
    """A paragraph or a turn: what two coders are compared on."""


class Utf16:
    """Converts places of one body between code points and UTF-16 units; O(log of its astral characters) each."""

    def __init__(self, body: str):
        self.length = len(body)
        astral = [index for index, letter in enumerate(body) if ord(letter) > 0xFFFF]
        self._astral = astral
        self._high = [index + before for before, index in enumerate(astral)]  # where each stands in UTF-16

    @property
    def units(self) -> int:
        return self.length + len(self._astral)

    def of(self, place: int) -> int:
        """The place in UTF-16 units."""
        self._check(place, self.length)
        return place + bisect_left(self._astral, place)

    def to(self, place16: int) -> int:
        """The place in code points. Between the halves of a pair: before its character."""
        self._check(place16, self.units)
        before = bisect_right(self._high, place16)  # pairs that begin at or before the place
        if before and self._high[before - 1] == place16:
            before -= 1
        elif before and self._high[before - 1] + 1 == place16:
            return place16 - before
        return place16 - before

    @staticmethod
    def _check(place: int, most: int) -> None:
        if not 0 <= place <= most:
            raise ValueError(f"{place} is outside of 0..{most}")


def to_utf16(body: str, place: int) -> int:
    return Utf16(body).of(place)


def from_utf16(body: str, place16: int) -> int:
    return Utf16(body).to(place16)


def units(body: str) -> list[Unit]:
    """The lines that hold words, without the space around them: a paragraph each, or a turn of a transcript."""
    found, start = [], 0
    ends = [(match.start(), match.end()) for match in LINE_END.finditer(body)]
    for stop, after in [*ends, (len(body), len(body))]:
        if trimmed := _trim(body, start, stop):
            found.append(Unit(*trimmed))
        start = after
    return found


def sentences(body: str) -> list[Stretch]:
    """Sentences of every unit, in order. They never reach over a line end."""
    found = []
    for unit in units(body):
        start = unit.start
        for match in SENTENCE_END.finditer(body, unit.start, unit.end):
            if match.group() == "." and NOT_AN_END.search(body[start : match.end()]):
                continue
            if trimmed := _trim(body, start, match.end()):
                found.append(Stretch(*trimmed))
                start = match.end()
        if trimmed := _trim(body, start, unit.end):
            found.append(Stretch(*trimmed))
    return found


def words(body: str, start: int = 0, end: int | None = None) -> Iterator[Stretch]:
    """Runs without white space, as the keyboard steps over them."""
    for match in WORD.finditer(body, start, len(body) if end is None else end):
        yield Stretch(match.start(), match.end())


def snap(body: str, start: int, end: int) -> Stretch | None:
    """The stretch that a person meant: whole characters as they see them, no white space at its ends. None when nothing
    is left of it."""
    start, end = max(0, min(start, end)), min(len(body), max(start, end))
    while start > 0 and start < len(body) and _joined(body, start):
        start -= 1
    while end < len(body) and _joined(body, end):
        end += 1
    trimmed = _trim(body, start, end)
    return Stretch(*trimmed) if trimmed else None


def find_again(old: str, new: str, start: int, end: int) -> Stretch | None:
    """Where the same words stand in another wording: exactly the same text, and of several the one whose neighbourhood
    and place among the like fit best. None when they are gone, or when two places fit alike."""
    text = old[start:end]
    places = list(_occurrences(new, text))
    if len(places) < 2:
        return Stretch(places[0], places[0] + len(text)) if places else None
    before = list(_occurrences(old, text))
    if len(before) == len(places):
        place = places[before.index(start)]
        return Stretch(place, place + len(text))
    scores = sorted(
        ((_alike(old, new, start, end, place, len(text)), place) for place in places), reverse=True
    )
    (best, place), (second, _) = scores[0], scores[1]
    return Stretch(place, place + len(text)) if best > second else None


def cuts(stretches: list[Stretch], start: int, end: int) -> list[Stretch]:
    """[start, end) cut at every end of the stretches, so that each piece lies wholly inside or outside of each."""
    places = {start, end}
    for stretch in stretches:
        places.update(place for place in (stretch.start, stretch.end) if start < place < end)
    return [Stretch(a, b) for a, b in pairwise(sorted(places))]


def _trim(body: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _joined(body: str, place: int) -> bool:
    """Whether the characters on both sides of the place are seen as one."""
    left, right = body[place - 1], body[place]
    if left == "\r" and right == "\n":
        return True
    if right in (JOINER, KEYCAP) or left == JOINER:
        return True
    if unicodedata.category(right).startswith("M"):  # combining accents, variation selectors
        return True
    if (
        "\U0001f3fb" <= right <= "\U0001f3ff" or "\U000e0020" <= right <= "\U000e007f"
    ):  # skin tones, flag tags
        return True
    if _is_flag_half(left) and _is_flag_half(right):
        run = place
        while run > 0 and _is_flag_half(body[run - 1]):
            run -= 1
        return (place - run) % 2 == 1
    return False


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _occurrences(body: str, text: str) -> Iterator[int]:
    place = body.find(text)
    while place >= 0:
        yield place
        place = body.find(text, place + 1)


def _alike(old: str, new: str, start: int, end: int, place: int, length: int) -> int:
    """How many characters before and after are the same."""
    before = _same(reversed(old[max(0, start - 80) : start]), reversed(new[max(0, place - 80) : place]))
    after = _same(old[end : end + 80], new[place + length : place + length + 80])
    return before + after


def _same(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
