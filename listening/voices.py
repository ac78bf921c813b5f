"""How many were heard, said in one way everywhere: anonymous participations are not people, since one person may stand
behind several (glossary)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def voices(known: int, anonymous: int) -> str:
    """*at least 3 known people, plus 2 anonymous participations*; a part of which there is none is left out."""
    people = ngettext("at least %(n)s known person", "at least %(n)s known people", known) % {"n": known}
    if not anonymous:
        return people if known else _("nobody yet")
    if not known:
        return ngettext("%(n)s anonymous participation", "%(n)s anonymous participations", anonymous) % {
            "n": anonymous
        }
    more = ngettext("plus %(n)s anonymous participation", "plus %(n)s anonymous participations", anonymous)
    return _("%(known)s, %(more)s") % {"known": people, "more": more % {"n": anonymous}}
