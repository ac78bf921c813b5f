"""One deed for many steps: all or none, with a way back that leaves alone what somebody changed since."""

import datetime

import pytest

from contacts.models import Contact
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.queue.running import drain
from tasks.models import Notice, Sweep, Task
from tasks.services import (
    create_task,
    finish_task,
    hand_over_all,
    snooze_task,
    sweep_steps,
    undo_sweep,
)
from tests import make

NOW = datetime.datetime(2026, 10, 9, 14, tzinfo=datetime.UTC)
MONDAY = datetime.date(2026, 10, 12)
LATER = datetime.date(2026, 10, 20)


@pytest.fixture
def north(cast):
    with tenant(cast.north.id):
        yield cast


def call(cast, **fields):
    values = {"by": cast.organizer, "title": "Call her", "owner_id": cast.organizer.id, "due_on": MONDAY}
    return create_task(**{**values, "now": NOW, **fields})


def read(task):
    return Task.objects.get(pk=task.pk)


@pytest.mark.parametrize("deed", ["done", "snooze", "hand_over"])
def test_what_was_done_to_several_is_taken_back_as_it_was(north, deed):
    tasks = [call(north, title=f"Call {n}", due_on=MONDAY + datetime.timedelta(days=n)) for n in range(3)]
    how = {"snooze": {"until": LATER}, "hand_over": {"to": north.lead.id}}.get(deed, {})

    sweep = sweep_steps(by=north.organizer, deed=deed, tasks=[task.pk for task in tasks], now=NOW, **how)
    moved = [(read(task).state, read(task).due_on, read(task).owner_id) for task in tasks]
    undo_sweep(by=north.organizer, sweep=sweep, now=NOW)

    for task, after in zip(tasks, moved, strict=True):
        before = (task.state, task.due_on, task.owner_id)
        now = read(task)
        assert after != before
        assert (now.state, now.due_on, now.owner_id, now.snoozed_times) == (*before, 0)


def test_what_somebody_changed_since_stays_and_is_counted(north):
    one, other = call(north), call(north)
    sweep = sweep_steps(by=north.organizer, deed="snooze", tasks=[one.pk, other.pk], until=LATER, now=NOW)
    snooze_task(by=north.organizer, task=other, until=LATER + datetime.timedelta(days=1), now=NOW)

    undone = undo_sweep(by=north.organizer, sweep=sweep, now=NOW)

    assert (undone.state, undone.kept) == ("undone", 1)
    assert read(one).due_on == MONDAY
    assert read(other).due_on == LATER + datetime.timedelta(days=1)


def test_a_day_that_is_past_moves_none(north):
    task = call(north)

    with pytest.raises(DomainError):
        sweep_steps(
            by=north.organizer,
            deed="snooze",
            tasks=[task.pk],
            until=NOW.date() - datetime.timedelta(days=1),
            now=NOW,
        )
    assert not Sweep.objects.exists()


def test_steps_of_others_are_left_alone_and_only_a_lead_hands_over_for_them(north):
    task = call(north)

    sweep = sweep_steps(by=north.volunteer, deed="done", tasks=[task.pk], now=NOW)
    with pytest.raises(NotAllowed):
        hand_over_all(by=north.volunteer, from_=north.organizer.id, to=north.volunteer.id, now=NOW)

    assert sweep.moved == []
    assert read(task).state == "open"


def test_somebodys_people_go_over_but_a_minor_only_to_who_is_trained(cast):
    ana = make.contact(cast.north, "Ana", "Reyes", owner_id=cast.organizer.id)
    kid = make.contact(cast.north, "Kim", "Lee", owner_id=cast.organizer.id, is_minor=True)
    untrained = make.member(cast.north, "organizer")
    with tenant(cast.north.id):
        call(cast)
        sweep = hand_over_all(by=cast.lead, from_=cast.organizer.id, to=untrained.id, people=True, now=NOW)
        owners = dict(Contact.objects.values_list("pk", "owner_id"))
        undo_sweep(by=cast.lead, sweep=sweep, now=NOW)
        back = dict(Contact.objects.values_list("pk", "owner_id"))

    assert (owners[ana.pk], owners[kid.pk]) == (untrained.id, cast.organizer.id)
    assert (len(sweep.people), sweep.kept) == (1, 1)
    assert set(back.values()) == {cast.organizer.id}


def test_a_handover_is_audited_and_told_once(north):
    for _n in range(3):
        call(north)

    hand_over_all(by=north.lead, from_=north.organizer.id, to=north.volunteer.id, now=NOW)

    event = AuditEvent.objects.get(verb="tasks.swept")
    assert (event.actor_id, event.details["steps"]) == (north.lead.id, 3)
    assert AuditEvent.objects.filter(verb="tasks.handed_over", actor_id=north.lead.id).count() == 3
    assert Notice.objects.filter(recipient_id=north.volunteer.id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_more_than_fifty_are_a_jobs_work(cast):
    with tenant(cast.north.id):
        for _n in range(51):
            call(cast)
        sweep = hand_over_all(by=cast.lead, from_=cast.organizer.id, to=cast.volunteer.id, now=NOW)
        before = Task.objects.open().of(cast.volunteer.id).count()
    drain()
    with tenant(cast.north.id):
        done = Sweep.objects.get(pk=sweep.pk)
        undo_sweep(by=cast.lead, sweep=done, now=NOW + datetime.timedelta(hours=1))
    drain()

    with tenant(cast.north.id):
        assert (before, done.state, len(done.moved)) == (0, "done", 51)
        assert Task.objects.open().of(cast.organizer.id).count() == 51
        assert Sweep.objects.get(pk=sweep.pk).state == "undone"


def test_a_step_finished_meanwhile_does_not_come_back(north):
    task = call(north)
    sweep = sweep_steps(by=north.organizer, deed="hand_over", tasks=[task.pk], to=north.lead.id, now=NOW)
    finish_task(by=north.lead, task=task, now=NOW)

    assert undo_sweep(by=north.organizer, sweep=sweep, now=NOW).kept == 1
    assert read(task).state == "done"
