"""Two at the same moment: one deed, and nobody is told of an error."""

import datetime
import threading

import pytest
from django.db import connections
from django.utils import timezone

from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.queue.models import Job
from tasks.models import (
    Message,
    PlanStep,
    PlanUse,
    ReminderSetting,
    RuleSetting,
    SendingSetting,
    Task,
    Template,
)
from tasks.rules import rule_called
from tasks.services import (
    begin_plan,
    change_sending,
    choose_reminders,
    choose_rule,
    create_plan,
    edit_step,
    run_rule,
    send_again,
    take,
)
from tasks.services.planning import WORDS
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
THANKS = "listening.thank_you"
SENDING = {
    "from_name": "North", "from_address": "", "copies": "guardian", "second_adult": "", "second_number": "",
    "sends_texts": False, "reply_to": "", "postal_address": "1 Main St",
}  # fmt: skip


def at_once(cast, deed, workers: int = 3) -> list:
    """What went wrong in each of them."""
    start, troubles = threading.Barrier(workers), []

    def work():
        try:
            with tenant(cast.north.id):
                start.wait()
                deed()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def test_a_rule_that_runs_twice_at_once_makes_one_step_a_person(cast):
    now = timezone.now()
    for number in range(5):
        contact = make.contact(cast.north, f"Ana {number}", owner_id=cast.organizer.id)
        make.attempt(
            cast.north, contact=contact, by_id=cast.organizer.id, at=now - datetime.timedelta(days=1)
        )

    troubles = at_once(cast, lambda: run_rule(by=make.system(cast.north), rule=rule_called(THANKS), now=now))

    with tenant(cast.north.id):
        assert (troubles, Task.objects.filter(origin=THANKS).count()) == ([], 5)


def test_an_uncertain_message_is_sent_again_by_one_of_two_windows(cast):
    message = make.message(cast.north, cast.organizer, state="uncertain")

    troubles = at_once(cast, lambda: send_again(by=cast.lead, message=message))

    with tenant(cast.north.id):
        assert Message.objects.get().state == "ready"
        assert Job.objects.filter(kind="tasks.send_messages").count() == 1
    assert [type(trouble) for trouble in troubles] == [DomainError] * 2


def test_a_text_that_two_take_at_once_is_one_persons(cast):
    message = make.listed(cast.north)
    people, has = iter((cast.lead, cast.organizer)), []

    troubles = at_once(cast, lambda: has.append(take(by=next(people), messages=[message.pk])), workers=2)

    assert (troubles, sorted(has)) == ([], [0, 1])


@pytest.mark.parametrize(
    ("deed", "setting"),
    [
        (lambda c: choose_rule(by=c.lead, rule=rule_called(THANKS), is_on=True, amount=40), RuleSetting),
        (lambda c: choose_reminders(by=c.lead, digest_on=False), ReminderSetting),
        (lambda c: change_sending(by=c.admin, **SENDING), SendingSetting),
    ],
)
def test_a_setting_saved_in_two_windows_at_once_is_one(cast, deed, setting):
    troubles = at_once(cast, lambda: deed(cast))

    with tenant(cast.north.id):
        assert (troubles, setting.objects.count()) == ([], 1)


def test_a_plan_that_two_begin_at_once_works_once(cast):
    action = make.action(cast.north, starts_at=timezone.now() + datetime.timedelta(days=9))
    with tenant(cast.north.id):
        plan = create_plan(by=cast.lead, kind="campaigns.action", name="Standard")

    troubles = at_once(cast, lambda: begin_plan(by=cast.lead, plan=plan, subject_id=action.pk))

    with tenant(cast.north.id):
        assert (troubles, PlanUse.objects.get().plan_id) == ([], plan.pk)


def test_words_that_two_write_at_once_are_two_versions(cast):
    with tenant(cast.north.id):
        plan = create_plan(by=cast.lead, kind="campaigns.action", name="Standard")
        step = PlanStep.objects.filter(plan=plan).first()
    texts = iter("abc")

    troubles = at_once(
        cast,
        lambda: edit_step(
            by=cast.lead, step=step, words=dict.fromkeys(WORDS, next(texts)), statuses=step.statuses
        ),
    )

    with tenant(cast.north.id):
        numbers = Template.objects.filter(step=step).order_by("number").values_list("number", flat=True)
        assert (troubles, list(numbers)) == ([], [1, 2, 3, 4])
