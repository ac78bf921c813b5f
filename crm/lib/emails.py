"""E-mail addresses as people type them."""

import json
import re
from functools import lru_cache
from pathlib import Path

from .guess import Guess
from .words import is_blank, is_ditto

ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\uffff-]+"
LETTER = r"[a-z0-9\u00a1-\uffff]"
LABEL = rf"{LETTER}(?:[a-z0-9\u00a1-\uffff-]{{0,61}}{LETTER})?"
TOP = r"[a-z\u00a1-\uffff][a-z0-9\u00a1-\uffff-]{1,62}"
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{TOP}")
BETWEEN = re.compile(r"[\s;,|/<>()\[\]]+(?:or\b|and\b|o\b|y\b)?[\s;,|/<>()\[\]]*")
SLIPS: dict[str, str] = json.loads(Path(__file__).with_name("email_slips.json").read_text(encoding="utf-8"))


@lru_cache(2_000)
def parse(cell: str) -> Guess[tuple[str, ...]]:
    """Lower-case addresses. A known slip of the domain comes back repaired, as a guess."""
    text = cell.strip().lower()
    if not text:
        return Guess(())
    if ADDRESS.fullmatch(text):
        return _known(text)
    if is_ditto(text):
        return Guess((), True, "value.ditto")
    if is_blank(text):
        return Guess((), True, "value.blank_word")
    text = text.replace("mailto:", "").replace("\u200b", "").replace("\ufeff", "").replace("＠", "@")
    parts = [part.strip(".'\"“”:*") for part in BETWEEN.split(text)]
    whole = [part for part in parts if ADDRESS.fullmatch(part)]
    if whole:
        found = tuple(dict.fromkeys(_known(part).value[0] for part in whole))
        if len(found) > 1:
            return Guess(found, True, "email.several")
        repaired = found[0] not in whole
        return Guess(found, True, "email.domain_slip" if repaired else "email.cleaned")
    return _repair(text)


def _known(address: str) -> Guess[tuple[str, ...]]:
    local, _, domain = address.rpartition("@")
    if domain in SLIPS:
        return Guess((f"{local}@{SLIPS[domain]}",), True, "email.domain_slip")
    return Guess((address,))


def _repair(text: str) -> Guess[tuple[str, ...]]:
    """Spaces, a comma for a dot, "(at)": mended only when what comes out is whole."""
    mended = re.sub(r"\s*[\[(]at[\])]\s*|\s+at\s+", "@", text)
    mended = re.sub(r"\s*[\[(]dot[\])]\s*|\s+dot\s+", ".", mended)
    mended = re.sub(r"\s+", "", mended).replace(",", ".").replace("..", ".").replace("@@", "@").strip(".;:")
    local, at, domain = mended.rpartition("@")
    if at and domain in SLIPS:
        mended = f"{local}@{SLIPS[domain]}"
    if ADDRESS.fullmatch(mended):
        return Guess((mended,), True, "email.mended")
    return Guess((), True, "email.unreadable")
