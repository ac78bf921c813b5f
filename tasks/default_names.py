"""What plans and their messages are called unless somebody calls them otherwise. Kept in English, shown in the reader's
language; a name that a person typed stays as it was typed."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

PLAN = _("Standard sequence")
MESSAGES = (
    _("You are on the list"),
    _("A week before"),
    _("The day before"),
    _("The day before, by text"),
    _("That morning"),
    _("An hour after: how was it?"),
    _("Thank you"),
    _("Sorry we missed you"),
    _("Day, hour or place changed"),
    _("Cancelled"),
    _("Three days before it is due"),
)
KNOWN = frozenset({PLAN, *MESSAGES})


def in_readers_language(name: str) -> str:
    return gettext(name) if name in KNOWN else name


def kept(name: str) -> str:
    """As it is kept: a default that was typed, or left, in the reader's language is the default."""
    return next((known for known in KNOWN if gettext(known) == name), name)


def numbered(words: str) -> str:
    """Kept as name and number: "The day before 2"; shown as "The day before, version 2". Other words stay as they are."""
    name, _space, number = words.rpartition(" ")
    if not (name and number.isdecimal()):
        return words
    return gettext("%(name)s, version %(n)s") % {"name": in_readers_language(name), "n": number}
