"""The two letters by which a coder finds a code. Pure."""

import unicodedata
from collections.abc import Collection, Iterator

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def letters_for(name: str, taken: Collection[str]) -> str:
    """Two letters that remind of the name and that no other code has: initials first, then letters of the name, then any.
    Beyond 676 codes, with a number behind."""
    for pair in _ideas(name):
        if pair not in taken:
            return pair
    number = 2
    base = next(_ideas(name), "zz")
    while f"{base}{number}" in taken:
        number += 1
    return f"{base}{number}"


def _ideas(name: str) -> Iterator[str]:
    words = [
        word for word in _plain(name).split() if word not in {"and", "of", "the", "in", "y", "de", "la", "el"}
    ]
    joined = "".join(words)
    if len(words) > 1:
        yield words[0][0] + words[1][0]
    for second in joined[1:]:
        yield joined[0] + second
    for first in joined:
        for second in LETTERS:
            yield first + second
    for first in LETTERS:
        for second in LETTERS:
            yield first + second


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.lower())
    return "".join(
        letter if letter in LETTERS else " " if letter.isspace() or letter in "-/" else "" for letter in bare
    )
