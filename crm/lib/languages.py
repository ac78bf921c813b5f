"""Languages as people write them, in English or in their own, to codes."""

import re
from functools import cache, lru_cache

from .guess import Guess
from .words import is_blank, plain

NAMES = {
    "en": "english ingles eng en inglés", "es": "spanish espanol español castellano es spa esp sp", "ht": "haitian creole|kreyol|kreyòl|creole|haitian|ht|criollo haitiano",
    "fr": "french francais frances fr français", "pt": "portuguese portugues português pt brazilian", "ar": "arabic arabe ar العربية árabe",
    "zh": "chinese|mandarin|cantonese|zh|chino|mandarin chinese|中文|simplified chinese", "vi": "vietnamese vietnamita vi", "ko": "korean coreano ko 한국어", "tl": "tagalog filipino tl",
    "ru": "russian ruso ru русский", "so": "somali so", "sw": "swahili kiswahili sw suajili", "am": "amharic am amárico", "hmn": "hmong hmn", "my": "burmese my birmano",
    "kar": "karen kar", "ne": "nepali ne", "hi": "hindi hi", "ur": "urdu ur", "bn": "bengali bangla bn", "pa": "punjabi panjabi pa", "fa": "farsi persian dari fa persa",
    "ps": "pashto ps", "uk": "ukrainian ucraniano uk українська", "pl": "polish polaco pl polski", "de": "german aleman de deutsch alemán", "it": "italian italiano it",
    "ja": "japanese japones ja 日本語 japonés", "km": "khmer cambodian km", "lo": "lao lo", "mam": "mam", "quc": "k'iche'|kiche|quiche|k'iche|quc", "kjb": "q'anjob'al|kanjobal|qanjobal|kjb",
    "mix": "mixteco mixtec mix", "zap": "zapoteco zapotec zap", "nah": "nahuatl náhuatl nah", "nv": "navajo diné nv", "ase": "asl|american sign language|sign language|lengua de señas|ase",
    "rw": "kinyarwanda rw", "ti": "tigrinya ti", "yo": "yoruba yo", "ig": "igbo ig", "ha": "hausa ha",
}  # fmt: skip
BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\band\b|\by\b|\bor\b)\s*", re.IGNORECASE)


@cache
def _codes() -> dict[str, str]:
    return {
        plain(name): code
        for code, names in NAMES.items()
        for name in (names.split("|") if "|" in names else names.split())
    }


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
