"""Writing calendars (RFC 5545). Pure: the same items give the same bytes, so that a feed has an ETag that means something."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration

PRODUCT = "-//Earshot//Earshot//EN"
DAY, HOUR, SECOND = datetime.timedelta(1), datetime.timedelta(hours=1), datetime.timedelta(seconds=1)
NOTHING = datetime.timedelta()
YEARS = range(1971, 2100)  # outside of these a moment is written in UTC
AHEAD = datetime.timedelta(days=366)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
Time = datetime.datetime | datetime.date


@dataclass(frozen=True, kw_only=True)
class Item:
    """`starts` is an instant, read in `zone`, or a whole day. `ends` None: an hour, or the day."""

    uid: str
    summary: str
    starts: Time
    changed_at: datetime.datetime
    ends: datetime.datetime | None = None
    zone: str = "UTC"
    url: str = ""
    place: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    is_free: bool = False  # does not make the person busy


def calendar(items: Iterable[Item], *, name: str = "", refresh: datetime.timedelta | None = None) -> bytes:
    """A calendar with the time zones that its items need."""
    items = sorted(items, key=lambda item: (_moment(item.starts), item.uid))
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if name:
        made.add("x-wr-calname", name)
    if refresh:
        made.add("refresh-interval", vDuration(refresh), parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", vDuration(refresh))
    for zone, first, last in _spans(items):
        made.add_component(timezone(zone, first, last))
    for item in items:
        made.add_component(_event(item))
    return made.to_ical()


def timezone(zone: str, first: datetime.datetime, last: datetime.datetime) -> Timezone:
    """Every change of the clocks around `first` to `last`. Onsets are written in the time that they end (RFC 5545,
    3.6.5)."""
    info = ZoneInfo(zone)
    made = Timezone()
    made.add("tzid", zone)
    moment = _before(first.astimezone(datetime.UTC), info)
    before = (moment - SECOND).astimezone(info).utcoffset() or NOTHING
    onsets = [(moment, moment.astimezone(info).utcoffset() or NOTHING)]
    while moment < last + AHEAD:
        moment += DAY
        here = moment.astimezone(info).utcoffset()
        if here != onsets[-1][1]:
            onsets.append((_onset(moment - DAY, moment, info), here or NOTHING))
    for at, offset in onsets:
        local = at.astimezone(info)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (at + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", offset)
        part.add("tzname", local.tzname())
        made.add_component(part)
        before = offset
    return made


def _event(item: Item) -> Event:
    made = Event()
    made.add("uid", item.uid)
    made.add("dtstamp", item.changed_at.astimezone(datetime.UTC).replace(microsecond=0))
    made.add("last-modified", item.changed_at.astimezone(datetime.UTC).replace(microsecond=0))
    made.add("sequence", item.sequence)
    made.add("summary", _text(item.summary))
    if isinstance(item.starts, datetime.datetime):
        info = ZoneInfo(_zone(item))
        made.add("dtstart", item.starts.astimezone(info))
        made.add("dtend", (item.ends or _later(item.starts, HOUR)).astimezone(info))
    else:
        made.add("dtstart", item.starts)
        made.add("dtend", _later(item.starts, DAY))
    if item.place:
        made.add("location", _text(item.place))
    if item.url:
        made.add("url", item.url)
        made.add("description", item.url)  # few programs show the property
    if item.is_cancelled:
        made.add("status", "CANCELLED")
    made.add("transp", "TRANSPARENT" if item.is_free else "OPAQUE")
    return made


def _text(words: str) -> str:
    """Without the control characters that no text of a calendar may hold (RFC 5545, 3.3.11)."""
    return CONTROL.sub("", words)


def _spans(items: list[Item]) -> list[tuple[str, datetime.datetime, datetime.datetime]]:
    """Each zone in use with its first and last moment. UTC needs no definition."""
    spans: dict[str, list[datetime.datetime]] = {}
    for item in items:
        if isinstance(item.starts, datetime.datetime) and _zone(item) != "UTC":
            spans.setdefault(item.zone, []).append(item.starts)
    return [(zone, min(found), max(found)) for zone, found in sorted(spans.items())]


def _later(moment: Any, by: datetime.timedelta) -> Any:
    """Or the moment itself, on the last day that there is."""
    try:
        return moment + by
    except OverflowError:
        return moment


def _zone(item: Item) -> str:
    return item.zone if item.starts.year in YEARS else "UTC"


def _before(moment: datetime.datetime, info: ZoneInfo) -> datetime.datetime:
    """The last change of the clocks before `moment`, or a day a year before where they never change."""
    here, day = moment.astimezone(info).utcoffset(), moment
    for _step in range(AHEAD.days):
        day -= DAY
        if day.astimezone(info).utcoffset() != here:
            return _onset(day, day + DAY, info)
    return day.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _onset(low: datetime.datetime, high: datetime.datetime, info: ZoneInfo) -> datetime.datetime:
    """The second between `low` and `high` at which the offset becomes that of `high`."""
    wanted = high.astimezone(info).utcoffset()
    left, right = int(low.timestamp()), int(high.timestamp())
    while right - left > 1:
        middle = (left + right) // 2
        at = datetime.datetime.fromtimestamp(middle, datetime.UTC)
        left, right = (left, middle) if at.astimezone(info).utcoffset() == wanted else (middle, right)
    return datetime.datetime.fromtimestamp(right, datetime.UTC)


def _moment(starts: Time) -> str:
    return starts.isoformat() if isinstance(starts, datetime.datetime) else f"{starts.isoformat()}T"
