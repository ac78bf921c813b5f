"""Race and ethnicity as the federal standard of 2024 asks (SPD 15): one question, any number of answers, seven groups and
what lies below them. Told by the person, never guessed. "Not asked" and "prefer not to say" are answers of their own.

Stored as a list of codes: "asian", and "asian:korean" beside it where somebody said more.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GROUPS: dict[str, tuple[str | Promise, dict[str, str | Promise]]] = {
    "aian": (
        _("American Indian or Alaska Native"),
        {
            "navajo": _("Navajo Nation"),
            "blackfeet": _("Blackfeet Tribe"),
            "barrow": _("Native Village of Barrow"),
            "nome": _("Nome Eskimo Community"),
            "aztec": _("Aztec"),
            "maya": _("Maya"),
        },
    ),
    "asian": (
        _("Asian"),
        {
            "chinese": _("Chinese"),
            "indian": _("Asian Indian"),
            "filipino": _("Filipino"),
            "vietnamese": _("Vietnamese"),
            "korean": _("Korean"),
            "japanese": _("Japanese"),
        },
    ),
    "black": (
        _("Black or African American"),
        {
            "african_american": _("African American"),
            "jamaican": _("Jamaican"),
            "haitian": _("Haitian"),
            "nigerian": _("Nigerian"),
            "ethiopian": _("Ethiopian"),
            "somali": _("Somali"),
        },
    ),
    "hispanic": (
        _("Hispanic or Latino"),
        {
            "mexican": _("Mexican"),
            "puerto_rican": _("Puerto Rican"),
            "salvadoran": _("Salvadoran"),
            "cuban": _("Cuban"),
            "dominican": _("Dominican"),
            "guatemalan": _("Guatemalan"),
        },
    ),
    "mena": (
        _("Middle Eastern or North African"),
        {
            "lebanese": _("Lebanese"),
            "iranian": _("Iranian"),
            "egyptian": _("Egyptian"),
            "syrian": _("Syrian"),
            "iraqi": _("Iraqi"),
            "israeli": _("Israeli"),
        },
    ),
    "nhpi": (
        _("Native Hawaiian or Pacific Islander"),
        {
            "native_hawaiian": _("Native Hawaiian"),
            "samoan": _("Samoan"),
            "chamorro": _("Chamorro"),
            "tongan": _("Tongan"),
            "fijian": _("Fijian"),
            "marshallese": _("Marshallese"),
        },
    ),
    "white": (
        _("White"),
        {
            "english": pgettext_lazy("ancestry", "English"),
            "german": _("German"),
            "irish": _("Irish"),
            "italian": _("Italian"),
            "polish": _("Polish"),
            "scottish": _("Scottish"),
        },
    ),
}
SOURCES = [("not_asked", _("Not asked")), ("self", _("They told us")), ("declined", _("Prefers not to say"))]
CODES = [code for group, (_w, below) in GROUPS.items() for code in (group, *(f"{group}:{b}" for b in below))]


def settled(codes: Iterable[str]) -> list[str]:
    """In the order of the standard, each finer answer with its group. Unknown codes are dropped."""
    given = set(codes)
    given |= {code.partition(":")[0] for code in given}
    return [code for code in CODES if code in given]


def said(codes: Iterable[str]) -> list[str | Promise]:
    """In words, the group before what is below it."""
    found = []
    for code in settled(codes):
        group, _sign, below = code.partition(":")
        words, names = GROUPS[group]
        found.append(names[below] if below else words)
    return found
