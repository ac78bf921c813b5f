"""E-mail addresses as people type them."""

import re
from functools import lru_cache

from .guess import Guess
from .words import is_blank, is_ditto

ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\uffff-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\uffff-]+)*@(?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?\.)+[a-z\u00a1-\uffff][a-z0-9\u00a1-\uffff-]{1,62}")  # fmt: skip
BETWEEN = re.compile(r"[\s;,|/<>()\[\]]+(?:or\b|and\b|o\b|y\b)?[\s;,|/<>()\[\]]*")
SLIPS = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "gamil.com": "gmail.com", "gnail.com": "gmail.com", "gmail.con": "gmail.com",
    "gmail.co": "gmail.com", "gmail.cm": "gmail.com", "gmail.cmo": "gmail.com", "gmal.com": "gmail.com", "gmail.comm": "gmail.com",
    "gmail": "gmail.com", "gmailcom": "gmail.com", "hotmial.com": "hotmail.com", "hotmail.con": "hotmail.com", "hotmai.com": "hotmail.com",
    "hotmal.com": "hotmail.com", "yaho.com": "yahoo.com", "yahoo.con": "yahoo.com", "yhaoo.com": "yahoo.com", "yahooo.com": "yahoo.com",
    "yahoo": "yahoo.com", "hotmail": "hotmail.com", "outlook.con": "outlook.com", "outlok.com": "outlook.com", "icloud.con": "icloud.com",
    "iclod.com": "icloud.com", "aol.con": "aol.com",
}  # fmt: skip


@lru_cache(100_000)
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
