"""Names as matching and search see them: no case, no accents, no punctuation."""

import re
import unicodedata
from functools import lru_cache

import jellyfish

BETWEEN = re.compile(r"[\W_]+")
# Letters that Unicode does not take apart.
SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n"}
)


@lru_cache(10_000)
def fold(text: str) -> str:
    """Letters and digits only: "José-María" is "josemaria"."""
    text = text.casefold()
    if text.isascii() and text.isalnum():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(SPECIAL)) if c.isalnum())


@lru_cache(10_000)
def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a name; both halves of a hyphenated one, an apostrophe does not part."""
    joined = text.replace("'", "").replace("’", "").replace("`", "")
    return tuple(word for word in map(fold, BETWEEN.split(unicodedata.normalize("NFC", joined))) if word)


@lru_cache(10_000)
def sound(token: str) -> str:
    """How a folded token sounds, blank for digits."""
    return jellyfish.metaphone(token)


def sort_key(given: str, family: str) -> str:
    """Family first, particles kept, so that lists sort alike in every collation."""
    return " ".join((*tokens(family), "", *tokens(given))).strip()
