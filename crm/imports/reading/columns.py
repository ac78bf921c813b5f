"""What each column of a file is: a tool's known header set, then the heading, then the values themselves."""

from collections.abc import Sequence
from typing import NamedTuple

from .facts import Table
from .headers import ColumnGuess, recognise
from .presets import Preset, recognise_preset
from .rows import Row
from .values import from_values, mostly_organizations


class Columns(NamedTuple):
    preset: Preset | None
    guesses: list[ColumnGuess]


def guess_columns(table: Table, sampled: Sequence[Row] = (), file_name: str = "") -> Columns:
    """One guess a column. No two columns claim the same field unless the field may repeat."""
    preset = recognise_preset(table.headers, file_name)
    guesses = [_guess(header, preset, sampled) for header in table.headers]
    return Columns(preset, _without_rivals(guesses))


def _guess(header: str, preset: Preset | None, sampled: Sequence[Row]) -> ColumnGuess:
    if preset and (known := preset.column(header)):
        return known
    guess, values = recognise(header), [row.values.get(header, "") for row in sampled]
    if guess.field == "full_name" and mostly_organizations(values):
        return ColumnGuess(header, "organization_name", "", 0.5, "column.looks_like_organization")
    return guess if guess.confidence else from_values(header, values)


REPEATABLE = frozenset(
    [
        "external_id",
        "tags",
        "notes",
        "noted",
        "organization_name",
        "source",
        "race_ethnicity",
        "event_name",
        "attendance",
        "do_not_call",
        "do_not_contact",
        "do_not_email",
        "email_2",
        "phone_2",
    ]
)
SECOND = {"email": "email_2", "phone": "phone_2", "mobile_phone": "phone_2"}


def _without_rivals(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    best: dict[str, ColumnGuess] = {}
    for guess in guesses:
        if guess.field and guess.confidence > best.get(guess.field, ColumnGuess("")).confidence:
            best[guess.field] = guess
    settled = []
    for guess in guesses:
        if guess.field and guess is not best[guess.field] and guess.field not in REPEATABLE:
            second = SECOND.get(guess.field, "")
            if second:
                guess = guess._replace(
                    field=second, confidence=min(guess.confidence, 0.6), reason="column.second"
                )
            else:
                guess = ColumnGuess(guess.header, confidence=0.0, reason="column.rival")
        settled.append(guess)
    return settled
