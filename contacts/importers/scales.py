"""On which rungs somebody stood and where they stand, as cells of our own files: "3 Joined in (2025-01-01 to )".

The number of a rung is its place on the ladder, for an organization that has none; a rung is known by its name."""

import re
from functools import lru_cache
from typing import NamedTuple

from contacts.importers.kin import ID, TEXT, Unread, bare, each, is_span
from contacts.importers.quoting import quoted
from contacts.models import Assessment, RungStep
from crm.lib.guess import Guess

STEP_BASES = {RungStep.Basis.ORGANIZER: "an organizer's judgement", RungStep.Basis.RULE: "by what they did"}
LEVEL_BASES = {
    Assessment.Basis.ACTION: "by what they did", Assessment.Basis.CONVERSATION: "by what they said",
    Assessment.Basis.OBSERVED: "we saw it", Assessment.Basis.SECONDHAND: "somebody told us",
}  # fmt: skip
SIGNS = ';"[](),'
WORDS = rf'({TEXT}|[^";\[\](),]+?)'
SPAN = r"\s*\((\d{4}-\d\d-\d\d) to ((?:\d{4}-\d\d-\d\d)?)\)"
WHY = rf",\s*([a-z' ]+?)(?:\s*({TEXT}))?"
STEP = re.compile(rf"(\d{{1,4}})\s+{WORDS}{SPAN}{WHY}", re.IGNORECASE)
LEVEL = re.compile(rf"([1-5])\s+{WORDS}(?:\s+on\s+({TEXT})(?:\s*\[({ID})\])?)?{SPAN}{WHY}", re.IGNORECASE)
LONGEST = {"name": 60, "words": 60, "about": 160, "reason": 250}


class Step(NamedTuple):
    """Days as ISO."""

    place: int
    name: str
    starts: str
    ends: str
    basis: str
    reason: str


class Level(NamedTuple):
    level: int
    words: str
    about: str
    campaign: str  # its id where the file comes from
    starts: str
    ends: str
    basis: str
    reason: str


@lru_cache(2_000)
def read_steps(cell: str) -> Guess[tuple[Step | Unread, ...]]:
    return each(cell, _step)


@lru_cache(2_000)
def read_levels(cell: str) -> Guess[tuple[Level | Unread, ...]]:
    return each(cell, _level)


def write_step(step: RungStep) -> str:
    rung = step.rung
    return f"{rung.position} {quoted(rung.name, SIGNS)}{_tail(step, STEP_BASES[RungStep.Basis(step.basis)])}"


def write_level(line: Assessment) -> str:
    about = f" on {quoted(line.about, line.about)}" if line.about else ' on ""' if line.campaign_id else ""
    about += f" [{line.campaign_id}]" if line.campaign_id else ""
    words = quoted(line.words, SIGNS) if line.words.strip() else '""'
    return f"{line.level} {words}{about}{_tail(line, LEVEL_BASES[Assessment.Basis(line.basis)])}"


def _tail(line: RungStep | Assessment, basis: str) -> str:
    reason = f" {quoted(line.reason, line.reason)}" if line.reason.strip() else ""
    ends = line.until.isoformat() if line.until else ""
    return f" ({line.since.isoformat()} to {ends}), {basis}{reason}"


def _step(text: str) -> Step | Unread:
    match = STEP.fullmatch(text)
    basis = _basis(match[5], STEP_BASES) if match else ""
    if match is None or not basis or not is_span(match[3], match[4]):
        return Unread(text)
    name = " ".join(bare(match[2]).split())[: LONGEST["name"]]
    return Step(int(match[1]), name, match[3], match[4], basis, _reason(match[6])) if name else Unread(text)


def _level(text: str) -> Level | Unread:
    match = LEVEL.fullmatch(text)
    basis = _basis(match[7], LEVEL_BASES) if match else ""
    if match is None or not basis or not is_span(match[5], match[6]):
        return Unread(text)
    words, about = bare(match[2])[: LONGEST["words"]], bare(match[3] or "")[: LONGEST["about"]]
    campaign = (match[4] or "").lower()
    return Level(int(match[1]), words, about, campaign, match[5], match[6], basis, _reason(match[8]))


def _basis(words: str, known: dict) -> str:
    return next((str(basis) for basis, said in known.items() if said == words.strip().lower()), "")


def _reason(text: str | None) -> str:
    return bare(text or "")[: LONGEST["reason"]]
