"""The piece of a text in which the words were found, with the words marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from listening.finding.folding import fold_with_places
from listening.finding.queries import SHORT, Query, Term

WORD = re.compile(r"\S+")
AROUND, LONGEST = 60, 220  # letters before the first word found; of the whole piece


@dataclass(frozen=True)
class Piece:
    text: str
    is_found: bool = False


def snippet(text: str, query: Query, stems: Sequence[str] = ()) -> list[Piece]:
    """`stems` of the words looked for, in both languages. Without a mark: the beginning of the text."""
    found = _places(text, query, stems)
    start = max(0, found[0][0] - AROUND) if found else 0
    if start:
        start = text.find(" ", start) + 1 or start
    end = (
        len(text) if len(text) - start <= LONGEST else max(text.rfind(" ", start, start + LONGEST), start + 1)
    )
    if found and end < found[0][1]:
        end = min(len(text), found[0][1])
    pieces, at = [Piece("… ")] if start else [], start
    for begin, stop in found:
        if begin < at or stop > end:
            continue
        pieces += [Piece(text[at:begin]), Piece(text[begin:stop], is_found=True)]
        at = stop
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else "")))
    return [piece for piece in pieces if piece.text]


def holds(text: str, query: Query, stems: Sequence[str] = ()) -> bool:
    """Whether every word looked for stands in this text: for stretches of a note that fits as a whole."""
    return all(_places(text, Query((term,)), stems) for term in query.wanted)


def _places(text: str, query: Query, stems: Sequence[str]) -> list[tuple[int, int]]:
    folded, places = fold_with_places(text)
    words = [(found.group(), found.start(), found.end()) for found in WORD.finditer(folded)]
    spans = set()
    for term in query.wanted:
        for at in range(len(words)):
            last = _ends(term, words, at, stems)
            if last is not None:
                spans.add((places[words[at][1]], places[words[last][2] - 1] + 1))
    return sorted(spans)


def _ends(term: Term, words: list[tuple[str, int, int]], at: int, stems: Sequence[str]) -> int | None:
    """The index of the last word of a match that begins here."""
    if len(term.words) > 1:
        here = tuple(word for word, _start, _end in words[at : at + len(term.words)])
        return at + len(term.words) - 1 if here == term.words else None
    word, wanted = words[at][0], term.words[0]
    if word == wanted:
        return at
    if term.is_exact or len(wanted) < SHORT:
        return None
    begins = word.startswith(wanted) or any(len(s) >= SHORT and word.startswith(s) for s in stems)
    return at if begins else None
