"""After an outage: what is no longer true is not sent, and nobody is told "tomorrow" and "today" at once."""

# ruff: noqa: F811  (fixtures)

import datetime

import pytest
from django.db import connection
from django.urls import reverse

from crm.organizations.models import Organization
from crm.queue.models import Job
from tasks.models import Message, PlannedReminder
from tasks.services import (
    add_step,
    begin_plan,
    change_sending,
    claim_next,
    create_plan,
    find_forgotten,
    let_go,
    mark_sent,
)
from tests import make
from tests.tasks.services.test_at_once import SENDING
from tests.tasks.services.test_planning import (  # noqa: F401  (fixtures)
    DAY,
    ELEVEN,
    HOUR,
    NOW,
    STARTS,
    action,
    north,
    person,
    plan,
    planned,
    run,
    says,
)
from tests.tasks.services.test_sending import message, send  # noqa: F401  (fixture)

EIGHT = datetime.datetime(2030, 10, 24, 12, tzinfo=datetime.UTC)  # that morning, at 08:00 there
WORDS = {"subject_en": "{event}", "text_en": "{event}", "subject_es": "{event}", "text_es": "{event}"}


def version_of(row):
    """What PostgreSQL calls this version of the row: any update gives another."""
    with connection.cursor() as cursor:
        cursor.execute("select xmin, ctid from tasks_message where id = %s", [row.pk])
        return cursor.fetchone()


def states(found, channel="email"):
    return {name: (row.state, row.reason) for name, row in found.items() if row.channel == channel}


def test_after_an_outage_only_the_message_of_the_day_itself_goes_out(north, action, plan):
    says(north, action, person(north))
    run(north, NOW)

    found = states(run(north, EIGHT + HOUR))

    assert found == {
        "You are on the list": ("sending", ""),
        "A week before": ("blocked", "day_came"),
        "The day before": ("blocked", "day_came"),
        "That morning": ("sending", ""),
    }


@pytest.mark.parametrize(
    ("back", "state", "reason"),
    [
        (ELEVEN + 9 * HOUR, "sending", ""),  # 20:00 of the day before
        (ELEVEN + 13 * HOUR - HOUR / 60, "ready", ""),  # 23:59: quiet, held until the morning
        (ELEVEN + 13 * HOUR, "blocked", "day_came"),
        (EIGHT - HOUR, "blocked", "day_came"),
        (EIGHT, "blocked", "day_came"),
        (STARTS, "blocked", "begun"),
    ],
)
def test_tomorrow_is_said_until_midnight_of_the_place(north, action, plan, back, state, reason):
    says(north, action, person(north), now=STARTS - 3 * DAY)

    assert states(run(north, back))["The day before"] == (state, reason)


def test_what_quiet_hours_held_until_the_day_itself_gives_way_to_the_message_of_that_day(north, action, plan):
    says(north, action, person(north), now=STARTS - 3 * DAY)
    run(north, ELEVEN + 12 * HOUR)

    found = states(run(north, EIGHT))

    assert found["The day before"] == ("blocked", "day_came")
    assert found["That morning"] == ("sending", "")


def test_a_text_by_hand_gives_no_false_day_and_a_call_may(north, action):
    plan = create_plan(by=north.lead, kind="campaigns.action", name="By hand")
    for channel in ("text", "call"):
        add_step(
            by=north.lead, plan=plan, words=WORDS, name=channel, anchor="start", days=-1, clock=datetime.time(12),
            minutes=0, channel=channel, statuses=["yes"],
        )  # fmt: skip
    begin_plan(by=north.lead, plan=plan, subject_id=action.pk, now=NOW - HOUR)
    says(north, action, person(north, mobile="+19195550142", consent=("text", "call")))
    run(north, ELEVEN + HOUR)
    by_hand = Message.objects.exclude(channel="email").filter(planned__step__name__in=["text", "call"])
    assert set(by_hand.values_list("state", flat=True)) == {"listed"}

    for one in by_hand:
        mark_sent(by=north.organizer, message=one, now=EIGHT)

    found = {row.channel: (row.state, row.reason) for row in by_hand.all()}
    assert found == {"text": ("blocked", "day_came"), "call": ("sent", "marked")}


@pytest.mark.parametrize(
    ("days", "minutes", "late", "state"),
    [
        (0, -120, HOUR / 2, "sending"),
        (0, -120, HOUR * 1.1, "blocked"),  # "in two hours", less than one before
        (-2, 0, HOUR, "sending"),
        (-2, 0, 18 * HOUR, "blocked"),  # "in two days", the day before
        (-14, 0, 18 * HOUR, "sending"),
        (-14, 0, 25 * HOUR, "blocked"),
    ],
)
def test_own_offsets_have_their_window_too(north, plan, days, minutes, late, state):
    far = make.action(north.north, "Far", starts_at=STARTS + 21 * DAY)
    mine = create_plan(by=north.lead, kind="campaigns.action", name="Mine")
    step = add_step(
        by=north.lead, plan=mine, words=WORDS, name="Own", anchor="start", days=days, clock=None,
        minutes=minutes, channel="email", statuses=["yes"],
    )  # fmt: skip
    type(step).objects.filter(plan=mine).exclude(pk=step.pk).update(is_on=False)
    begin_plan(by=north.lead, plan=mine, subject_id=far.pk, now=NOW - HOUR)
    says(north, far, person(north))
    due = PlannedReminder.objects.get(step=step).due_at

    found = run(north, due + late)["Own"]

    assert (found.state, found.reason) == (state, "" if state == "sending" else "words_past")


