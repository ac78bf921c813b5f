"""The piece of a text in which the words were found, with the words marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from listening.finding.folding import fold, fold_with_places
from listening.finding.queries import SHORT, Query, Term

NONE: Mapping[str, Sequence[str]] = {}
WORD = re.compile(r"\S+")
AROUND, LONGEST = 60, 220  # letters before the first word found; of the whole piece


@dataclass(frozen=True)
class Piece:
    text: str
    is_found: bool = False


def snippet(text: str, query: Query, stems: Mapping[str, Sequence[str]] = NONE) -> list[Piece]:
    """`stems` by word looked for, in both languages. Without a mark: the beginning of the text."""
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


def holds(text: str, query: Query, stems: Mapping[str, Sequence[str]] = NONE) -> bool:
    """Whether every word looked for stands in this text, and none of those to leave out."""
    words = [found.group() for found in WORD.finditer(fold(text))]
    return all(any(_matches(term, words, stems)) != term.is_without for term in query.terms)


def _places(text: str, query: Query, stems: Mapping[str, Sequence[str]]) -> list[tuple[int, int]]:
    folded, places = fold_with_places(text)
    words = [(found.group(), found.start(), found.end()) for found in WORD.finditer(folded)]
    spans = set()
    for term in query.wanted:
        for first, last in _matches(term, [word for word, _start, _end in words], stems):
            spans.add((places[words[first][1]], places[words[last][2] - 1] + 1))
    return sorted(spans)


def _matches(
    term: Term, words: Sequence[str], stems: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """The first and the last word of each."""
    wanted, length = term.words[0], len(term.words)
    if length > 1:
        places = range(len(words) - length + 1)
        yield from ((at, at + length - 1) for at in places if tuple(words[at : at + length]) == term.words)
    elif term.is_exact or len(wanted) < SHORT:
        yield from ((at, at) for at, word in enumerate(words) if word == wanted)
    else:
        begins = (wanted, *(stem for stem in stems.get(wanted, ()) if len(stem) >= SHORT))
        yield from ((at, at) for at, word in enumerate(words) if word.startswith(begins))
