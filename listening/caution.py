"""A soft warning before words are saved: what must not be stored cannot leak. Patterns, in English and Spanish."""

import re

from django.utils.translation import gettext_lazy as _

PATTERNS = [
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), _("This looks like a Social Security number.")),
    (re.compile(r"\bA[- ]?\d{8,9}\b", re.I), _("This looks like an immigration file number.")),
    (
        re.compile(
            r"\b(undocumented|immigration status|green card|daca|deport(ed|ation)?|sin papeles|indocumentad[oa]s?|"
            r"estatus migratorio|deportad[oa]s?|la migra|ICE)\b",
            re.I,
        ),
        _("This speaks of immigration status. It can harm the person if it is ever seen."),
    ),
    (
        re.compile(r"\b(born on|date of birth|dob|fecha de nacimiento|nacid[oa] el)\b", re.I),
        _("This looks like a date of birth."),
    ),
    (
        re.compile(
            r"\b\d{1,5}\s+(?:[A-Z][\w.'-]+\s){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Ln|Lane|Dr|Drive|Blvd|Ct|Court|Way|Calle)\b"
        ),
        _("This looks like a full street address."),
    ),
]


def must_not_be_stored(words: str) -> list:
    """One sentence for each kind of thing found; empty when there is nothing to warn of."""
    return [sentence for pattern, sentence in PATTERNS if pattern.search(words)]
