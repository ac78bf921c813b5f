"""Moments of the demo, all told from the moment of loading, in the organization's zone."""

import datetime
from zoneinfo import ZoneInfo

DAY = datetime.timedelta(days=1)


class Clock:
    def __init__(self, now: datetime.datetime, zone: str):
        self.now, self.zone_name, self.zone = now, zone, ZoneInfo(zone)
        self.today = now.astimezone(self.zone).date()

    def at(self, day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
        return datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone).astimezone(
            datetime.UTC
        )

    def past(self, day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
        """The same, or a day earlier where it has not come yet."""
        moment = self.at(day, hour, minute)
        return moment if moment <= self.now else self.at(day - DAY, hour, minute)

    def ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)

    def ahead(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        return moment.astimezone(self.zone).date()