def test_the_later_of_two_of_one_day_goes_out_to_those_who_have_it(north, action, plan):
    """Ben, whose answer came after the hour of the later one, still gets the earlier."""
    add_step(
        by=north.lead, plan=plan, words=WORDS, name="Soon", anchor="start", days=0, clock=None, minutes=-120,
        channel="email", statuses=["yes"],
    )  # fmt: skip
    for name in ("Ana", "Ben"):
        says(north, action, person(north, name, email=f"{name.lower()}@home.example"), now=STARTS - DAY / 2)
    PlannedReminder.objects.filter(contact__given_name="Ben", step__name="Soon").delete()

    run(north, STARTS - HOUR * 1.5)

    rows = Message.objects.filter(planned__step__name__in=["That morning", "Soon"])
    assert {(row.contact.given_name, row.planned.step.name, row.state, row.reason) for row in rows} == {
        ("Ana", "That morning", "blocked", "overtaken"),
        ("Ana", "Soon", "sending", ""),
        ("Ben", "That morning", "sending", ""),
    }


def test_that_morning_is_not_announced_after_it_began(north, plan):
    """It begins at 07:00, an hour before the message of that morning."""
    early = make.action(north.north, "Early", starts_at=STARTS - 11 * HOUR)
    begin_plan(by=north.lead, plan=plan, subject_id=early.pk, now=NOW - HOUR)
    says(north, early, person(north))

    assert "That morning" not in planned()
    assert "The day before" in planned()


@pytest.mark.parametrize(("late", "state"), [(2 * DAY, "sending"), (4 * DAY, "blocked")])
def test_thanks_are_welcome_for_three_days(north, action, plan, late, state):
    contact = person(north)
    says(north, action, contact)
    says(north, action, contact, "attended", now=STARTS + HOUR)
    due = planned()["Thank you"].due_at

    found = states(run(north, due + late))

    assert found["Thank you"] == (state, "" if state == "sending" else "long_past")


def test_the_log_says_why(north, action, plan, client):
    says(north, action, person(north), now=STARTS - 3 * DAY)
    run(north, EIGHT + HOUR)
    make.login(client, north.lead)

    page = client.get(reverse("tasks:messages")).content.decode()

    assert "Too late: the day itself had come, and its words were no longer true." in page


class TestWithoutAPostalAddress:
    @pytest.fixture
    def held(self, north, action, plan):
        Organization.objects.filter(pk=north.north.pk).update(postal_address="")
        says(north, action, person(north))
        return run(north, NOW)["You are on the list"]

    def test_an_e_mail_to_a_person_waits_and_says_for_what(self, north, held):
        assert (held.state, held.reason) == ("ready", "no_postal")

    def test_no_row_is_touched_and_no_sender_asked_for_while_it_is_missing(self, north, held):
        by = make.system(north.north)
        jobs = Job.objects.filter(kind="tasks.send_messages")
        before = (version_of(held), jobs.count())

        let_go(by=by, now=NOW + DAY)
        claim_next(by=by, now=NOW + DAY)
        find_forgotten(by=by, now=NOW + DAY)

        assert (version_of(held), jobs.count()) == before

    def test_wherever_the_address_is_written_the_next_look_lets_it_go(self, north, held):
        Organization.objects.filter(pk=north.north.pk).update(postal_address="1 Main St")

        count = let_go(by=make.system(north.north), now=NOW + HOUR)
        sent = run(north, NOW + HOUR)["You are on the list"]

        assert (count, sent.state, sent.reason) == (1, "sending", "")

    def test_written_on_the_page_of_sending_it_goes_out_at_once_if_it_is_still_true(self, north, held):
        change_sending(by=north.admin, **SENDING)

        held.refresh_from_db()
        assert held.reason == ""
        assert run(north, STARTS)["You are on the list"].reason == "begun"

    def test_what_goes_to_members_needs_none(self, cast, message, post):
        Organization.objects.update(postal_address="")

        assert send(cast, message).state == "sent"


@pytest.mark.parametrize(
    ("who", "words"), [("admin", "Write it down"), ("lead", "An administrator writes it down")]
)
def test_pages_say_that_the_address_is_missing_and_where_to_write_it(north, action, plan, client, who, words):
    Organization.objects.filter(pk=north.north.pk).update(postal_address="")
    make.login(client, getattr(north, who))
    pages = [reverse("tasks:plans"), reverse("tasks:plan", args=[plan.pk]), reverse("tasks:messages")]
    pages.append(reverse("campaigns:action", args=[action.pk]))

    found = {page: words in client.get(page).content.decode() for page in pages}

    assert found == dict.fromkeys(pages, True)
