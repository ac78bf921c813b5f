"""Reminders: shown once, at the right instant, to whom they still concern."""

import datetime
import threading

import pytest
from django.db import connection

from crm.access.tenancy import tenant
from crm.organizations.models import Membership
from crm.queue.models import Job
from tasks.models import Message, Notice, Reminder, Task
from tasks.services import (
    choose_reminders,
    claim_next,
    create_task,
    finish_task,
    reopen_task,
    show_due,
    snooze_task,
)
from tests import make

NOW = datetime.datetime(2026, 10, 9, 14, tzinfo=datetime.UTC)  # Friday, 10:00 in New York
MONDAY = datetime.date(2026, 10, 12)
NINE = datetime.datetime(2026, 10, 12, 13, tzinfo=datetime.UTC)


@pytest.fixture
def north(cast):
    with tenant(cast.north.id):
        yield cast


def call(cast, **fields):
    values = {"by": cast.organizer, "title": "Call her", "owner_id": cast.organizer.id, "due_on": MONDAY}
    return create_task(**{**values, "now": NOW, **fields})


def show(cast, now=NINE):
    return show_due(by=make.system(cast.north), now=now)


def written(cast, now=NINE):
    """The messages as they go out."""
    show(cast, now=now)
    while claim_next(by=make.system(cast.north), now=now):
        pass
    return {message.recipient_id: message for message in Message.objects.all()}


def test_a_due_reminder_is_shown_once_and_written_once(north):
    task = call(north)

    early = show(north, now=NINE - datetime.timedelta(seconds=1))
    first, again = show(north), show(north)

    assert (early, first, again) == (0, 1, 0)
    assert Notice.objects.get().recipient_id == north.organizer.id
    message = Message.objects.get()
    assert (message.state, message.due_at, message.to_address) == ("ready", NINE, task.owner.user.email)
    assert Job.objects.filter(kind="tasks.send_messages").count() == 1


def test_a_job_waits_for_the_hour_of_the_reminder(north):
    call(north)
    call(north, title="Thank him")

    job = Job.objects.get(kind="tasks.send_due")

    assert (job.due_at, job.urgency) == (NINE, Job.Urgency.NOW)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "done", "closed_at": NOW}, "closed"),
        ({"owner": "volunteer"}, "handed_over"),
    ],
)
def test_a_step_that_changed_behind_the_reminder_blocks_it_with_the_reason(north, change, why):
    task = call(north)
    if "owner" in change:
        change = {"owner_id": north.volunteer.id}
    Task.objects.filter(pk=task.pk).update(**change)

    show(north)

    assert Notice.objects.count() == 0
    assert (Message.objects.get().state, Message.objects.get().reason) == ("blocked", why)
    assert Reminder.objects.get().state == "blocked"


@pytest.mark.parametrize(("change", "reason"), [({"ended_at": NOW}, "left"), ({"role": "viewer"}, "role")])
def test_who_has_left_or_works_on_steps_no_longer_is_not_reminded(north, change, reason):
    call(north)
    Membership.objects.filter(pk=north.organizer.id).update(**change)

    show(north)

    assert (Notice.objects.count(), Message.objects.get().reason) == (0, reason)


def test_without_e_mail_the_notice_still_comes(north):
    call(north)
    choose_reminders(by=north.organizer, email_on=False)

    show(north)

    assert Notice.objects.count() == 1
    assert (Message.objects.get().state, Message.objects.get().reason) == ("blocked", "no_email")


def test_a_reminder_that_was_blocked_and_came_back_is_sent(north):
    task = call(north)
    Task.objects.filter(pk=task.pk).update(state="done", closed_at=NOW)
    show(north)
    task = reopen_task(by=north.organizer, task=task, now=NOW)

    show(north)

    assert Message.objects.get().state == "ready"
    assert Notice.objects.count() == 1


def test_a_finished_step_reminds_of_nothing(north):
    finish_task(by=north.organizer, task=call(north))

    assert show(north) == 0


