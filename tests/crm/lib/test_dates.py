from datetime import date, datetime

import pytest

from crm.lib.dates import moment, order_of, parse

DAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    "cell",
    [
        "10/6/2026",
        "2026-10-06",
        "2026/10/6",
        "Oct 6, 2026",
        "Tuesday, October 6, 2026",
        "6 de octubre de 2026",
        "6 Oct 2026",
    ],
)
def test_a_plain_date_is_no_guess(cell):
    assert parse(cell) == (DAY, False, "")


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("10/6/26", DAY, "date.two_digit_year"),
        ("46301", DAY, "date.serial"),
        ("25/12/2026", date(2026, 12, 25), "date.order"),
        ("2/30/2026", None, "date.not_real"),
        ("soon", None, "date.unreadable"),
    ],
)
def test_a_doubtful_date_says_why(cell, value, reason):
    assert parse(cell) == (value, True, reason)


def test_a_column_decides_what_comes_first():
    assert order_of(["1/2/2026", "13/2/2026"]) == "dmy"
    assert order_of(["1/2/2026", "2/13/2026"]) == "mdy"
    assert parse("6/10/2026", "dmy").value == DAY


def test_serial_dates_count_from_the_epoch_of_their_workbook():
    assert parse("44839", epoch_1904=True).value == DAY


def test_the_time_of_day_is_kept():
    assert moment("10/06/2026 06:05:00 PM").value == datetime(2026, 10, 6, 18, 5)
    assert moment("2026-10-06T12:05:00Z").value == datetime(2026, 10, 6, 12, 5)
