"""Lists for paper: whom to call, whose door comes next, who signs in. Paper gets lost, so it holds less than the screen:
no minors, nobody restricted, nobody who asked not to be contacted, and a number only where a call is allowed."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.consent import Purpose, consent_of
from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow, Contact
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.lib.phones import national

MOST = 300
KINDS = {"call": _("Call sheet"), "walk": _("Walk list"), "signin": _("Sign-in sheet")}
NUMBER = re.compile(r"^\s*(\d+)(?:-\d+|[A-Za-z]\b)?\s+(.*)$")


@dataclass(frozen=True)
class Line:
    name: str
    phone: str = ""
    street: str = ""
    city: str = ""
    zip_code: str = ""
    language: str = ""
    kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    lines: list[Line]
    left_out: int  # of the list, for the reasons above
    out_of_reach: int  # nobody to call, or no door to knock at
    is_cut: bool  # more than MOST


def fit_for_paper(people: QuerySet[Contact]) -> QuerySet[Contact]:
    return people.filter(
        is_minor=False,
        confidentiality=Contact.Confidentiality.NORMAL,
        status__in=[Contact.Status.ACTIVE, Contact.Status.INACTIVE],
    )


def sheet(actor: Actor, people: QuerySet[Contact], kind: str) -> Sheet:
    """A fixed number of statements. For walking by ZIP code, street and house number; else by name."""
    whole = people.order_by().count()
    fit = fit_for_paper(people)
    left_out = whole - fit.order_by().count()
    rows = list((fit.exclude(street="") if kind == "walk" else fit).order_by("sort_name", "pk")[: MOST + 1])
    is_cut = len(rows) > MOST
    seen = sight(actor)
    lines = _lines(actor, rows[:MOST], phones=seen.methods and kind == "call")
    if kind == "walk":
        lines = sorted((line for line in lines if line.street), key=_way)
        return Sheet(lines, left_out, 0 if is_cut else whole - left_out - len(lines), is_cut)
    if kind == "call" and seen.methods:
        called = [line for line in lines if line.phone]
        return Sheet(called, left_out, len(lines) - len(called), is_cut)
    return Sheet(lines, left_out, 0, is_cut)


def _lines(actor: Actor, people: list[Contact], *, phones: bool) -> list[Line]:
    seen, languages = sight(actor), dict(LANGUAGES)
    consent = consent_of(people) if phones else {}
    kinds: dict = defaultdict(dict)
    stakes = ConstituencyRow.objects.visible_to(actor).current(on=timezone.localdate())
    for row in stakes.filter(contact__in=people).order_by("pk"):
        kinds[row.contact_id][row.kind] = None
    return [
        Line(
            name=person.display_name,
            phone=_phone(consent.get(person.pk)),
            street=person.street if seen.methods else "",
            city=person.city,
            zip_code=person.zip_code,
            language=str(languages.get(person.language, person.language))
            if person.language not in ("", "en")
            else "",
            kinds=list(kinds[person.pk]),
        )
        for person in people
    ]


def _phone(consent) -> str:
    """Only one that works, is not suppressed, and of somebody who did not say no."""
    if consent is None or not consent.may(Purpose.CALL).allowed:
        return ""
    return national(consent.usable(Purpose.CALL)[0].key)


def _way(line: Line) -> tuple:
    """As one walks: ZIP code, street, then one side of the street and back on the other."""
    found = NUMBER.match(line.street)
    number, street = (int(found[1]), found[2]) if found else (0, line.street)
    side = number % 2
    return (line.zip_code, street.casefold(), side, number if side == 0 else -number, line.name)
