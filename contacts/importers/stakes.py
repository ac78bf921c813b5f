"""Words people write for whose stake they have, in English and Spanish, to a kind and what they are more exactly."""

import datetime
import re
from functools import cache, lru_cache
from typing import NamedTuple

from contacts.importers.quoting import quoted
from contacts.models import ConstituencyRow
from crm.lib.guess import Guess
from crm.lib.words import is_blank, plain

Kind = ConstituencyRow.Kind


class Stake(NamedTuple):
    """`district` only where it is another than the person's own; days as ISO."""

    kind: str
    subtype: str = ""
    district: str = ""
    starts: str = ""
    ends: str = ""


# The first line of each kind says nothing more exact than the kind itself.
WORDS = {
    Kind.STUDENT: (
        "student students pupil youth estudiante alumno alumna alumnado joven",
        "high school student|middle school student|college student",
    ),
    Kind.PARENT: (
        "parent parents caregiver guardian parent/caregiver parent/guardian padre madre padres tutor familia family",
        "grandparent|foster parent|mother|father|mom|dad|grandmother|grandfather|abuela|abuelo|legal guardian|stepparent",
    ),
    Kind.EDUCATOR: (
        "educator educators staff educador educadora personal",
        "teacher|retired teacher|retired educator|principal|assistant principal|superintendent|counselor|bus driver|cafeteria"
        "|custodian|librarian|paraprofessional|para|aide|teaching assistant|nurse|school nurse|social worker|coach|maestra|maestro"
        "|profesora|profesor|directora|director|consejera|consejero|chofer|conductor|substitute|professor",
    ),
    Kind.BOARD: (
        "board trustee",
        "board member|school board|school board member|board chair|board president|miembro de la junta|junta escolar",
    ),
    Kind.NEIGHBOR: (
        "neighbor neighbour ally community vecina vecino aliada aliado comunidad resident",
        "community member|community ally|neighbor or ally|volunteer|pastor|clergy|business owner|miembro de la comunidad|retiree|taxpayer|donor",
    ),
    Kind.ALUM: (
        "alum alumni alumna/o alumnus egresado egresada graduate exalumno exalumna",
        "former student",
    ),
    Kind.OTHER: ("other otro otra", ""),
}
# "student [Durham Public Schools, NC] (2023-08-01 to 2026-06-10)": as `write` puts it, safe from the marks between stakes.
ASIDE = re.compile(r"\[([^\]]*)\]|\(((?:\d{4}-\d\d-\d\d)?) to ((?:\d{4}-\d\d-\d\d)?)\)")
# What `write` writes, to the letter: a stake is called as here, and what it is more exactly may hold any word.
WRITTEN = re.compile(
    r'\s*(student|parent|educator|board|neighbor|alum|other)(?:: ("(?:[^"]|"")*"|[^;\[("]+))?((?: (?:\[[^\]]*\]|\([\d-]* to [\d-]*\)))*)\s*(?:;|$)'
)
SIGNS = ';[]("'
NO_DISTRICT = "-"  # though the person has one
HELD = "\x02"
BETWEEN = re.compile(r"\s*(?:[;,|\n+&]|\band\b|\by\b|\be\b)\s*", re.IGNORECASE)
SAME = {"school board", "school board member", "board member", "miembro de la junta", "junta escolar",
        "former student", "community member", "community ally", "neighbor or ally", "miembro de la comunidad"}  # fmt: skip


@cache
def _known() -> dict[str, Stake]:
    found = {}
    for kind, (generic, exact) in WORDS.items():
        for word in generic.split():
            found[plain(word)] = Stake(kind)
        for phrase in filter(None, exact.split("|")):
            found[plain(phrase)] = Stake(kind, "" if phrase in SAME else phrase)
        found[plain(Kind(kind).value)] = Stake(kind)
        found[plain(str(Kind(kind).label))] = Stake(kind)
    return found | {"parent or caregiver": Stake(Kind.PARENT), "educator or staff": Stake(Kind.EDUCATOR),
                    "padre, madre o cuidador": Stake(Kind.PARENT)}  # fmt: skip


@lru_cache(5_000)
def read(cell: str) -> Guess[tuple[Stake, ...]]:
    """Every stake a cell names. A word nobody told us about is kept as "other", as a guess."""
    if is_blank(cell):
        return Guess(())
    if whole := _known().get(_bare(cell)):
        return Guess((whole,))
    if ours := _ours(cell):
        return Guess(ours)
    found, guess = [], False
    asides: list[re.Match[str]] = []
    for part in BETWEEN.split(ASIDE.sub(lambda match: asides.append(match) or HELD, cell)):
        mine = [asides.pop(0) for _mark in range(part.count(HELD))]
        part = part.replace(HELD, " ")
        if not part.strip():
            continue
        kind, colon, exactly = part.partition(":")
        stake = _known().get(_bare(kind if colon else part))
        if stake and colon:
            stake = Stake(stake.kind, exactly.strip()[:60])
        if stake is None:
            stake, guess = _nearest(part), True
        stake = _with(stake, mine)
        if ";" in cell or stake.kind not in {other.kind for other in found}:
            found.append(stake)
    return Guess(tuple(found), guess, "stake.guessed" if guess else "")


def _ours(cell: str) -> tuple[Stake, ...]:
    """Nothing, unless all of it is as `write` puts it."""
    found, at = [], 0
    while at < len(cell):
        match = WRITTEN.match(cell, at)
        if match is None:
            return ()
        exactly = match[2] or ""
        if exactly.startswith('"'):
            exactly = exactly[1:-1].replace('""', '"')
        found.append(_with(Stake(match[1], exactly.strip()[:60]), list(ASIDE.finditer(match[3]))))
        at = match.end()
    return tuple(found)


def is_known(cell: str) -> bool:
    """Whether every word of the cell is one that tells who somebody is."""
    parts = [part for part in BETWEEN.split(cell) if part.strip()]
    return bool(parts) and (_bare(cell) in _known() or all(_bare(part) in _known() for part in parts))


def _with(stake: Stake, asides: list[re.Match[str]]) -> Stake:
    for match in asides:
        district, starts, ends = match.groups()
        if district is not None:
            stake = stake._replace(district=district.strip()[:160])
        elif _is_span(starts, ends):
            stake = stake._replace(starts=starts, ends=ends)
    return stake


def _is_span(starts: str, ends: str) -> bool:
    try:
        days = [datetime.date.fromisoformat(day) for day in (starts, ends) if day]
    except ValueError:
        return False
    return days == sorted(days)


def _bare(text: str) -> str:
    return " ".join(plain(text).split()).removesuffix("(s)").removeprefix("a ").removeprefix("an ")


def _nearest(text: str) -> Stake:
    """ "5th grade teacher" holds a word we know; the rest stays as what they are more exactly."""
    clean = " ".join(text.split())[:60]
    words = re.findall(r"[^\W\d_]+", plain(text))
    for word in reversed(words):
        singular = word.removesuffix("s")
        if known := _known().get(word) or _known().get(singular):
            return Stake(known.kind, clean)
    return Stake(Kind.OTHER, clean)


def write(stakes: tuple[Stake, ...]) -> str:
    """As `read` understands it to the letter."""
    return "; ".join(map(_written, stakes))


def _written(stake: Stake) -> str:
    text = ": ".join(filter(None, (str(stake.kind), quoted(stake.subtype, SIGNS))))
    if stake.district:
        text += f" [{stake.district.replace(']', ')')}]"
    if stake.starts or stake.ends:
        text += f" ({stake.starts} to {stake.ends})"
    return text
