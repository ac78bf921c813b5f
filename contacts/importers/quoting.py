"""Several values in one cell of our own files: parted by semicolons, in quotes where a value holds a sign of its own.
And answers under their heading in the notes."""

import re
from collections.abc import Iterable

PARTS = re.compile(r'\s*(?:"((?:[^"]|"")*)"(?=\s*(?:;|$))|([^;]*))\s*(?:;|$)')

TWO_SIGNS = re.compile(r"([?:]): ")


def quoted(text: str, signs: str = ';"') -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in signs) else text


def joined(texts: Iterable[str]) -> str:
    return "; ".join(map(quoted, texts))


def answered(heading: str, answer: str) -> str:
    """A heading that ends in a sign of its own gets no second one."""
    return f"{heading} {answer}" if heading.rstrip().endswith(("?", ":")) else f"{heading}: {answer}"


def is_noted(said: str, notes: str) -> bool:
    """Also as it was written once, with two signs: "Are you a parent?: Yes"."""
    return TWO_SIGNS.sub(r"\1 ", said) in TWO_SIGNS.sub(r"\1 ", notes)


def parts(cell: str) -> list[str]:
    """As `joined` put them together, blank ones too."""
    found, at = [], 0
    while at <= len(cell) and (match := PARTS.match(cell, at)):
        found.append(match[2].strip() if match[1] is None else match[1].replace('""', '"'))
        if match.end() == len(cell) and not cell.endswith(";", match.start(), match.end()):
            break
        at = match.end()
    return found
