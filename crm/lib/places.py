"""ZIP codes and states as spreadsheets leave them."""

import re
from functools import cache, lru_cache

import us

from .guess import Guess
from .words import is_blank, plain

SPANISH = {
    "washington dc": "DC",
    "carolina del norte": "NC",
    "carolina del sur": "SC",
    "nueva york": "NY",
    "nuevo mexico": "NM",
    "nueva jersey": "NJ",
    "luisiana": "LA",
    "pensilvania": "PA",
    "misisipi": "MS",
}
ZIP = re.compile(r"(\d{5})(?:[-\s]?(\d{4}))?$")
SHORT = re.compile(r"(\d{3,4})(?:-(\d{4}))?$")
FLOAT = re.compile(r"(\d{3,9})\.0*$")


@lru_cache(2_000)
def zip_code(cell: str) -> Guess[str]:
    """Five digits, or nine with a hyphen. A ZIP that lost its leading zeros gets them back, as a guess."""
    text = cell.strip().lstrip("'")
    if match := ZIP.match(text):
        return Guess(f"{match[1]}-{match[2]}" if match[2] else match[1])
    if is_blank(text):
        return Guess("", bool(text), "value.blank_word" if text else "")
    if whole := FLOAT.match(text):
        text = whole[1]
        if len(text) == 5:
            return Guess(text, True, "zip.was_number")
    if len(text) in (8, 9) and text.isdigit():
        text = text.zfill(9)
        return Guess(f"{text[:5]}-{text[5:]}", True, "zip.was_number")
    if match := SHORT.match(text):
        padded = match[1].zfill(5)
        return Guess(f"{padded}-{match[2]}" if match[2] else padded, True, "zip.padded")
    return Guess("", True, "zip.unreadable")


@lru_cache(20_000)
def leaid(cell: str) -> Guess[str]:
    """The seven digits of a school district in the national list; a spreadsheet may have eaten the first."""
    text = cell.strip().lstrip("'")
    if whole := FLOAT.match(text):
        text = whole[1]
    if not text.isascii() or not text.isdigit() or not 6 <= len(text) <= 7:
        return Guess("", not is_blank(cell), "" if is_blank(cell) else "leaid.unreadable")
    if len(text) == 7:
        return Guess(text)
    return Guess(text.zfill(7), True, "zip.padded")


@cache
def _states() -> dict[str, str]:
    found = {}
    for state in (*us.states.STATES_AND_TERRITORIES, us.states.DC):
        for name in (state.name, state.abbr, state.fips, *(state.ap_abbr or "").split("|")):
            if name:
                found[plain(name).replace(".", "")] = state.abbr
    return found | SPANISH


@lru_cache(10_000)
def state(cell: str) -> Guess[str]:
    """The two letters of a state or territory."""
    text = plain(cell).replace(".", "")
    if not text:
        return Guess("")
    if text.upper() in _abbreviations():
        return Guess(text.upper())
    if text in _states():
        return Guess(_states()[text])
    return Guess("", True, "state.unreadable")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(_states().values())
