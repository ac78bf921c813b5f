"""Merge fields in the words of a plan. Strict substitution of {name} and nothing else: no template engine reads what
people type, a value is never read again for fields, and an unknown field is an error where it stands."""

import datetime
import re
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from crm.access.errors import DomainError
from tasks.subjects import Field, Happening, Subject

FIELD = re.compile(r"\{([^{}]*)\}")

GENERAL = {
    "first_name": Field(_("what they are called"), "Rosa"),
    "organization": Field(_("your organization"), _("Your organization")),
    "host": Field(_("who asked them"), "Omar"),
}
EVENT = {
    "event": Field(_("its name"), _("Fill the board room")),
    "day": Field(_("its day"), _("Thursday, March 4")),
    "hour": Field(_("when it begins, there"), _("6 p.m.")),
    "place": Field(_("where it is"), _("Lowery High School")),
}
ANSWER = {
    "confirm_link": Field(_("a link to say: I am coming"), "https://…/yes/"),
    "cancel_link": Field(_("a link to say: I cannot come"), "https://…/no/"),
}


def fields_of(subject: Subject) -> dict[str, Field]:
    """All that words about this subject may name."""
    answer = ANSWER if subject.answer else {}
    return {**GENERAL, **EVENT, **subject.fields, **answer}


def check(text: str, known: dict[str, Field], *, field: str) -> None:
    """Raises DomainError at `field` for a name we do not know, or a brace that belongs to none."""
    unknown = sorted({name for name in FIELD.findall(text) if name not in known})
    if unknown:
        sentence = ngettext(
            "There is no field %(names)s. Known are: %(known)s.",
            "There are no fields %(names)s. Known are: %(known)s.",
            len(unknown),
        ) % {
            "names": ", ".join(f"{{{name}}}" for name in unknown),
            "known": ", ".join(f"{{{name}}}" for name in known),
        }
        raise DomainError(sentence, field=field)
    if set("{}") & set(FIELD.sub("", text)):
        raise DomainError(_("A brace { or } stands alone. Fields look like {first_name}."), field=field)


def fill(text: str, values: dict[str, str]) -> str:
    """Each field once, from `values`; KeyError for a field without a value."""
    return FIELD.sub(lambda match: values[match.group(1)], text)


def happening_values(happening: Happening, language: str) -> dict[str, str]:
    """Day and hour as its own place reads them, in the reader's language."""
    local = happening.starts_at.astimezone(ZoneInfo(happening.zone))
    with translation.override(language):
        return {
            "event": flat(happening.title),
            # Translators: Django date format of a day in a message. Spanish: "l j \d\e F"
            "day": formatted(local, pgettext("date format", "l, F j")),
            "hour": hour_words(local.time()),
            "place": flat(happening.place),
        }


def hour_words(hour: datetime.time) -> str:
    """Translators: Django time format of an hour in a message."""
    if hour.minute:
        return formatted(hour, pgettext("time format with minutes", "g:i a"))
    return formatted(hour, pgettext("time format on the hour", "g a"))


def flat(value: object) -> str:
    """One line, whatever somebody typed into a name."""
    return " ".join(str(value).split())
