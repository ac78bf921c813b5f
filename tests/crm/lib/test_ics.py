"""Calendars as other programs read them."""

import datetime
from importlib import resources
from zoneinfo import ZoneInfo

import icalendar
import pytest

from crm.lib.ics import Item, calendar, timezone

NOW = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)


def item(**fields):
    values = {
        "uid": "1@earshot",
        "summary": "Call, then meet; bring\nthe flyer",
        "changed_at": NOW,
        "starts": NOW,
    }
    return Item(**{**values, **fields})


def onsets(zone, first, last):
    parts = timezone(zone, first, last).subcomponents
    return [(part.name, part["dtstart"].dt, part["tzoffsetto"].td.total_seconds() / 3600) for part in parts]


@pytest.mark.parametrize(
    "zone, expected",
    [
        (
            "America/New_York",
            [
                ("DAYLIGHT", datetime.datetime(2026, 3, 8, 2), -4),
                ("STANDARD", datetime.datetime(2026, 11, 1, 2), -5),
                ("DAYLIGHT", datetime.datetime(2027, 3, 14, 2), -4),
            ],
        ),
        # Arizona keeps its clocks.
        ("America/Phoenix", [("STANDARD", datetime.datetime(2024, 12, 31, 17), -7)]),
    ],
)
def test_clocks_change_on_the_right_day_in_the_time_that_ends(zone, expected):
    found = onsets(zone, NOW, NOW + datetime.timedelta(days=31))

    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    "zone", ["America/New_York", "America/Chicago", "America/Denver", "Pacific/Honolulu"]
)
def test_every_hour_of_a_year_reads_as_zoneinfo_has_it(zone):
    """The definition that we write, read by itself as an old program does."""
    written = timezone(zone, NOW, NOW + datetime.timedelta(days=300)).to_tz(lookup_tzid=False)
    info = ZoneInfo(zone)

    for hours in range(0, 300 * 24, 6):
        moment = NOW + datetime.timedelta(hours=hours)
        local = moment.astimezone(info).replace(tzinfo=None)
        assert written.utcoffset(local) == moment.astimezone(info).utcoffset(), local


def test_new_york_is_written_as_a_published_definition_has_it():
    """The sample of the icalendar library: its rules since 1967, read by themselves, against the onsets that we list."""
    sample = resources.files("icalendar") / "tests/calendars/america_new_york.ics"
    (published,) = icalendar.Calendar.from_ical(sample.read_bytes()).walk("VTIMEZONE")
    rules = published.to_tz(lookup_tzid=False)
    first = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    ours = timezone("America/New_York", first, first + datetime.timedelta(days=31 * 365))
    written = ours.to_tz(lookup_tzid=False)

    for hours in range(0, 30 * 365 * 24, 5):  # no multiple of a day: every hour gets its turn
        local = datetime.datetime(2000, 6, 1) + datetime.timedelta(hours=hours)
        assert written.utcoffset(local) == rules.utcoffset(local), local
        assert written.tzname(local) == rules.tzname(local), local
    onsets = {part["dtstart"].dt for part in ours.subcomponents}
    assert {datetime.datetime(2007, 3, 11, 2), datetime.datetime(2007, 11, 4, 2)} <= onsets
    for part in ours.subcomponents:
        assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"} <= set(part)


def test_a_calendar_is_read_back_as_it_was_meant():
    starts = datetime.datetime(2026, 10, 26, 22, tzinfo=datetime.UTC)
    body = calendar(
        [
            item(
                uid="a", starts=starts, zone="America/New_York", place="Ñuñoa Hall", url="https://x.example/1"
            ),
            item(uid="b", starts=datetime.date(2026, 11, 2), is_free=True),
        ],
        name="Earshot",
    )

    read = icalendar.Calendar.from_ical(body)
    timed, whole_day = read.walk("VEVENT")
    assert timed["dtstart"].dt == starts
    assert timed["dtstart"].params["TZID"] == "America/New_York"
    assert timed["summary"] == "Call, then meet; bring\nthe flyer"
    assert timed["location"] == "Ñuñoa Hall"
    assert whole_day["dtstart"].dt == datetime.date(2026, 11, 2)
    assert whole_day["dtend"].dt == datetime.date(2026, 11, 3)
    assert [zone["tzid"] for zone in read.walk("VTIMEZONE")] == ["America/New_York"]


def test_it_keeps_to_the_form_of_rfc_5545():
    body = calendar([item(summary="Ñ" * 200, starts=NOW, zone="America/Chicago")])

    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    read = icalendar.Calendar.from_ical(body)
    assert read.errors == []
    assert {"VERSION", "PRODID"} <= set(read)
    for event in read.walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)


def test_what_a_text_of_a_calendar_may_not_hold_is_left_out():
    body = calendar([item(summary="Bell\x07, back\\slash;\x1b\r\nEND:VEVENT", place="Hall\x00 1")])

    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert event["summary"] == "Bell, back\\slash;\nEND:VEVENT"
    assert event["location"] == "Hall 1"


def test_the_same_items_give_the_same_bytes_in_any_order():
    one, other = item(uid="a"), item(uid="b", zone="America/Denver")

    assert calendar([one, other]) == calendar([other, one])


def test_a_year_far_off_neither_breaks_the_calendar_nor_takes_long():
    far = [
        item(
            uid=str(year),
            starts=datetime.datetime(year, 12, 31, 23, tzinfo=datetime.UTC),
            zone="America/New_York",
        )
        for year in (1, 1999, 2026, 9999)
    ]

    found = icalendar.Calendar.from_ical(calendar(far))

    assert [event["dtstart"].dt.year for event in found.walk("VEVENT")] == [1, 1999, 2026, 9999]
    assert len(found.walk("VTIMEZONE")) == 1
