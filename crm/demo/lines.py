"""The words of the demo (data/words.toml): what people say, what campaigns want, what meetings are called."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

_file = tomllib.loads((Path(__file__).parent / "data/words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Quote:
    text: str
    who: tuple[str, ...]
    about: tuple[str, ...]
    language: str


QUOTES = [
    Quote(entry["text"], tuple(entry["who"]), tuple(entry["about"]), language)
    for language, key in (("en", "quotes"), ("es", "spanish_quotes"))
    for entry in _file[key]
]
REMARKS: dict[str, list[str]] = _file["remarks"]
CAMPAIGNS: list[dict] = _file["campaigns"]
ACTIONS: dict[str, list[str]] = _file["actions"]
SESSIONS: dict[str, list[str]] = _file["sessions"]
TAGS: list[str] = _file["tags"]["names"]
PASSWORD_WORDS: list[str] = [word.strip() for word in _file["password"]["words"].split(",")]
_said_by = {
    (kind, language): [quote for quote in QUOTES if kind in quote.who and quote.language == language]
    for kind in ("student", "parent", "educator", "board", "neighbor", "alum", "other")
    for language in ("en", "es")
}


def said_by(dice: random.Random, kind: str, language: str) -> Quote:
    """Something that such a person says, in Spanish where they speak it."""
    return dice.choice(_said_by[kind, language] or _said_by[kind, "en"])
