"""Words one typing slip away: a letter left out, added, another, or two neighbors that changed places."""

from functools import lru_cache
from string import ascii_lowercase

# Letters of the scripts whose words are typed letter by letter. Folded words of Latin script have only a to z.
SCRIPTS = (ascii_lowercase, "αβγδεζηθικλμνξοπρςστυφχψω", "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ", "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
           "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي")  # fmt: skip
SHORTEST, LONGEST = 3, 24


@lru_cache(1_000)
def slips(token: str) -> frozenset[str]:
    """Every folded word that this one may have been meant to be, itself not included. Very short words mean what they say."""
    if not SHORTEST <= len(token) <= LONGEST or token.isdigit():
        return frozenset()
    letters = next((script for script in SCRIPTS if not set(script).isdisjoint(token)), "")
    cuts = [(token[:place], token[place:]) for place in range(len(token) + 1)]
    found = {
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in cuts if tail for letter in letters),
        *(head + letter + tail for head, tail in cuts for letter in letters),
    }
    return frozenset(found - {token})
