"""What one wording of a note changed about the one before it, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

PIECES = re.compile(r"\s+|[^\s]+")
TOO_MANY = 4_000  # words: comparing takes their square at worst


@dataclass(frozen=True)
class Change:
    """`kind`: same, added or removed."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    old, new = PIECES.findall(before), PIECES.findall(after)
    if len(old) + len(new) > TOO_MANY:
        return [Change("removed", before), Change("added", after)]
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Change("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Change("removed", "".join(old[a:b])))
        if d > c:
            found.append(Change("added", "".join(new[c:d])))
    return found
