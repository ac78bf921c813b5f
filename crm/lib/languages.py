"""Languages as people write them, in English or in their own, to codes (`languages.json`)."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from .guess import Guess
from .words import is_blank, plain

BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\band\b|\by\b|\bor\b)\s*", re.IGNORECASE)


@cache
def _codes() -> dict[str, str]:
    names = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {plain(word): code for code, words in names.items() for word in words}


@lru_cache(10_000)
def parse(cell: str) -> Guess[tuple[str, ...]]:
    """Codes in the order written. A word that is no language we know is left out, as a guess."""
    if is_blank(cell):
        return Guess(())
    if code := _codes().get(plain(cell)):
        return Guess((code,))
    if "bilingu" in plain(cell):
        return Guess(("en", "es"), True, "language.bilingual")
    words = [plain(word) for word in BETWEEN.split(cell) if word.strip()]
    found = tuple(dict.fromkeys(_codes()[word] for word in words if word in _codes()))
    missed = any(word not in _codes() for word in words)
    return Guess(found, missed, "language.unknown" if missed else "")
