"""People's names: cleaning, cutting into parts, and the folded forms that matching and search compare."""

from .display import Display, display
from .folding import fold, sort_key, sound, tokens
from .parts import capitalise, clean
from .people import Person, people
from .slips import slips

__all__ = [
    "Display",
    "Person",
    "capitalise",
    "clean",
    "display",
    "fold",
    "people",
    "slips",
    "sort_key",
    "sound",
    "tokens",
]
