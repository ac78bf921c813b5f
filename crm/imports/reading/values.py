"""What a column is, told from its cells when its heading says nothing."""

import re
from collections.abc import Sequence

from .headers import ColumnGuess

EMAIL = re.compile(r"\s*\S+@\S+\.\w{2,}\s*$")
PHONE = re.compile(
    r"\s*(?:\+?1[\s.-]*)?\(?[2-9]\d{2}\)?[\s./-]*[2-9]\d{2}[\s.-]*\d{4}(?:\.0)?\s*(?:(?:x|ext\.?)\s*\d+)?\s*$",
    re.IGNORECASE,
)
ZIP = re.compile(r"\s*\d{5}(?:-\d{4})?(?:\.0)?\s*$")
TWO_NAMES = re.compile(r"\s*[^\W\d_][\w'’.-]*,?(?:\s+[^\W\d_][\w'’.-]*){1,3}\s*$")
ORGANIZATION = re.compile(
    r"\b(?:csd|ufsd|isd|usd|school|schools|escuela|district|distrito|academy|church|iglesia|union|inc|llc|association|county|city)\b",
    re.IGNORECASE,
)
OF_DAYS = re.compile(r"\b(?:date|day|when|on|fecha|d[ií]a|cu[aá]ndo)\b", re.IGNORECASE)
LEAST = 0.7


def from_values(header: str, values: Sequence[str]) -> ColumnGuess:
    filled = [value for value in values if value and not value.isspace()]
    if len(filled) < max(1, min(2, len(values))):
        return ColumnGuess(header)
    for pattern, field, confidence in ((EMAIL, "email", 0.9), (PHONE, "phone", 0.8), (ZIP, "zip", 0.5)):
        if field == "zip" and OF_DAYS.search(header):
            continue  # the days of a spreadsheet are numbers of five digits
        share = sum(1 for value in filled if pattern.match(value)) / len(filled)
        if share >= LEAST:
            return ColumnGuess(header, field, "", round(confidence * share, 2), f"column.looks_like_{field}")
    if len(filled) < 2:
        return ColumnGuess(header)
    names = sum(1 for value in filled if TWO_NAMES.match(value)) / len(filled)
    if names >= 0.8 and len(set(filled)) > len(filled) * 0.8:
        return ColumnGuess(header, "full_name", "", 0.4, "column.looks_like_full_name")
    return ColumnGuess(header)


def mostly_organizations(values: Sequence[str]) -> bool:
    filled = [value for value in values if value and not value.isspace()]
    return len(filled) > 4 and sum(1 for value in filled if ORGANIZATION.search(value)) >= len(filled) * LEAST
