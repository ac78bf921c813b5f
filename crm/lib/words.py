"""Small words in cells: yes and no in two languages, nothing, and "the same as above" (`words.json`)."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

from .guess import Guess

WORDS: dict[str, frozenset[str]] = {
    kind: frozenset(words)
    for kind, words in json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8")).items()
}
YES, NO, BLANK, DITTO = WORDS["yes"], WORDS["no"], WORDS["blank"], WORDS["ditto"]


def plain(cell: str) -> str:
    text = cell.strip().casefold()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(10_000)
def yes_no(cell: str) -> Guess[bool | None]:
    """True, False, or None for a blank cell and for words that are neither."""
    text = plain(cell)
    if not text:
        return Guess(None)
    head = text.rstrip(".!").split(",")[0].strip()
    if head in YES:
        return Guess(
            True,
            head in ("x", "1", "ok", "t", "s"),
            "word.mark" if head in ("x", "1", "ok", "t", "s") else "",
        )
    if head in NO:
        return Guess(False)
    first = head.split()[0].strip(",;:.") if head.split() else ""
    if first in ("yes", "si"):
        return Guess(True, True, "word.begins_with_yes")
    if first == "no":
        return Guess(False, True, "word.begins_with_no")
    return Guess(None, True, "word.neither")


@lru_cache(2_000)
def is_blank(cell: str) -> bool:
    """Nothing, or a word people write for nothing."""
    text = plain(cell)
    return not text or text in BLANK


@lru_cache(2_000)
def is_ditto(cell: str) -> bool:
    """A mark that repeats the cell above."""
    return plain(cell) in DITTO
