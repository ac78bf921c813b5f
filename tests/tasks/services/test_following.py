"""Next steps: made once, closed, moved and handed over, with their reminder in step."""

import datetime
import uuid

import pytest

from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from tasks.models import Notice, Reminder, Task
from tasks.services import (
    create_task,
    drop_task,
    finish_task,
    hand_over_all,
    hand_over_task,
    reopen_task,
    snooze_task,
    sweep_steps,
)
from tests import make

NOW = datetime.datetime(2026, 10, 9, 14, tzinfo=datetime.UTC)  # Friday, 10:00 in New York
MONDAY = datetime.date(2026, 10, 12)


@pytest.fixture
def north(cast):
    with tenant(cast.north.id):
        yield cast


def call(cast, **fields):
    values = {"by": cast.organizer, "title": "Call her", "owner_id": cast.organizer.id, "due_on": MONDAY}
    return create_task(**{**values, "now": NOW, **fields})


def waiting(task):
    return list(Reminder.objects.filter(task=task, state="waiting").values_list("recipient_id", "due_at"))


def test_a_step_without_an_hour_is_due_by_the_end_of_the_owners_day_and_reminds_at_nine(north):
    task = call(north)

    assert task.due_at == datetime.datetime(2026, 10, 13, 4, tzinfo=datetime.UTC)
    assert waiting(task) == [(north.organizer.id, datetime.datetime(2026, 10, 12, 13, tzinfo=datetime.UTC))]


def test_a_step_with_an_hour_is_due_then_in_the_owners_zone_and_reminds_an_hour_before(cast):
    far = make.member(cast.north, "organizer", time_zone="America/Los_Angeles")

    with tenant(cast.north.id):
        task = call(cast, owner_id=far.id, due_time=datetime.time(15))

        assert task.due_at == datetime.datetime(2026, 10, 12, 22, tzinfo=datetime.UTC)
        assert waiting(task) == [(far.id, datetime.datetime(2026, 10, 12, 21, tzinfo=datetime.UTC))]


def test_a_reminder_whose_hour_is_past_is_not_made(north):
    task = call(north, due_on=NOW.date())

    assert waiting(task) == []


def test_one_open_step_stands_for_the_same_thing(north):
    person, source = make.contact(north.north), uuid.uuid4()
    first = call(north, contact=person, origin="listening.conversation", source_id=source)

    again = call(north, contact=person, origin="listening.conversation", source_id=source)
    finish_task(by=north.organizer, task=first)
    later = call(north, contact=person, origin="listening.conversation", source_id=source)

    assert again == first
    assert later != first
    with pytest.raises(DomainError):
        reopen_task(by=north.organizer, task=first)


def test_the_same_form_sent_twice_makes_one_step(north):
    key = uuid.uuid4()

    assert call(north, client_uuid=key) == call(north, client_uuid=key)
    assert Task.objects.count() == 1


def test_finishing_cancels_the_reminder_and_undo_brings_it_back(north):
    task = call(north)
    was = waiting(task)

    done = finish_task(by=north.organizer, task=task, outcome="She will host", now=NOW)
    cancelled = waiting(task)
    reopened = reopen_task(by=north.organizer, task=task, now=NOW)

    assert (done.state, done.outcome, done.closed_by_id) == ("done", "She will host", north.organizer.id)
    assert cancelled == []
    assert (reopened.state, reopened.outcome, reopened.closed_at) == ("open", "", None)
    assert waiting(task) == was


def test_finishing_twice_is_one_deed(north):
    task = call(north)

    finish_task(by=north.organizer, task=task, outcome="Came")
    finish_task(by=north.organizer, task=task, outcome="Other")

    assert Task.objects.get().outcome == "Came"
    assert AuditEvent.objects.filter(verb="tasks.finished").count() == 1


def test_snoozing_moves_the_reminder_and_counts(north):
    task = call(north)

    snoozed = snooze_task(by=north.organizer, task=task, until=MONDAY + datetime.timedelta(days=1), now=NOW)

    assert snoozed.snoozed_times == 1
    assert waiting(task) == [(north.organizer.id, datetime.datetime(2026, 10, 13, 13, tzinfo=datetime.UTC))]
    with pytest.raises(DomainError):
        snooze_task(by=north.organizer, task=task, until=datetime.date(2026, 10, 8), now=NOW)


def test_a_step_snoozed_back_to_a_day_already_reminded_is_not_reminded_again(north):
    task = call(north)
    Reminder.objects.filter(task=task).update(state="shown")

    snooze_task(by=north.organizer, task=task, until=MONDAY, now=NOW)

    assert waiting(task) == []


def test_handing_over_moves_the_reminder_and_tells_the_new_owner(cast):
    helper = make.member(cast.north, "volunteer", language="es")

    with tenant(cast.north.id):
        task = call(cast)
        moved = hand_over_task(by=cast.organizer, task=task, to=helper.id, now=NOW)

        assert moved.owner_id == helper.id
        assert [recipient for recipient, _ in waiting(task)] == [helper.id]
        assert Notice.objects.get(task=task).recipient_id == helper.id


@pytest.mark.parametrize("who", ["viewer", "outsider"])
def test_nobody_is_handed_a_step_who_cannot_work_on_it(north, who):
    task = call(north)

    with pytest.raises(DomainError):
        hand_over_task(by=north.organizer, task=task, to=getattr(north, who).id)


def test_all_open_steps_go_over_at_once_and_only_a_lead_moves_those_of_others(north):
    for day in range(3):
        call(north, due_on=MONDAY + datetime.timedelta(days=day))
    drop_task(by=north.organizer, task=call(north))

    with pytest.raises(NotAllowed):
        hand_over_all(by=north.volunteer, from_=north.organizer.id, to=north.volunteer.id)
    sweep = hand_over_all(by=north.lead, from_=north.organizer.id, to=north.volunteer.id, now=NOW)

    assert (sweep.state, len(sweep.moved)) == ("done", 3)
    assert Task.objects.open().of(north.volunteer.id).count() == 3


def test_a_step_of_somebody_else_cannot_be_closed(north):
    task = call(north, by=north.lead, owner_id=north.organizer.id)

    with pytest.raises(NotAllowed):
        finish_task(by=north.volunteer, task=task)


@pytest.mark.parametrize("year", [1, 2999, 9999])
def test_a_year_far_off_is_refused_with_a_sentence(north, year):
    day = datetime.date(year, 12, 31)
    task = call(north)

    with pytest.raises(DomainError, match="too far off"):
        call(north, due_on=day)
    if year > 2000:
        for deed in (
            lambda: snooze_task(by=north.organizer, task=task, until=day, now=NOW),
            lambda: sweep_steps(by=north.organizer, deed="snooze", tasks=[task.pk], until=day, now=NOW),
        ):
            with pytest.raises(DomainError, match="too far off"):
                deed()
