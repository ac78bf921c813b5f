"""Steps that come round: closing one makes the next, taking it back takes that too."""

import datetime

import pytest

from crm.access.tenancy import tenant
from tasks.models import Task
from tasks.services import create_task, drop_task, finish_task, reopen_task, snooze_task
from tests import make

NOW = datetime.datetime(2026, 10, 9, 14, tzinfo=datetime.UTC)  # Friday, 10:00 in New York
MONDAY = datetime.date(2026, 10, 12)
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def north(cast):
    with tenant(cast.north.id):
        yield cast


def weekly(cast, **fields):
    values = {"by": cast.organizer, "title": "Call the team", "owner_id": cast.organizer.id, "due_on": MONDAY}
    return create_task(**{**values, "repeat": "weekly", "now": NOW, **fields})


def open_days():
    return list(Task.objects.open().order_by("due_on").values_list("due_on", flat=True))


def test_closing_one_makes_the_next_and_closing_twice_makes_no_more(north):
    task = weekly(north)

    finish_task(by=north.organizer, task=task, now=NOW)
    finish_task(by=north.organizer, task=task, now=NOW)

    assert open_days() == [MONDAY + WEEK]


def test_a_snoozed_one_leaves_the_days_to_come_where_they_were(north):
    task = weekly(north)
    snooze_task(by=north.organizer, task=task, until=MONDAY + datetime.timedelta(days=3), now=NOW)

    finish_task(by=north.organizer, task=task, now=NOW)

    assert open_days() == [MONDAY + WEEK]


def test_days_that_went_by_are_not_made_up_for(north):
    task = weekly(north)

    finish_task(by=north.organizer, task=task, now=NOW + 3 * WEEK)

    assert open_days() == [MONDAY + 3 * WEEK]


def test_the_hour_stays_the_owners_hour_when_clocks_change(north):
    task = weekly(north, due_on=datetime.date(2026, 10, 26), due_time=datetime.time(18))

    finish_task(by=north.organizer, task=task, now=NOW)

    following = Task.objects.open().get()
    assert (task.due_at.hour, following.due_at.hour) == (22, 23)  # UTC: daylight time ends on November 1
    assert following.due_time == datetime.time(18)


def test_taking_it_back_takes_the_next_with_it_unless_somebody_touched_that(north):
    task = weekly(north)
    finish_task(by=north.organizer, task=task, now=NOW)

    reopen_task(by=north.organizer, task=task, now=NOW)
    first = open_days()
    finish_task(by=north.organizer, task=task, now=NOW)

    assert first == [MONDAY]
    assert open_days() == [MONDAY + WEEK]


def test_dropping_ends_the_round_or_only_this_time(north):
    once, ever = weekly(north), weekly(north, title="Other")

    drop_task(by=north.organizer, task=once, once=True, now=NOW)
    drop_task(by=north.organizer, task=ever, now=NOW)

    assert list(Task.objects.open().values_list("title", "due_on")) == [("Call the team", MONDAY + WEEK)]


def test_a_round_of_somebody_elses_far_zone_goes_by_their_days(cast):
    far = make.member(cast.north, "organizer", time_zone="Pacific/Honolulu")
    with tenant(cast.north.id):
        task = weekly(cast, owner_id=far.id)
        # Monday 03:00 in New York is still Sunday in Honolulu.
        finish_task(by=cast.lead, task=task, now=datetime.datetime(2026, 10, 19, 7, tzinfo=datetime.UTC))

        assert open_days() == [MONDAY + WEEK]
