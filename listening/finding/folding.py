"""Letters without accents, capitals and marks. The function listening_fold of the database does the same."""

import unicodedata
from functools import lru_cache

DROPPED = frozenset("'’‘´`")
MARKS = frozenset('[]!"#$%&()*+,./:;<=>?@\\^_{|}~¿¡…“”„«»‐‑–—-')


def fold(words: str) -> str:
    return fold_with_places(words)[0]


def fold_with_places(words: str) -> tuple[str, list[int]]:
    """With the place in `words` that each folded letter came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(words):
        folded = _folded(letter)
        letters.append(folded)
        if len(folded) == 1:
            places.append(place)
        else:
            places += [place] * len(folded)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    return "".join(
        " " if part in MARKS else part.lower()
        for part in unicodedata.normalize("NFD", letter)
        if not ("\u0300" <= part <= "\u036f" or part in DROPPED)
    )
