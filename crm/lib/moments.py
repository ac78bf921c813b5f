"""From a local day and hour to an instant, and back. Zones are IANA names; instants are aware and in UTC.

Where clocks fall back, an hour that comes twice means its first coming; where they spring forward, an hour
that never comes is moved forward by the gap (02:30 becomes 03:30). Both are what fold=0 gives (PEP 495).
"""

import datetime
from zoneinfo import ZoneInfo

MIDNIGHT = datetime.time(0)
DAY = datetime.timedelta(days=1)
FAR = 10  # years


def instant(day: datetime.date, hour: datetime.time, zone: str) -> datetime.datetime:
    """The moment at which clocks in `zone` show `hour` on `day`."""
    local = datetime.datetime.combine(day, hour.replace(fold=0), tzinfo=ZoneInfo(zone))
    return local.astimezone(datetime.UTC)


def end_of_day(day: datetime.date, zone: str) -> datetime.datetime:
    """The first moment of the following day."""
    return instant(day + DAY, MIDNIGHT, zone)


def is_far_off(day: datetime.date, today: datetime.date) -> bool:
    """A year far off is a slip of the keyboard, and calendars choke on it."""
    return abs(day.year - today.year) > FAR


def local_date(moment: datetime.datetime, zone: str) -> datetime.date:
    return moment.astimezone(ZoneInfo(zone)).date()


def end_of_quiet(
    moment: datetime.datetime, *, start: datetime.time, end: datetime.time, zone: str
) -> datetime.datetime | None:
    """When the quiet hours around `moment` end, or None outside them. They may run over midnight; equal hours
    mean none."""
    local = moment.astimezone(ZoneInfo(zone))
    hour, day = local.time(), local.date()
    if start <= end:
        return instant(day, end, zone) if start <= hour < end else None
    if hour >= start:
        return instant(day + DAY, end, zone)
    return instant(day, end, zone) if hour < end else None
