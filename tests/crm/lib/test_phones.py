import csv
import random
from pathlib import Path

import phonenumbers
import pytest

from crm.lib.phones import Phone, area_codes, parse

SAMPLES = Path(__file__).parents[2] / "data" / "us_phone_formats_dev.csv"


def test_the_sample_formats_read_as_the_library_says():
    with SAMPLES.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            phone = parse(row["raw"]).value[0]

            assert (phone.e164, phone.extension) == (row["e164_libphonenumber"], row["extension"])


def test_the_fast_road_agrees_with_the_library():
    chance = random.Random(20261008)
    for _ in range(2_000):
        digits = f"{chance.randrange(200, 1000)}{chance.randrange(200, 1000)}{chance.randrange(10_000):04}"
        number = phonenumbers.parse(digits, "US")

        assert bool(parse(digits).value) == phonenumbers.is_valid_number(number), digits


def test_area_codes_come_from_the_library():
    assert {"919", "212", "787", "416", "800"} <= area_codes()
    assert not {"200", "211", "911", "999"} & area_codes()


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("919.555.0142", [Phone("+19195550142")], ""),
        ("+19195550142", [Phone("+19195550142")], ""),
        ("9195550142.0", [Phone("+19195550142")], "phone.was_number"),
        ("9.195550142E9", [Phone("+19195550142")], "phone.was_number"),
        ("9.19555E+09", [], "phone.digits_lost"),
        ("cell: (919) 555-0142", [Phone("+19195550142", "", "mobile")], "phone.label"),
        ("casa 919 555 0142", [Phone("+19195550142", "", "home")], "phone.label"),
        ("919-555-0142 ext. 12", [Phone("+19195550142", "12")], ""),
        ("919-555-0142 / 919-555-0143", [Phone("+19195550142"), Phone("+19195550143")], "phone.several"),
        ("call 919 555 0142 after six", [Phone("+19195550142")], "phone.words_around"),
        ("+52 55 1234 5678", [Phone("+525512345678")], ""),
        ("555-0142", [], "phone.no_area_code"),
        ("123 456 7890", [], "phone.not_valid"),
        ("ask her", [], "phone.unreadable"),
        ("same", [], "value.ditto"),
        ("n/a", [], "value.blank_word"),
        ("", [], ""),
    ],
)
def test_phones_are_read_as_people_type_them(cell, value, reason):
    assert parse(cell) == (tuple(value), bool(reason), reason)
