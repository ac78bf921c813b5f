"""Answers to an organization's own questions: read from what somebody typed or a file holds, and written in words.

Pure, so that the form, the import and the API agree to the letter. An answer is a str, a float, a date, a bool, or a
tuple of str for any of several; None says nothing.
"""

import datetime
import math
import re
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from contacts.models import CustomField
from crm.access.errors import DomainError
from crm.imports.reading.headers import normalise, recognise
from crm.lib import dates

Kind = CustomField.Kind
YES = frozenset({"yes", "y", "true", "1", "x", "✓", "sí", "si", "s"})
NO = frozenset({"no", "n", "false", "0"})
MOST_TEXT = 500
BETWEEN = (";", "|", "\n")
# Columns that every import leaves out, and words beside them: a question of one's own is no way around that.
NEVER_KEPT = frozenset({"drop.government_id", "drop.birth_date", "drop.party", "drop.health"})
NEVER_ASKED = re.compile(
    r"\b(religion|religious affiliation|afiliacion religiosa|undocumented|indocumentad[oa]s?|sin papeles|visa status"
    r"|diagnos[ei]s|diagnosticos?|voter party|(political )?party (affiliation|registration)|partido politico)\b"
)


def is_forbidden(name: str) -> bool:
    """Whether the question is for something that puts people in danger and is never kept."""
    return recognise(name).drop in NEVER_KEPT or bool(NEVER_ASKED.search(normalise(name)))


def read(field: CustomField, raw: Any) -> Any:
    """The typed answer. Raises DomainError with the sentence for its field."""
    if isinstance(raw, list | tuple) and field.kind != Kind.CHOICES:
        raw = raw[0] if raw else ""
    if raw is None or raw == "" or raw == []:
        return None
    return READERS[field.kind](field, raw)


def said(field: CustomField, answer: Any) -> str:
    """For the page."""
    if answer is None or answer == ():
        return ""
    if field.kind == Kind.YES_NO:
        return _("Yes") if answer else _("No")
    if field.kind == Kind.DATE:
        return date_format(answer, "DATE_FORMAT")
    if field.kind == Kind.NUMBER:
        return number_format(int(answer) if float(answer).is_integer() else answer)
    return ", ".join(answer) if field.kind == Kind.CHOICES else str(answer)


def cell(field: CustomField, answer: Any) -> str:
    """For a file: what read() takes back unchanged."""
    if answer is None or answer == ():
        return ""
    if field.kind == Kind.YES_NO:
        return "yes" if answer else "no"
    if field.kind == Kind.DATE:
        return answer.isoformat()
    if field.kind == Kind.NUMBER:
        return repr(int(answer)) if float(answer).is_integer() else repr(answer)
    return "; ".join(answer) if field.kind == Kind.CHOICES else str(answer)


def columns(field: CustomField, answer: Any) -> list[dict[str, Any]]:
    """The rows of CustomValue that hold this answer: slot, and the one column of its kind."""
    if answer is None or answer == ():
        return []
    each = answer if field.kind == Kind.CHOICES else (answer,)
    return [{"slot": slot, field.column: one} for slot, one in enumerate(each)]


def _text(field: CustomField, raw: Any) -> str | None:
    words = str(raw).replace("\x00", "").strip()
    if len(words) > MOST_TEXT:
        raise DomainError(_("Keep it under %d letters. Longer words belong into a note.") % MOST_TEXT)
    return words or None


def _number(field: CustomField, raw: Any) -> float | None:
    if isinstance(raw, bool):
        raise DomainError(_("Write a number, for example 12 or 3.5."))
    words = str(raw).strip().replace("\u00a0", "").replace(" ", "")
    if not words:
        return None
    if "," in words and "." not in words and len(words.rpartition(",")[2]) != 3:
        words = words.replace(",", ".")  # 3,5
    try:
        number = float(words.replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise DomainError(_("Write a number, for example 12 or 3.5."))
    return number


def _date(field: CustomField, raw: Any) -> datetime.date | None:
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    if not str(raw).strip():
        return None
    found = dates.parse(str(raw))
    if found.value is None:
        raise DomainError(_("Write the day like 2026-10-19."))
    return found.value


def _yes_no(field: CustomField, raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    if not word:
        return None
    raise DomainError(_("Write yes or no."))


def _choice(field: CustomField, raw: Any) -> str | None:
    word = " ".join(str(raw).split())
    if not word:
        return None
    for option in field.options:
        if option.casefold() == word.casefold():
            return option
    raise DomainError(
        _("“%(word)s” is none of the answers: %(options)s.")
        % {"word": word[:60], "options": ", ".join(field.options)}
    )


def _choices(field: CustomField, raw: Any) -> tuple[str, ...] | None:
    if isinstance(raw, str):
        for sign in BETWEEN[1:]:
            raw = raw.replace(sign, BETWEEN[0])
        raw = raw.split(BETWEEN[0])
    found = {_choice(field, one) for one in raw} - {None}
    return tuple(option for option in field.options if option in found) or None


READERS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}
