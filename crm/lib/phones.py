"""Phone numbers as people type them. North American ones take a fast road, all others the library's.

The fast road accepts a number only when its area code is one whose every exchange the library holds valid.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from .guess import Guess
from .words import is_blank, is_ditto

STRIP = str.maketrans("", "", " \t\u00a0().-–—·/")
TEN = re.compile(r"(?:\+?1)?([2-9]\d\d)([2-9]\d{6})$")
FLOAT = re.compile(r"\s*\+?(\d{7,15})\.0*\s*$")
SCIENTIFIC = re.compile(r"\s*(\d(?:\.\d+)?)[eE]\+?(\d{1,2})\s*$")
EXTENSION = re.compile(
    r"[\s,;]*(?:extension|extensi[oó]n|ext|anexo|x|#)\s*[.:#]*\s*(\d{1,7})\s*$", re.IGNORECASE
)
LABEL = re.compile(
    r"^\W*(?:(c|cell|cel|celular|mobile|m[oó]vil|m)|(h|home|casa|fijo|landline)|(w|work|o|office|oficina|trabajo))\b\W*(?=\+?[\d(])"
    r"|(?<=\d)[\s,(-]*(?:(c|cell|cel|celular|mobile|m[oó]vil|m)|(h|home|casa|fijo|landline)|(w|work|o|office|oficina|trabajo))\W*$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s*(?:[;,\n|/&]|\bor\b|\band\b|\bo\b|\by\b)\s*", re.IGNORECASE)
INSIDE = re.compile(r"(?<!\d)(?:\+?1[\s.-]*)?\(?[2-9]\d\d\)?[\s.-]*[2-9]\d\d[\s.-]*\d{4}(?!\d)")
KINDS = ("mobile", "home", "work")


class Phone(NamedTuple):
    e164: str
    extension: str = ""
    label: str = ""


@lru_cache(2_000)
def parse(cell: str, region: str = "US") -> Guess[tuple[Phone, ...]]:
    """The valid numbers of a cell; what could not be read has a reason."""
    found = TEN.match(cell.translate(STRIP))
    if found and region == "US" and found[1] in area_codes():
        return Guess((Phone(f"+1{found[1]}{found[2]}"),))
    return _slow(cell.strip(), region)


@cache
def area_codes() -> frozenset[str]:
    """Three digits after which the library takes any exchange and line."""
    patterns = _national_patterns()
    return frozenset(
        str(code)
        for code in range(200, 1000)
        if all(any(p.fullmatch(f"{code}{exchange}") for p in patterns) for exchange in _EXCHANGES)
    )


_EXCHANGES = [
    f"{first}{middle}{last}2345"
    for first in range(2, 10)
    for middle, last in ((0, 0), (3, 4), (5, 5), (8, 9))
]


def national(key: str) -> str:
    """For somebody who dials here: (919) 555-0142; other countries with what is dialled before them."""
    if key.startswith("+1") and len(key) == 12:
        return f"({key[2:5]}) {key[5:8]}-{key[8:]}"
    return f"011 {key[1:]}" if key.startswith("+") else key


def _national_patterns() -> list[re.Pattern[str]]:
    patterns = set()
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]:
        data = PhoneMetadata.metadata_for_region(region)
        if data is None:
            continue
        for kind in (data.fixed_line, data.mobile, data.toll_free):
            if kind is not None and kind.national_number_pattern:
                patterns.add(kind.national_number_pattern)
    return [re.compile(pattern) for pattern in patterns]


def _slow(cell: str, region: str) -> Guess[tuple[Phone, ...]]:
    if not cell:
        return Guess(())
    if is_ditto(cell):
        return Guess((), True, "value.ditto")
    if is_blank(cell):
        return Guess((), True, "value.blank_word")
    if whole := FLOAT.match(cell):
        return _one(whole[1], region, "phone.was_number")
    if scientific := SCIENTIFIC.match(cell):
        digits = f"{float(scientific[1]) * 10 ** int(scientific[2]):.0f}"
        lost = len(scientific[1].replace(".", "")) < len(digits)
        return Guess((), True, "phone.digits_lost") if lost else _one(digits, region, "phone.was_number")
    one = _one(cell, region)
    if one.value:
        return one
    parts = [part for part in BETWEEN.split(cell) if sum(c.isdigit() for c in part) >= 7]
    if len(parts) > 1:
        several = [_one(part, region) for part in parts]
        value = tuple(dict.fromkeys(phone for guess in several for phone in guess.value))
        if value:
            return Guess(value, True, "phone.several" if len(value) > 1 else "phone.part_unreadable")
    around = INSIDE.findall(cell)
    if len(around) > 1:
        several = [_one(part, region) for part in _beside(cell)]
        value = tuple(dict.fromkeys(phone for guess in several for phone in guess.value))
        if value:
            return Guess(value, True, "phone.several" if len(value) > 1 else "phone.part_unreadable")
    if len(around) == 1 and (found := _one(around[0], region)).value:
        return Guess(found.value, True, "phone.words_around")
    return one


def _beside(cell: str) -> list[str]:
    """ "cell 919-555-0146 home 919-555-0147": each number with its own word, before or behind it."""
    ends = [match.end() for match in INSIDE.finditer(cell)]
    if cell[:1].isalpha():
        starts = [0, *ends[:-1]]
        return [cell[start:end] for start, end in zip(starts, ends, strict=True)]
    starts = [match.start() for match in INSIDE.finditer(cell)]
    return [cell[start:end] for start, end in zip(starts, [*starts[1:], len(cell)], strict=True)]


def _one(text: str, region: str, reason: str = "") -> Guess[tuple[Phone, ...]]:
    label = ""
    if labelled := LABEL.search(text):
        label = KINDS[next(i for i, group in enumerate(labelled.groups()) if group) % 3]
        text = text[: labelled.start()] + text[labelled.end() :]
    extension = ""
    if sum(c.isdigit() for c in text) > 7 and (extended := EXTENSION.search(text)):
        extension, text = extended[1], text[: extended.start()]
    fast = TEN.match(text.translate(STRIP))
    if fast and fast[1] in area_codes():
        reason = reason or ("phone.label" if label else "")
        return Guess((Phone(f"+1{fast[1]}{fast[2]}", extension, label),), bool(reason), reason)
    digits = sum(c.isdigit() for c in text)
    if digits == 7 and not re.search(r"[A-Za-z]{3}", text):
        return Guess((), True, "phone.no_area_code")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return Guess((), True, "phone.unreadable" if digits < 7 else "phone.not_valid")
    if not phonenumbers.is_valid_number(number):
        return Guess((), True, "phone.not_valid")
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    letters = bool(re.search(r"[A-Za-z]{3}", text))
    reason = reason or ("phone.letters" if letters else "phone.label" if label else "")
    return Guess((Phone(e164, extension or number.extension or "", label),), bool(reason), reason)