def test_quiet_hours_hold_the_e_mail_and_not_the_notice(cast):
    early_bird = make.member(cast.north, "organizer")

    with tenant(cast.north.id):
        choose_reminders(by=early_bird, email_on=True, remind_at=datetime.time(6))
        call(cast, owner_id=early_bird.id)
        show(cast, now=NINE - datetime.timedelta(hours=3))

        eight = NINE - datetime.timedelta(hours=1)
        assert Notice.objects.filter(reminder__isnull=False).count() == 1
        assert (Message.objects.get().state, Message.objects.get().due_at) == ("ready", eight)
        assert Job.objects.get(kind="tasks.send_messages").due_at == eight


def test_a_chosen_hour_moves_the_reminders_that_wait(north):
    call(north)

    choose_reminders(by=north.organizer, email_on=True, remind_at=datetime.time(7, 30), now=NOW)

    assert Reminder.objects.get(state="waiting").due_at == NINE - datetime.timedelta(minutes=90)


@pytest.mark.parametrize(
    ("day", "hour", "fires_at"),
    [
        ("2027-03-14", "02:30", "2027-03-14T07:30"),  # clocks jump from 02:00 to 03:00: 03:30
        ("2026-11-01", "01:30", "2026-11-01T05:30"),  # comes twice: the first
    ],
)
def test_on_nights_when_clocks_change_a_reminder_fires_once(north, day, hour, fires_at):
    choose_reminders(by=north.organizer, email_on=True, remind_at=datetime.time.fromisoformat(hour))
    call(north, due_on=datetime.date.fromisoformat(day))
    fires_at = datetime.datetime.fromisoformat(fires_at).replace(tzinfo=datetime.UTC)

    shown = []
    for minute in range(-180, 180, 1):
        moment = fires_at + datetime.timedelta(minutes=minute)
        shown += [moment] * show(north, now=moment)

    assert shown == [fires_at]


def test_a_clock_stepped_back_after_showing_shows_nothing_twice(north):
    task = call(north)
    show(north)

    snooze_task(by=north.organizer, task=task, until=MONDAY, now=NOW)

    assert show(north) == 0
    assert Notice.objects.count() == 1


def test_a_minor_stands_in_the_e_mail_as_initials_without_the_title(cast):
    child = make.contact(cast.north, "Jaylen", "Price", is_minor=True)

    with tenant(cast.north.id):
        call(cast, title="Call Jaylen back", contact=child)

        (message,) = written(cast).values()
        assert "Jaylen" not in message.subject + message.text
        assert "J.P." in message.text


def test_an_e_mail_names_a_person_only_to_whom_may_see_them(cast):
    person = make.contact(cast.north, "Ana", "Reyes")

    with tenant(cast.north.id):
        call(cast, title="Call Ana", contact=person)
        call(cast, title="Call Ana", contact=person, owner_id=cast.volunteer.id)

        messages = written(cast)
        assert "Ana Reyes" in messages[cast.organizer.id].text
        assert "Ana" not in messages[cast.volunteer.id].text


def test_a_reminder_speaks_the_language_of_its_reader(cast):
    reader = make.member(cast.north, "organizer", language="es")

    with tenant(cast.north.id):
        call(cast, owner_id=reader.id, due_time=datetime.time(15))

        (message,) = written(cast, now=NINE + datetime.timedelta(hours=5)).values()
        assert message.subject.startswith("Próximo paso")
        assert "lunes 12 de octubre" in message.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_what_is_due(cast):
    with tenant(cast.north.id):
        for number in range(6):
            call(cast, title=f"Call {number}")
    holding, taken = threading.Barrier(2, timeout=300), []

    def other():
        with tenant(cast.north.id):
            taken.append(show_due(by=make.system(cast.north), now=NINE, limit=4))
            holding.wait()
            holding.wait()
        connection.close()

    worker = threading.Thread(target=other)
    worker.start()
    holding.wait()
    with tenant(cast.north.id):
        mine = show_due(by=make.system(cast.north), now=NINE)
    holding.wait()
    worker.join()

    assert (taken, mine) == ([4], 2)
    with tenant(cast.north.id):
        assert Notice.objects.filter(reminder__isnull=False).count() == 6
