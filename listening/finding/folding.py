"""Letters without accents, capitals and marks. The function listening_fold of the database does the same."""

import unicodedata

DROPPED = frozenset("'’‘´`")
MARKS = frozenset('[]!"#$%&()*+,./:;<=>?@\\^_{|}~¿¡…“”„«»‐‑–—-')


def fold(words: str) -> str:
    return fold_with_places(words)[0]


def fold_with_places(words: str) -> tuple[str, list[int]]:
    """With the place in `words` that each folded letter came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(words):
        for part in unicodedata.normalize("NFD", letter):
            if "\u0300" <= part <= "\u036f" or part in DROPPED:
                continue
            for low in " " if part in MARKS else part.lower():
                letters.append(low)
                places.append(place)
    return "".join(letters), places
