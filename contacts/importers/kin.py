"""Who is what to whom and who lives where, as cells of our own files: "guardian of Ana Reyes [id] (2020-01-01 to )".

What counts is the Earshot ID in brackets, or the row of the file; the name beside it is for the eye. The words are
English whatever the reader's language: a file outlives the reader."""

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from contacts.importers.quoting import quoted
from contacts.models import Relationship
from contacts.models.relationships import MUTUAL
from crm.lib.guess import Guess

Kind = Relationship.Kind
# What the person of the row is to the other, and the other way round.
IS_OF = {
    Kind.GUARDIAN: "guardian of", Kind.SIBLING: "sibling of", Kind.PARTNER: "partner of", Kind.RELATIVE: "relative of",
    Kind.KNOWS: "knows", Kind.NEIGHBOR: "neighbor of", Kind.WORKS_WITH: "works with", Kind.RECRUITED: "recruited",
    Kind.MENTORS: "mentors", Kind.INFLUENCES: "can move", Kind.INTERPRETS: "interprets for",
}  # fmt: skip
HAS = {
    Kind.GUARDIAN: "in the care of", Kind.RECRUITED: "recruited by", Kind.MENTORS: "mentored by",
    Kind.INFLUENCES: "can be moved by", Kind.INTERPRETS: "understands through",
}  # fmt: skip
WORDS = {word: (str(kind), False) for kind, word in HAS.items()} | {
    word: (str(kind), True) for kind, word in IS_OF.items()
}
TEXT = r'"(?:[^"]|"")*"'
DAYS = r"(?:\s*\(((?:\d{4}-\d\d-\d\d)?) to ((?:\d{4}-\d\d-\d\d)?)\))?"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ENTRY = re.compile(rf'(?:{TEXT}|[^;"])+')
TIE = re.compile(
    rf"({'|'.join(sorted(WORDS, key=len, reverse=True))})\b([^\[]*)\[(?:({ID})|row (\d{{1,7}}))\]{DAYS}(?:\s*({TEXT}))?",
    re.IGNORECASE,
)
HOME = re.compile(rf'({TEXT}|[^"\[\]|]+?)\s*\[({ID})\]{DAYS}(?:\s+at\s+(.+))?', re.IGNORECASE)
PLACE = re.compile(rf'\s*({TEXT}|[^|"]*?)\s*(?:\||$)')
REFERRED = re.compile(rf"\[({ID})\]", re.IGNORECASE)
SIGNS, OF_NAMES = ';"[]()|', str.maketrans("", "", ';"[]()')
PLACES = 4  # street, city, state, ZIP
LONGEST = {"note": 250, "name": 160, "place": (160, 80, 2, 10)}


class Tie(NamedTuple):
    """`is_of`: the person of the row is that of the other; else the other is that of them. Days as ISO."""

    kind: str
    is_of: bool
    other: str  # their Earshot ID, or nothing where `line` says the row
    line: int = 0
    starts: str = ""
    ends: str = ""
    note: str = ""
    name: str = ""  # for the eye


class Home(NamedTuple):
    """A household and from when to when the person of the row lives there."""

    id: str
    name: str
    starts: str = ""
    ends: str = ""
    place: tuple[str, ...] = ("", "", "", "")


class Unread(NamedTuple):
    words: str


@lru_cache(2_000)
def read_ties(cell: str) -> Guess[tuple[Tie | Unread, ...]]:
    return each(cell, _tie)


@lru_cache(2_000)
def read_homes(cell: str) -> Guess[tuple[Home | Unread, ...]]:
    return each(cell, _home)


def write_tie(link: Relationship, of: Any, other: Any) -> str:
    is_of = link.contact_id == of.pk or link.kind in MUTUAL
    word = IS_OF[Kind(link.kind)] if is_of else HAS[Kind(link.kind)]
    name = " ".join(other.display_name.translate(OF_NAMES).split())
    note = f" {_in_quotes(link.note)}" if link.note.strip() else ""
    return f"{word} {name} [{other.pk}]{_days(link.starts_on, link.ends_on)}{note}"


def write_home(
    name: str, pk: Any, starts: datetime.date | None, ends: datetime.date | None, place: Iterable[str]
) -> str:
    parts = [quoted(part, SIGNS) for part in place]
    where = f" at {' | '.join(parts)}" if any(parts) else ""
    return f"{quoted(name, SIGNS)} [{pk}]{_days(starts, ends)}{where}"


def referred(cell: str) -> list[str]:
    """The Earshot IDs that a cell speaks of."""
    return [found.lower() for found in REFERRED.findall(cell)]


def each(cell: str, read: Any) -> Guess[Any]:
    found = tuple(read(part) for part in map(str.strip, ENTRY.findall(cell)) if part)
    unread = any(isinstance(one, Unread) for one in found)
    return Guess(found, unread, "part.unreadable" if unread else "")


def _tie(text: str) -> Tie | Unread:
    match = TIE.fullmatch(text)
    if match is None or not is_span(match[5], match[6]):
        return Unread(text)
    kind, is_of = WORDS[match[1].lower()]
    note, name = bare(match[7] or "")[: LONGEST["note"]], " ".join(match[2].split())
    return Tie(
        kind, is_of, (match[3] or "").lower(), int(match[4] or 0), match[5] or "", match[6] or "", note, name
    )


def _home(text: str) -> Home | Unread:
    match = HOME.fullmatch(text)
    if match is None or not is_span(match[3], match[4]):
        return Unread(text)
    parts = [bare(part) for part in PLACE.findall(match[5] or "")]
    place = [part[:most] for part, most in zip([*parts, "", "", "", ""], LONGEST["place"], strict=False)]
    return Home(
        match[2].lower(), bare(match[1])[: LONGEST["name"]], match[3] or "", match[4] or "", (*place,)
    )


def _days(starts: datetime.date | None, ends: datetime.date | None) -> str:
    if not (starts or ends):
        return ""
    return " ({} to {})".format(*(day.isoformat() if day else "" for day in (starts, ends)))


def is_span(starts: str | None, ends: str | None) -> bool:
    try:
        days = [datetime.date.fromisoformat(day) for day in (starts, ends) if day]
    except ValueError:
        return False
    return days == sorted(days)


def _in_quotes(text: str) -> str:
    return quoted(text, text)


def bare(text: str) -> str:
    text = text.strip()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text
