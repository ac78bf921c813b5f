"""What quiet hours hold, and what nobody may hear too late."""

# ruff: noqa: F811  (fixtures)

import datetime

import pytest

from campaigns.models import Action
from tasks import subjects
from tasks.models import Message
from tasks.services import add_step, begin_plan, create_plan
from tasks.services.quiet import held_until
from tasks.services.scheduling import keep_plan
from tests import make
from tests.tasks.services.test_lateness import WORDS
from tests.tasks.services.test_planning import (  # noqa: F401  (fixtures)
    DAY,
    HOUR,
    NOW,
    STARTS,
    action,
    north,
    person,
    run,
    says,
)

NIGHT = datetime.datetime(2030, 10, 24, 2, 30, tzinfo=datetime.UTC)  # 22:30 in New York
MORNING = datetime.datetime(2030, 10, 24, 12, tzinfo=datetime.UTC)  # its quiet hours end


@pytest.fixture
def told(north, action):
    """The message of a change or a cancellation, made at night."""

    def tell(anchor, channel, changes):
        plan = create_plan(by=north.lead, kind="campaigns.action", name="Mine")
        plan.steps.update(is_on=False)
        add_step(
            by=north.lead, plan=plan, words=WORDS, name="Told", anchor=anchor, days=0, clock=None, minutes=0,
            channel=channel, statuses=["yes"],
        )  # fmt: skip
        begin_plan(by=north.lead, plan=plan, subject_id=action.pk, now=NOW - HOUR)
        says(north, action, person(north, mobile="+19195550142"))
        Action.objects.filter(pk=action.pk).update(**changes)
        keep_plan(
            by=make.system(north.north),
            kind="campaigns.action",
            subject_id=action.pk,
            changed=True,
            now=NIGHT,
        )
        run(north, NIGHT)
        return Message.objects.select_related("planned__step", "contact", "organization").get(
            planned__step__name="Told"
        )

    return tell


@pytest.mark.parametrize(
    ("anchor", "changes"),
    [("cancelled", {"cancelled_at": NIGHT}), ("changed", {"starts_at": STARTS + 7 * DAY, "ends_at": None})],
)
def test_an_e_mail_says_at_once_that_nobody_need_come(told, anchor, changes):
    message = told(anchor, "email", changes)

    assert (message.state, message.due_at) == ("sending", NIGHT)


def test_what_it_is_about_may_wait_for_the_morning(north, action):
    plan = create_plan(by=north.lead, kind="campaigns.action", name="Standard")
    begin_plan(by=north.lead, plan=plan, subject_id=action.pk, now=NOW - HOUR)
    says(north, action, person(north), now=NIGHT)

    message = run(north, NIGHT)["You are on the list"]

    assert (message.state, message.due_at) == ("ready", MORNING)


@pytest.mark.parametrize(("begins", "until"), [(STARTS, MORNING), (MORNING, None)])
def test_a_text_rings_at_night_only_where_it_begins_before_the_morning(north, told, action, begins, until):
    message = told("cancelled", "text", {"cancelled_at": NIGHT, "starts_at": begins})

    happening = subjects.get("campaigns.action").load(north.lead, action.pk)

    assert held_until(message.planned, message.organization, happening, NIGHT) == until
