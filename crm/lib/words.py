"""Small words in cells: yes and no in two languages, nothing, and "the same as above"."""

import unicodedata
from functools import lru_cache

from .guess import Guess

YES = frozenset(
    "yes y yep yeah x ✓ ✔ ☑ si s true t 1 ok okay on checked claro agree agreed acepto accept opted_in opt-in subscribed".split()
)
NO = frozenset(
    "no n nope false f 0 off none never nunca ✗ ✘ ☐ opt-out opted_out unsubscribed decline declined".split()
)
BLANK = frozenset(
    ("n/a", "na", "#n/a", "none", "null", "nil", "-", "--", "---", "—", "–", "?", "??", ".", "x", "tbd", "unknown", "not provided",
     "no email", "no phone", "declined", "refused", "ninguno", "ninguna", "no tiene", "sin correo", "sin telefono", "n.a.",
     "no aplica", "desconocido", "nan", "#ref!", "#value!", "blank", "undefined", "(blank)", "(none)")
)  # fmt: skip
DITTO = frozenset(
    ('"', "''", "”", "“", "〃", '""', ",,", "same", "same as above", "ditto", "do.", "idem", "igual", "mismo", "misma",
     "lo mismo", "el mismo", "la misma", "same address", "same phone", "same number", "mismo numero", "misma direccion", "↑")
)  # fmt: skip


def plain(cell: str) -> str:
    text = cell.strip().casefold()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(10_000)
def yes_no(cell: str) -> Guess[bool | None]:
    """True, False, or None for a blank cell and for words that are neither."""
    text = plain(cell)
    if not text:
        return Guess(None)
    head = text.rstrip(".!").split(",")[0].strip()
    if head in YES:
        return Guess(
            True,
            head in ("x", "1", "ok", "t", "s"),
            "word.mark" if head in ("x", "1", "ok", "t", "s") else "",
        )
    if head in NO:
        return Guess(False)
    first = head.split()[0].strip(",;:.") if head.split() else ""
    if first in ("yes", "si"):
        return Guess(True, True, "word.begins_with_yes")
    if first == "no":
        return Guess(False, True, "word.begins_with_no")
    return Guess(None, True, "word.neither")


@lru_cache(50_000)
def is_blank(cell: str) -> bool:
    """Nothing, or a word people write for nothing."""
    text = plain(cell)
    return not text or text in BLANK


@lru_cache(50_000)
def is_ditto(cell: str) -> bool:
    """A mark that repeats the cell above."""
    return plain(cell) in DITTO
