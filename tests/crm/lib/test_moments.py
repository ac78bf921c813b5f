"""Nights on which clocks change, and hours of quiet."""

import datetime

import pytest

from crm.lib.moments import end_of_day, end_of_quiet, instant

NEW_YORK = "America/New_York"
NINE_PM, EIGHT_AM = datetime.time(21), datetime.time(8)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("2027-03-14", "02:30", "2027-03-14T07:30"),  # never comes: 03:30 EDT
        ("2026-11-01", "01:30", "2026-11-01T05:30"),  # comes twice: the first, EDT
        ("2026-11-02", "09:00", "2026-11-02T14:00"),
    ],
)
def test_an_hour_of_a_day_is_one_instant(day, hour, moment):
    found = instant(datetime.date.fromisoformat(day), datetime.time.fromisoformat(hour), NEW_YORK)

    assert found == utc(moment)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "moment"),
    [
        ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:30"),  # 03:30 summer time
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),  # the first
        ("Australia/Adelaide", "2026-10-04", "02:30", "2026-10-03T17:00"),  # half past nine ahead: 03:30
        ("Australia/Adelaide", "2027-04-04", "02:30", "2027-04-03T16:00"),
        (
            "Australia/Lord_Howe",
            "2026-10-04",
            "02:15",
            "2026-10-03T15:45",
        ),  # the clock jumps half an hour: 02:45
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45"),
        ("Asia/Kolkata", "2027-03-14", "02:30", "2027-03-13T21:00"),  # never changes
        ("America/Phoenix", "2027-03-14", "02:30", "2027-03-14T09:30"),
        ("Asia/Beirut", "2027-03-28", "00:30", "2027-03-27T22:30"),  # jumps at midnight: 01:30
    ],
)
def test_nights_of_other_places_and_places_without_any(zone, day, hour, moment):
    assert instant(datetime.date.fromisoformat(day), datetime.time.fromisoformat(hour), zone) == utc(moment)


def test_a_day_with_25_hours_ends_at_the_next_midnight():
    assert end_of_day(datetime.date(2026, 11, 1), NEW_YORK) == utc("2026-11-02T05:00")


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-06-02T01:30", "2026-06-02T12:00"),  # 21:30 the evening before
        ("2026-06-02T11:59", "2026-06-02T12:00"),  # 07:59
        ("2026-06-02T12:00", None),  # 08:00
        ("2026-06-02T20:00", None),  # 16:00
        ("2026-11-01T04:00", "2026-11-01T13:00"),  # midnight of the long night: 08:00 EST
    ],
)
def test_quiet_hours_run_over_midnight(now, ends):
    found = end_of_quiet(utc(now), start=NINE_PM, end=EIGHT_AM, zone=NEW_YORK)

    assert found == (utc(ends) if ends else None)


def test_equal_hours_mean_no_quiet():
    assert end_of_quiet(utc("2026-06-02T01:30"), start=NINE_PM, end=NINE_PM, zone=NEW_YORK) is None
