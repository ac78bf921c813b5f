"""Reminders from the clock to the mail server through real jobs, also when their worker is killed."""

import datetime
import os
import signal
import subprocess
import sys

import pytest
from django.db import connections
from django.utils import timezone

from crm.access.tenancy import beside, tenant
from crm.queue import dispatching, doorbell
from crm.queue.models import Job
from crm.queue.running import drain, perform
from crm.queue.services import enqueue
from tasks import jobs, rules
from tasks.models import Message, Notice, Reminder, ReminderSetting, Task
from tasks.rules import TaskRule
from tasks.services import find_torn, show_due
from tasks.services.showing import BATCH
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

WORKER = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connections
for alias in connections:
    connections[alias].settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = sys.argv[2], int(sys.argv[3])
settings.EMAIL_TIMEOUT = 600
from crm.queue.running import drain
drain()
"""


@pytest.fixture(autouse=True)
def _silent_bell(settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/kv.sock"
    doorbell.listen_again()


@pytest.fixture
def due(cast):
    """A step of the organizer whose reminder is due now, outside any quiet hours."""
    with tenant(cast.north.id):
        type(cast.north).objects.filter(pk=cast.north.pk).update(quiet_from="00:00", quiet_until="00:00")
    task = make.task(cast.north, cast.organizer, title="Call Ana")
    past = timezone.now() - datetime.timedelta(minutes=1)
    with tenant(cast.north.id):
        Reminder.objects.update(due_at=past)
        Job.objects.filter(kind="tasks.send_due").update(due_at=past)
    return task


def state(cast) -> str:
    with tenant(cast.north.id):
        return Message.objects.get().state


def test_a_due_reminder_reaches_the_app_and_the_mailbox_once(cast, due, post):
    drain()
    drain()

    assert (state(cast), [mail["Subject"] for mail in post.taken]) == ("sent", ["Next step: Call Ana"])
    with tenant(cast.north.id):
        assert Notice.objects.filter(recipient_id=cast.organizer.id, task=due).count() == 1


def remind_of_many(cast, many: int) -> None:
    """Reminders of the organizer in the app only, all due now."""
    now = timezone.now()
    with tenant(cast.north.id):
        ReminderSetting.objects.create(
            organization_id=cast.north.id, membership_id=cast.organizer.id, email_on=False
        )
        tasks = Task.objects.bulk_create(
            Task(
                organization_id=cast.north.id,
                title="Call",
                owner_id=cast.organizer.id,
                due_on=now.date(),
                due_at=now,
            )
            for _n in range(many)
        )
        Reminder.objects.bulk_create(
            Reminder(
                organization_id=cast.north.id,
                task=task,
                recipient_id=cast.organizer.id,
                occurrence_on=task.due_on,
                due_at=now,
            )
            for task in tasks
        )
        enqueue("tasks.send_due", by=make.system(cast.north), key="many", urgency=Job.Urgency.NOW)


def shown(cast) -> tuple[int, int]:
    with tenant(cast.north.id):
        return Reminder.objects.filter(state="shown").count(), Notice.objects.count()


def test_more_than_a_batch_calls_another_worker_and_is_shown_once(cast, monkeypatch):
    remind_of_many(cast, 2 * BATCH + 5)
    monkeypatch.setattr(jobs, "BATCHES", 1)

    perform(dispatching.claim(Job.Urgency.NOW))  # a turn: one batch; and the rest is asked for
    first = shown(cast)
    with tenant(cast.north.id):
        asked = sorted(Job.objects.filter(state="ready").values_list("kind", "urgency"))
    drain()

    assert first == (BATCH, BATCH)
    assert asked == [("tasks.help_show", Job.Urgency.NOW), ("tasks.send_due", Job.Urgency.SOON)]
    assert shown(cast) == (2 * BATCH + 5, 2 * BATCH + 5)


def test_a_worker_killed_while_the_body_is_on_its_way_leaves_an_uncertain_message(cast, due, post, settings):
    post.hang = True
    name = connections["default"].settings_dict["NAME"]
    arguments = [sys.executable, "-c", WORKER, name, settings.EMAIL_HOST, str(settings.EMAIL_PORT)]
    worker = subprocess.Popen(
        arguments, env={**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings"}, cwd=settings.BASE_DIR
    )
    assert post.in_data.wait(300)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    torn = state(cast)
    with beside(cast.north.id), connections["side"].cursor() as cursor:
        # As if the lease of the dead worker had run out.
        cursor.execute(
            "update queue_job set claimed_at = claimed_at - interval '1 hour' where state = 'running'"
        )
        cursor.execute("delete from queue_heartbeat")
    post.hang = False

    drain()
    drain()

    assert (torn, state(cast), post.taken) == ("sending", "uncertain", [])


def test_a_busy_server_costs_a_second_job_and_no_second_mail(cast, due, post):
    post.answers = ["451 try again"]
    drain()
    waiting = state(cast)
    with tenant(cast.north.id):
        past = timezone.now() - datetime.timedelta(minutes=1)
        Message.objects.update(due_at=past)
        Job.objects.filter(kind="tasks.send_messages", state="ready").update(due_at=past)

    drain()

    assert (waiting, state(cast), len(post.taken)) == ("ready", "sent", 1)


def test_a_process_that_froze_with_a_message_in_its_hands_holds_up_nobody(cast, due, post):
    by, long_ago = make.system(cast.north), timezone.now() - datetime.timedelta(hours=1)
    with tenant(cast.north.id):
        show_due(by=by)
        Message.objects.update(state="sending", sending_since=long_ago)

    with beside(cast.north.id), connections["side"].cursor() as frozen:
        frozen.execute("select from tasks_message for update")
        with tenant(cast.north.id):
            meanwhile = find_torn(by=by)
    with tenant(cast.north.id):
        afterwards = find_torn(by=by)

    assert (meanwhile, afterwards, state(cast)) == (0, 1, "uncertain")


class Broken(TaskRule):
    key = "a.broken"
    label = sentence = gone = "Broken"

    def reasons(self, organization_id, *, now, amount):
        raise RuntimeError


def test_a_rule_that_fails_takes_no_other_with_it_and_is_told_of(cast, monkeypatch):
    """Its key comes first, so that all others come after it."""
    monkeypatch.setitem(rules._rules, Broken.key, Broken())
    yesterday = timezone.now() - datetime.timedelta(days=1)
    make.attempt(cast.north, contact=make.contact(cast.north), by_id=cast.organizer.id, at=yesterday)
    with tenant(cast.north.id):
        enqueue("tasks.run_rules", by=make.system(cast.north), key="now")

    drain()

    with tenant(cast.north.id):
        assert Task.objects.get().origin == "listening.thank_you"
        assert "RuntimeError" in Job.objects.get(kind="tasks.run_rules").last_error
