"""One part of a name as a person would write it."""

import json
import re
from functools import lru_cache
from pathlib import Path

from ..guess import Guess
from ..words import is_blank

WORDS: dict[str, frozenset[str]] = {
    kind: frozenset(words)
    for kind, words in json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8")).items()
}
PARTICLES, NUMERALS = WORDS["particles"], WORDS["numerals"]
SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
EDGES = ' \t,;:*"“”«»|'
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(10_000)
def clean(cell: str) -> Guess[str]:
    """Spaces squeezed, stray marks off the edges; a name in capitals comes back as a proposal."""
    text = squeeze(cell)
    if not text:
        return Guess("")
    if is_no_name(text):
        return Guess("", True, "value.blank_word")
    if _is_shouted(text):
        return Guess(capitalise(text), True, "name.all_caps")
    if text.islower() and text not in PARTICLES:
        return Guess(capitalise(text), True, "name.all_lower")
    if any(c.isdigit() for c in text):
        return Guess(text, True, "name.digits")
    return Guess(text)


def is_no_name(text: str) -> bool:
    """ "n/a" is nobody, but Na and Null are surnames when written like one."""
    return is_blank(text) and not (text.isalpha() and text.istitle() and len(text) > 1)


def squeeze(cell: str) -> str:
    if cell.isalpha():
        return cell
    return SPACES.sub(" ", cell).strip(EDGES)


def _is_shouted(text: str) -> bool:
    """Initials such as "MJ" or "J.R." are not shouting."""
    return text.isupper() and any(len(word) > 2 for word in WORD.findall(text))


def is_one_case(text: str) -> bool:
    return _is_shouted(text) or text.islower()


def capitalise(text: str) -> str:
    words = text.split(" ")
    return " ".join(_word(word, first=i == 0) for i, word in enumerate(words))


def _word(word: str, *, first: bool) -> str:
    low = word.lower()
    if low in PARTICLES and not first:
        return low
    if word.upper().strip(".,") in NUMERALS:
        return word.upper()
    if "-" in word:
        return "-".join(_word(part, first=True) for part in word.split("-"))
    return WORD.sub(lambda match: _letters(match[0].lower(), low[: match.start()]), low)


def _letters(low: str, before: str) -> str:
    """After an apostrophe a lone letter stays small: O'Brien, but Dwayne's."""
    if before.endswith(("'", "’")) and len(low) == 1:
        return low
    if low.startswith("mc") and len(low) > 4:
        return "Mc" + low[2:].capitalize()
    return low.capitalize()
