"""Many reminders that fall due at once, and those of people in many zones."""

import datetime
import functools
import random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from crm.access.tenancy import tenant
from crm.lib.moments import instant
from crm.queue.models import Job
from tasks.models import Message, Notice, Reminder, Task
from tasks.services import show_due
from tasks.services.following import due_instant
from tests import make

ZONES = ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe"]
MINUTE = datetime.timedelta(minutes=1)
NOON = datetime.datetime(2026, 10, 12, 16, tzinfo=datetime.UTC)


def series(cast, owner, occurrences) -> list[Reminder]:
    """The rows of one recurring reminder, with the instants of the services; not saved."""
    day = occurrences[-1][0]
    task = Task.objects.create(
        organization_id=cast.north.pk,
        title="Call",
        owner_id=owner.id,
        due_on=day,
        due_at=due_instant(day, None, owner.time_zone),
    )
    return [
        Reminder(
            organization_id=cast.north.pk,
            task=task,
            recipient_id=owner.id,
            occurrence_on=day,
            due_at=instant(day, hour, owner.time_zone),
        )
        for day, hour in occurrences
    ]


def test_what_is_due_is_shown_in_batches_of_a_few_statements_and_no_job_a_reminder(
    cast, django_assert_max_num_queries
):
    with tenant(cast.north.id):
        tasks = [
            Task(
                organization_id=cast.north.pk, title="Call", owner_id=cast.organizer.id, due_on=NOON.date(), due_at=NOON
            )
            for _ in range(300)
        ]  # fmt: skip
        Task.objects.bulk_create(tasks)
        Reminder.objects.bulk_create(
            Reminder(
                organization_id=cast.north.pk,
                task=task,
                recipient_id=cast.organizer.id,
                occurrence_on=NOON.date(),
                due_at=NOON - MINUTE,
            )
            for task in tasks
        )
        with django_assert_max_num_queries(20):
            made = show_due(by=make.system(cast.north), now=NOON)

        assert (made, Notice.objects.count(), Message.objects.filter(state="ready").count()) == (
            300,
            300,
            300,
        )
        assert Job.objects.filter(kind="tasks.send_messages").count() <= 4
        assert show_due(by=make.system(cast.north), now=NOON) == 0


@pytest.mark.parametrize("start", ["2027-03-01", "2026-10-05"], ids=["spring", "autumn"])
def test_recurring_reminders_fire_exactly_when_the_clock_on_the_wall_says(cast, start):
    """500 recurring reminders (daily, on weekdays, weekly) over 60 days in four zones, with the hours around both
    changes of clocks: what fired is what a walk along every minute of the wall clock gives."""
    first = datetime.date.fromisoformat(start)
    days = [first + datetime.timedelta(days=n) for n in range(60)]
    dice = random.Random(start)
    others = [datetime.time(dice.randrange(24), dice.randrange(60)) for _ in range(8)]
    hours = [
        datetime.time(1, 30),
        datetime.time(2),
        datetime.time(2, 30),
        datetime.time(3),
        datetime.time(0),
        datetime.time(23, 59),
    ]
    owners = [make.member(cast.north, "organizer", time_zone=zone) for zone in ZONES]
    rows, planned = [], {}
    with tenant(cast.north.id):
        for number in range(500):
            owner = owners[number % 4]
            hour = hours[number // 4 % 6] if number % 3 else dice.choice(others)
            weekday = number % 7
            picks = (
                lambda day: True,
                lambda day: day.weekday() < 5,
                lambda day, on=weekday: day.weekday() == on,
            )
            made = series(cast, owner, [(day, hour) for day in days if picks[number % 3](day)])
            planned |= {row.pk: walked(owner.time_zone, row.occurrence_on, hour) for row in made}
            rows += made
        Reminder.objects.bulk_create(rows, batch_size=2000)
        with connection.cursor() as cursor:
            # Earlier tests left plans for the checks of references, made when these tables were all but empty.
            cursor.execute("discard plans")

        ticks = sorted(set(planned.values()))
        for batch in chunks(ticks, len(ticks) // 60 + 1):
            # A tick now and then, as a busy machine has them: late, never early.
            for moment in (batch[0] - MINUTE, batch[-1], batch[-1]):
                show_due(by=make.system(cast.north), now=moment, limit=20_000)
                assert not Reminder.objects.filter(state="shown", due_at__gt=moment).exists()
        fired = dict(Reminder.objects.filter(state="shown").values_list("pk", "due_at"))

        assert fired == planned
        assert Notice.objects.filter(reminder__isnull=False).count() == len(planned)


def chunks(values, size):
    return [values[at : at + size] for at in range(0, len(values), size)]


@functools.cache
def walked(zone: str, day: datetime.date, hour: datetime.time) -> datetime.datetime:
    """The first minute of that day at which the wall clock shows the hour, or has jumped over it by so much."""
    tz, wanted = ZoneInfo(zone), datetime.datetime.combine(day, hour)
    at = wanted.replace(tzinfo=tz).astimezone(datetime.UTC) - datetime.timedelta(minutes=130)
    before = at.astimezone(tz).replace(tzinfo=None)
    while True:
        at += MINUTE
        shown = at.astimezone(tz).replace(tzinfo=None)
        if before < wanted <= shown:
            # Jumped over: the hour comes as much later as it would have come after the jump.
            return at if shown == wanted else at + (wanted - before - MINUTE)
        before = shown
