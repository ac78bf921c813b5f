"""A soft warning before words are saved: what must not be stored cannot leak. Patterns, in English and Spanish."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a person says themselves about status, papers or raids harms them most if it is ever seen.
STATUS = (
    r"undocumented|unauthorized immigrants?|illegal (?:immigrants?|aliens?)|immigration (?:status|papers|raids?)|green card|"
    r"daca|dreamers?|asylum|asylees?|refugee status|visa (?:expired|overstay)|overstayed|deport(?:ed|ation|ations)?|"
    r"detained by ice|detention center|without papers|no papers|"
    r"sin papeles|sin documentos|indocumentad[oa]s?|ilegales|estatus (?:migratorio|legal)|situaci[oó]n migratoria|"
    r"mojad[oa]s?|deportad[oa]s?|deportaci[oó]n|deportaron|la migra|redadas?|asilo|refugiad[oa]s?|tarjeta verde|"
    r"residencia (?:legal|permanente)|permiso de trabajo"
)
MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
YEAR = r"(?:19[2-9]\d|200\d|201\d)"  # of somebody's birth
STREETS = (
    r"St|Street|Ave|Avenue|Rd|Road|Ln|Lane|Dr|Drive|Blvd|Boulevard|Ct|Court|Way|Pl|Place|Ter|Terrace|Cir|Circle|Hwy|"
    r"Highway|Pkwy|Parkway|Trl|Trail"
)

PATTERNS: list[tuple[str, re.Pattern[str], str | Promise]] = [
    (
        "ssn",
        re.compile(
            r"(?<![\d-])\d{3}[- .]\d{2}[- .]\d{4}(?![\d-])|\b(?:ssn|social security|seguro social)\D{0,20}\d{4,9}\b",
            re.I,
        ),
        _("This looks like a Social Security number."),
    ),
    (
        "file",
        re.compile(
            r"\bA[- #]{0,2}\d{2,3}[- ]?\d{3}[- ]?\d{3}\b|\b(?:alien|a)[- ]?number\b|\bn[uú]mero A\b", re.I
        ),
        _("This looks like an immigration file number."),
    ),
    (
        "status",
        re.compile(rf"\b(?:{STATUS})\b|\b(?-i:ICE)\b", re.I),
        _("This speaks of immigration status. It can harm the person if it is ever seen."),
    ),
    (
        "birth",
        re.compile(
            r"\b(?:born on|date of birth|birth ?date|d\.?o\.?b\.?|fecha de nacimiento|naci[oó] el|nacid[oa] el)\b|"
            rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]{YEAR}\b|\b{YEAR}-\d\d-\d\d\b|"
            rf"\b(?:{MONTHS})\.? \d{{1,2}},? {YEAR}\b|\b\d{{1,2}} (?:de )?(?:{MONTHS}) (?:de |del )?{YEAR}\b",
            re.I,
        ),
        _("This looks like a date of birth."),
    ),
    (
        "address",
        re.compile(
            rf"\b\d{{1,6}} (?:[NSEW]\.? )?(?:[A-Z0-9][\w.'’-]* ){{1,3}}(?:{STREETS})\b|"
            r"\b(?:[Cc]alle|[Aa]venida|[Cc]arretera) [A-ZÁÉÍÓÚÑ][\w.’'-]*(?: [\w.’'-]+){0,3},? (?:#|n[uú]m\.? ?|n[oº°]\.? ?)?\d{1,6}\b|"
            r"\bP\.? ?O\.? Box \d+\b"
        ),
        _("This looks like a full street address."),
    ),
]


def cautions(words: str) -> dict[str, str | Promise]:
    """A sentence by the kind of thing found; empty when there is nothing to warn of."""
    return {kind: sentence for kind, pattern, sentence in PATTERNS if pattern.search(words)}


def must_not_be_stored(words: str) -> list:
    return list(cautions(words).values())
