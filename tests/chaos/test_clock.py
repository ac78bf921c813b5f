"""Ten days in seconds, on a clock that the test sets, with two beats and three workers: whatever comes round by the clock, and every reminder, comes
exactly as often as computed."""

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as project
from django.db import connections

from contacts.models import Tag
from crm.access.tenancy import tenant
from crm.queue.schedule import Periodic
from tasks.models import Notice, Reminder, ReminderSetting, Task
from tasks.services.queueing import look_at
from tests import make
from tests.chaos import dice, either
from tests.chaos.clock import SCHEMA

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True, databases="__all__")]

DAYS = 10
REMINDERS = either(60, 500)
EVERY, STEP = either((timedelta(days=1), timedelta(hours=8)), (timedelta(hours=6), timedelta(hours=1)))
A_STEP_LASTS_S = 150  # at most: the clock goes on as soon as all have had their turn
ROLES = ("beat", "beat", "worker", "worker", "worker")


@pytest.fixture
def set_clock(login):
    owner = login("owner")
    owner.execute(SCHEMA)
    yield owner
    connections.close_all()
    owner.execute("drop schema set_clock cascade")


@pytest.fixture
def processes(set_clock):
    """Two beats and three workers on this test's database."""
    database = connections["default"].settings_dict["NAME"]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.simulated", role, database],
            cwd=project.BASE_DIR,
            stdout=subprocess.DEVNULL,
        )
        for role in ROLES
    ]
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_what_comes_round_and_every_reminder_comes_as_often_as_computed(processes, set_clock):
    organizations = [make.organization(name) for name in ("North", "South", "West")]
    begins_at = datetime.now(UTC).replace(microsecond=0)
    ends_at = begins_at + timedelta(days=DAYS)
    planned = {place.id: _remind(place, begins_at) for place in organizations}
    set_clock.execute("insert into set_clock.face values (%s)", [begins_at])

    at = begins_at
    while at < ends_at:
        _everybody_has_a_turn(set_clock, processes, at)
        at += STEP
        set_clock.execute("update set_clock.face set shown_at = %s", [at])
    for _n in range(2):  # what the last step asked for
        _everybody_has_a_turn(set_clock, processes, at)
    set_clock.execute("update set_clock.face set shown_at = '3000-01-01'")
    assert [process.wait(A_STEP_LASTS_S) for process in processes] == [0] * len(ROLES)

    computed = _periods(begins_at, ends_at)
    for place in organizations:
        with tenant(place.id):
            rounds = {tag.name.removeprefix("round ") for tag in Tag.objects.all()}
            shown = dict(Reminder.objects.filter(state="shown").values_list("pk", "shown_at"))
            notices = Counter(Notice.objects.values_list("reminder_id", flat=True))
        assert computed <= rounds
        assert shown.keys() == planned[place.id].keys() == notices.keys()
        assert set(notices.values()) == {1}
        assert all(shown[pk] >= due_at for pk, due_at in planned[place.id].items())


def _everybody_has_a_turn(set_clock, processes: list, at: datetime) -> None:
    """Each process has ended two turns at this hour: one may have begun before the hour was set."""
    give_up_at = time.monotonic() + A_STEP_LASTS_S
    while time.monotonic() < give_up_at:
        turns = set_clock.execute(
            "select process from set_clock.turn where shown_at = %s group by 1 having count(*) >= 2", [at]
        ).fetchall()
        if len(turns) == len(processes):
            set_clock.execute("truncate set_clock.turn")
            return
        time.sleep(0.02)
    raise AssertionError(f"not all had their turn at {at}")


def _remind(place, begins_at: datetime) -> dict:
    """Reminders at random moments of the ten days, written beforehand: their instants by id."""
    throw, owner = dice(place.name), make.member(place)
    moments = [
        begins_at + timedelta(seconds=throw.randrange(60, (DAYS - 1) * 86_400))
        for _n in range(REMINDERS // 3)
    ]
    with tenant(place.id):
        ReminderSetting.objects.create(organization_id=place.id, membership_id=owner.id, email_on=False)
        tasks = Task.objects.bulk_create(
            Task(organization_id=place.id, title="Call", owner_id=owner.id, due_on=at.date(), due_at=at)
            for at in moments
        )
        reminders = Reminder.objects.bulk_create(
            Reminder(
                organization_id=place.id,
                task=task,
                recipient_id=owner.id,
                occurrence_on=task.due_on,
                due_at=task.due_at,
            )
            for task in tasks
        )
        for at in moments:
            look_at(at, by=make.system(place))
    return {reminder.pk: reminder.due_at for reminder in reminders}


def _periods(begins_at: datetime, ends_at: datetime) -> set[str]:
    """All that lie wholly or in part in these days. (The days after them are there for the last work to be done.)"""
    one, found, at = Periodic("test.round", every=EVERY), set(), begins_at
    while at < ends_at:
        found.add(one.period(at))
        at += STEP
    return found
