"""When a step comes round again: plain choices, kept as a rule of RFC 5545, read with python-dateutil.

A rule speaks of days. The hour is the owner's local hour on each of them, so a step at six stays at six when the
clocks change.
"""

import datetime

from dateutil.rrule import rrulestr
from django.db.models import TextChoices
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.access.errors import DomainError

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORTEST_MONTH = 28


class Repeat(TextChoices):
    NEVER = "", gettext_lazy("It does not come back")
    WEEKLY = "weekly", gettext_lazy("Each week")
    FORTNIGHTLY = "fortnightly", gettext_lazy("Every 2 weeks")
    MONTHLY_DAY = "monthly_day", gettext_lazy("Each month on this day")
    MONTHLY_WEEKDAY = "monthly_weekday", gettext_lazy("Each month on this weekday")


def rule_of(choice: str, first: datetime.date, until: datetime.date | None = None) -> str:
    """The rule that begins on `first`; '' for never. The 31st of a month without one is its last day.

    Raises DomainError for an end before the beginning.
    """
    if not choice:
        return ""
    if until and until < first:
        raise DomainError(_("The last day comes before the first."), field="repeat_until")
    parts = {
        Repeat.WEEKLY: lambda: f"FREQ=WEEKLY;BYDAY={WEEKDAY_CODES[first.weekday()]}",
        Repeat.FORTNIGHTLY: lambda: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={WEEKDAY_CODES[first.weekday()]}",
        Repeat.MONTHLY_DAY: lambda: _monthly_day(first.day),
        Repeat.MONTHLY_WEEKDAY: lambda: f"FREQ=MONTHLY;BYDAY={_nth(first)}{WEEKDAY_CODES[first.weekday()]}",
    }[Repeat(choice)]()
    return f"{parts};UNTIL={until:%Y%m%d}" if until else parts


def choice_of(rule: str) -> str:
    """The plain choice that a rule of ours came from."""
    if not rule:
        return Repeat.NEVER
    if "FREQ=WEEKLY" in rule:
        return Repeat.FORTNIGHTLY if "INTERVAL=2" in rule else Repeat.WEEKLY
    return Repeat.MONTHLY_DAY if "BYMONTHDAY" in rule else Repeat.MONTHLY_WEEKDAY


def until_of(rule: str) -> datetime.date | None:
    value = dict(part.split("=", 1) for part in rule.split(";") if part).get("UNTIL")
    return datetime.datetime.strptime(value, "%Y%m%d").date() if value else None


def days(rule: str, first: datetime.date, *, after: datetime.date, count: int) -> list[datetime.date]:
    """Up to `count` days of the rule later than `after`."""
    if not rule:
        return []
    found = rrulestr(rule, dtstart=datetime.datetime.combine(first, datetime.time()))
    moment = datetime.datetime.combine(after, datetime.time())
    return [day.date() for day in found.xafter(moment, count=count)]


def words(rule: str, first: datetime.date) -> str:
    """'Every 2 weeks on Tuesday', 'Each month on day 31, or its last'."""
    choice, weekday = choice_of(rule), str(WEEKDAYS[first.weekday()])
    if choice == Repeat.NEVER:
        return ""
    said = {
        Repeat.WEEKLY: _("Each week on %(weekday)s") % {"weekday": weekday},
        Repeat.FORTNIGHTLY: _("Every 2 weeks on %(weekday)s") % {"weekday": weekday},
        Repeat.MONTHLY_DAY: (
            _("Each month on day %(day)d")
            if first.day <= SHORTEST_MONTH
            else _("Each month on day %(day)d, or its last")
        )
        % {"day": first.day},
        Repeat.MONTHLY_WEEKDAY: {
            1: _("Each month on the first %(weekday)s"),
            2: _("Each month on the second %(weekday)s"),
            3: _("Each month on the third %(weekday)s"),
            4: _("Each month on the fourth %(weekday)s"),
            -1: _("Each month on the last %(weekday)s"),
        }[_nth(first)]
        % {"weekday": weekday},
    }[Repeat(choice)]
    until = until_of(rule)
    if until is None:
        return said
    day = formats.date_format(until, pgettext("date format", "M j, Y"), use_l10n=False)
    return _("%(said)s, until %(day)s") % {"said": said, "day": day}


def _monthly_day(day: int) -> str:
    if day <= SHORTEST_MONTH:
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    candidates = ",".join(str(number) for number in range(SHORTEST_MONTH, day + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={candidates};BYSETPOS=-1"


def _nth(day: datetime.date) -> int:
    """Which of its weekday in the month: the fifth is the last, since few months have one."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1
