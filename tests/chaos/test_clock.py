"""Ten days in seconds, with two beats and three workers: whatever comes round by the clock, and every reminder, comes
exactly as often as computed."""

import json
import subprocess
import sys
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

DAYS, A_DAY_TAKES_S = 10, either(2.5, 12.0)
REMINDERS = either(60, 500)
EVERY = either(timedelta(days=1), timedelta(hours=6))


@pytest.fixture
def processes():
    """Two beats and three workers on this test's database, ready and waiting to be told the time."""
    database = connections["default"].settings_dict["NAME"]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.simulated", role, database],
            cwd=project.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for role in ("beat", "beat", "worker", "worker", "worker")
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    yield started
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def fast(login):
    owner = login("owner")
    owner.execute(SCHEMA)
    yield owner
    connections.close_all()
    owner.execute("drop schema fast cascade")


def test_what_comes_round_and_every_reminder_comes_as_often_as_computed(processes, fast):
    organizations = [make.organization(name) for name in ("North", "South", "West")]
    begins_at = datetime.now(UTC).replace(microsecond=0)
    ends_at = begins_at + timedelta(days=DAYS)
    planned = {place.id: _remind(place, begins_at) for place in organizations}
    speed = 86_400 / A_DAY_TAKES_S
    real_at = datetime.now(UTC)
    fast.execute("insert into fast.rate values (%s, %s, %s)", [real_at, begins_at, speed])

    told = {
        "real_at": real_at.isoformat(),
        "shown_at": begins_at.isoformat(),
        "speed": speed,
        "ends_at": (ends_at + timedelta(days=1)).isoformat(),
    }
    for process in processes:
        print(json.dumps(told), file=process.stdin, flush=True)
    for process in processes:
        assert process.wait(3 * DAYS * A_DAY_TAKES_S + 60) == 0

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
        at += EVERY / 4
    return found
