"""Questions that only this form asks: kept in the notes under their heading, or as questions of the organization's own."""

import re
from collections.abc import Mapping, Sequence

from contacts import customs
from contacts.importers.answers import PREFIX
from contacts.models import CustomField
from contacts.services import make_field
from crm.access.actors import Actor
from crm.imports.reading import ColumnGuess
from crm.imports.reading.headers import normalise
from crm.lib import words

UNKNOWN, ASKED = "column.unknown", "column.question"
LONGEST_NAME, LONGEST_ANSWER = 60, 300
Kind = CustomField.Kind


def proposed(guesses: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """Of a form that people filled in: what nobody knows is a question, and its answers are not lost."""
    return [_proposed(guess) for guess in guesses]


def _proposed(guess: ColumnGuess) -> ColumnGuess:
    if guess.reason == "column.header_part" and _only_mentions(guess):
        guess = guess._replace(field="", system="")
    if guess.field or guess.drop:
        return guess
    if customs.is_forbidden(guess.header):
        return guess._replace(reason="column.dropped", drop="drop.danger")
    return guess._replace(field="noted", confidence=0.6, reason=ASKED)


# "¿A qué escuela asiste?" asks for the school, "What worries you about the school?" for something else.
NOUNS = r"(school|school district|district|language|languages|escuela|distrito|idioma|idiomas)"
ASKS_FOR = re.compile(
    rf"^(a |en |de |in |at )?(what|which|que|cual|cuales)( \w+)? {NOUNS}\b|\b(is|are|es|son) (your|the|su|sus|la|el)( \w+){{0,3}} {NOUNS}$"
    rf"|\b(name|nombre) (of|de)\b|^(your |the |su |la |el |child s )?{NOUNS}\b"
)
LONG = 5


def _only_mentions(guess: ColumnGuess) -> bool:
    """A whole sentence in which a word of ours stands."""
    said = normalise(guess.header)
    return (
        guess.field in ("school", "district", "language", "external_id")
        and len(said.split()) >= LONG
        and not ASKS_FOR.search(said)
    )


def name_of(header: str) -> str:
    """How a question of our own is called that came with a form: as it was asked, cut where a name ends."""
    name = " ".join(header.split())
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rsplit(' ', 1)[0]}…"


def keep_as_own(by: Actor, asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A question of our own for each heading; by heading, the column that takes its answers. Answers too long for one
    go into the notes."""
    there = {
        field.name.casefold(): field
        for field in CustomField.objects.filter(organization_id=by.organization_id, retired_at=None)
    }
    found = {}
    for header, cells in asked.items():
        if customs.is_forbidden(header):
            continue
        if max(map(len, cells), default=0) > LONGEST_ANSWER:
            found[header] = "noted"
            continue
        name = name_of(header)
        field = there.get(name.casefold()) or make_field(by=by, name=name, kind=kind_of(cells))
        there[name.casefold()] = field
        found[header] = f"{PREFIX}{field.pk.hex}"
    return found


def kind_of(cells: Sequence[str]) -> str:
    """Words, unless every answer given is a yes or a no, or a number."""
    given = [cell.strip() for cell in cells if not words.is_blank(cell)]
    if given and all(cell.casefold() in customs.YES | customs.NO for cell in given):
        return Kind.NUMBER if all(cell.isdigit() for cell in given) else Kind.YES_NO
    if given and all(cell.isdecimal() and len(cell) < 10 and cell == str(int(cell)) for cell in given):
        return Kind.NUMBER
    return Kind.TEXT
