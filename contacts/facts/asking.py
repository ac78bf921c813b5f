"""Who asks and when; what a fact answers with."""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise

from crm.access.actors import Actor


@dataclass(frozen=True)
class Asking:
    """`today` is the asker's day: "in the last 30 days" counts from there. `of_few`: asked of the people of a page or so,
    where looking at each beats working out everybody who fits."""

    actor: Actor
    today: datetime.date = field(default_factory=timezone.localdate)
    of_few: bool = False

    def days_ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)


class Choice(NamedTuple):
    """One value of a choice. `is_gone`: retired; it is named where it stands and offered no more."""

    key: str
    label: str | Promise
    is_gone: bool = False


@dataclass(frozen=True)
class Brief:
    """A fact in a cell of the list of people."""

    text: str
    on: datetime.date | None = None
    is_late: bool = False
    url: str = ""


def start_of(day: datetime.date) -> datetime.datetime:
    """Midnight in the reader's zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
