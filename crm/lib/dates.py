"""Dates as spreadsheets and people write them. Day or month first belongs to a column, not to a cell."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from .guess import Guess
from .words import plain

EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ](.+))?$")
NUMERIC = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[,\s]+(.+))?$")
NAMED = re.compile(
    r"(?:[a-z]+,?\s+)?([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2,4})(?:[,\s]+(?:at\s+)?(.+))?$"
)
NAMED_DAY_FIRST = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th|o)?[\s-]+(?:de\s+)?([a-z]{3,10})\.?,?[\s-]+(?:del?\s+)?(\d{2,4})(?:[,\s]+(.+))?$"
)
SERIAL = re.compile(r"(\d{5})(\.\d+)?$")
CLOCK = re.compile(
    r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?\s?m\.?)?\s*(?:z|utc|[+-]\d{2}:?\d{2}|[a-z]{2,4})?$"
)
MONTH_WORDS = "jan/ene feb mar apr/abr may jun jul aug/ago sep/set oct nov dec/dic"
MONTHS = {word: number for number, words in enumerate(MONTH_WORDS.split(), 1) for word in words.split("/")}


def parse(cell: str, order: str = "mdy", *, epoch_1904: bool = False) -> Guess[date | None]:
    value, guess, reason = moment(cell, order, epoch_1904=epoch_1904)
    return Guess(value.date() if value else None, guess, reason)


@lru_cache(10_000)
def moment(cell: str, order: str = "mdy", *, epoch_1904: bool = False) -> Guess[datetime | None]:
    """A date with the time of day if the cell has one, without a zone."""
    text = plain(cell)
    if not text:
        return Guess(None)
    if match := ISO.match(text):
        return _made(match[1], match[2], match[3], match[4])
    if match := NUMERIC.match(text):
        return _numeric(match, order)
    if match := NAMED.match(text):
        return _named(match[3], match[1], match[2], match[4])
    if match := NAMED_DAY_FIRST.match(text):
        return _named(match[3], match[2], match[1], match[4])
    if (match := SERIAL.match(text)) and 14_000 <= int(match[1]) <= 65_000:
        value = (EPOCH_1904 if epoch_1904 else EPOCH) + timedelta(days=float(text))
        return Guess(value.replace(microsecond=0), True, "date.serial")
    return Guess(None, True, "date.unreadable")


def order_of(cells: Iterable[str]) -> str:
    """ "dmy" when some first number cannot be a month and no second one is forced to be a day."""
    month_first = day_first = 0
    for cell in cells:
        if match := NUMERIC.match(cell.strip()):
            one, two = int(match[1]), int(match[2])
            day_first += 12 < one <= 31
            month_first += 12 < two <= 31
    return "dmy" if day_first > month_first else "mdy"


def _numeric(match: re.Match[str], order: str) -> Guess[datetime | None]:
    one, two, three, clock = match.groups()
    if len(one) == 4:
        return _made(one, two, three, clock)
    if len(one) > 2 or len(three) in (1, 3):
        return Guess(None, True, "date.unreadable")
    month, day = (one, two) if order == "mdy" else (two, one)
    reason = ""
    if int(month) > 12 >= int(day):
        month, day, reason = day, month, "date.order"
    return _made(three, month, day, clock, reason)


def _named(year: str, month: str, day: str, clock: str | None) -> Guess[datetime | None]:
    number = MONTHS.get(month[:3])
    return _made(year, str(number), day, clock) if number else Guess(None, True, "date.unreadable")


def _made(year: str, month: str, day: str, clock: str | None, reason: str = "") -> Guess[datetime | None]:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= (datetime.now(UTC).year + 5) % 100 else 1900
        reason = reason or "date.two_digit_year"
    hours, minutes, seconds, known = _clock(clock)
    try:
        value = datetime(number, int(month), int(day), hours, minutes, seconds)
    except ValueError:
        return Guess(None, True, "date.not_real")
    if not known:
        reason = reason or "date.time_unreadable"
    return Guess(value, bool(reason), reason)


def _clock(text: str | None) -> tuple[int, int, int, bool]:
    if not text:
        return 0, 0, 0, True
    match = CLOCK.match(text.strip())
    if not match:
        return 0, 0, 0, False
    hours, minutes, seconds = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        hours = hours % 12 + (12 if match[4].startswith("p") else 0)
    return hours, minutes, seconds, True
