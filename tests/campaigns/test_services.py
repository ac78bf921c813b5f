"""Asking people to actions, and what follows from their answers."""

import datetime

import pytest
from django.utils import timezone

from campaigns import services
from campaigns.models import Signup, SignupStatus
from campaigns.services import ActionCancelled, NotReachable, NotYet
from campaigns.turnout import PRIOR, funnel, show_rates
from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from listening.models import Note
from listening.next_steps import next_steps
from listening.services.talks import talking
from tasks.models import Task
from tests import make
from tests.listening.services.talks.test_log import talk


@pytest.fixture
def action(cast):
    with tenant(cast.north.id):
        campaign = services.create_campaign(by=cast.lead, name="Bus drivers now")
        demand = services.add_demand(by=cast.lead, campaign=campaign, text="Hire 14 drivers by January 15")
        return services.create_action(
            by=cast.lead,
            campaign=campaign,
            demand=demand,
            name="Fill the board room",
            kind="board_turnout",
            starts_at=timezone.now() + datetime.timedelta(days=10),
            goal=60,
        )


def record(cast, action, contact, status, **more):
    with tenant(cast.north.id):
        return services.record_signup(
            by=cast.organizer, action=action, contact=contact, status=status, **more
        )


def test_it_works(cast, action):
    ana = make.contact(cast.north)

    record(cast, action, ana, "invited")
    record(cast, action, ana, "yes")
    record(cast, action, ana, "confirmed")
    after = action.starts_at + datetime.timedelta(hours=1)
    record(cast, action, ana, "attended", now=after)

    with tenant(cast.north.id):
        assert Signup.objects.get().status == "attended"
        steps = list(SignupStatus.objects.order_by("at", "pk").values_list("status", flat=True))
        assert steps == ["invited", "yes", "confirmed", "attended"]
        assert Task.objects.get().state == "done"


def test_a_yes_makes_one_task_to_confirm_two_days_before(cast, action):
    ana = make.contact(cast.north)

    record(cast, action, ana, "yes")
    record(cast, action, ana, "yes")

    with tenant(cast.north.id):
        task = Task.objects.get()
        assert (task.kind, task.owner_id) == ("confirm", cast.organizer.id)
        assert task.due_on == services.confirm_on(action)
        assert SignupStatus.objects.count() == 1


def test_a_no_drops_the_task(cast, action):
    ana = make.contact(cast.north)

    record(cast, action, ana, "yes")
    record(cast, action, ana, "declined")

    with tenant(cast.north.id):
        assert Task.objects.get().state == "dropped"


def test_nobody_has_come_before_the_day(cast, action):
    with pytest.raises(NotYet):
        record(cast, action, make.contact(cast.north), "attended")


def test_whoever_said_stop_is_not_asked(cast, action):
    with pytest.raises(NotReachable):
        record(cast, action, make.contact(cast.north, status="do_not_contact"), "invited")


def test_a_cancelled_action_drops_its_tasks_and_asks_nobody(cast, action):
    ana = make.contact(cast.north)
    record(cast, action, ana, "yes")

    with tenant(cast.north.id):
        services.cancel_action(by=cast.lead, action=action)
        assert Task.objects.get().state == "dropped"
    with pytest.raises(ActionCancelled):
        record(cast, action, make.contact(cast.north, "Bo"), "invited")


def test_a_moved_action_moves_the_confirmations(cast, action):
    record(cast, action, make.contact(cast.north), "yes")

    with tenant(cast.north.id):
        later = action.starts_at + datetime.timedelta(days=7)
        services.edit_action(by=cast.lead, action=action, changes={"starts_at": later})
        assert Task.objects.get().due_on == services.confirm_on(action)


def test_a_talk_closes_with_an_invitation_and_its_words_are_what_moved_them(cast, action):
    with tenant(cast.north.id):
        assert "invite" in next_steps(cast.organizer, now=timezone.now())

        attempt = talking.log_attempt(
            by=cast.volunteer, talk=talk(given_name="Ana", next_step="invite", words="The bus is late.")
        )

        signup = Signup.objects.get()
        assert (signup.contact, signup.status) == (attempt.contact, "to_ask")
        assert signup.moved_by_note == Note.objects.get()
        assert Task.objects.get().kind == "invite"


def test_another_persons_note_moves_nobody(cast, action):
    ana, bo = make.contact(cast.north), make.contact(cast.north, "Bo")
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(contact=bo, words="Mine."))
        signup = services.record_signup(by=cast.organizer, action=action, contact=ana, status="invited")
        with pytest.raises(Exception, match="somebody else"):
            services.link_what_moved(by=cast.organizer, signup=signup, note=Note.objects.get())


def test_a_viewer_records_nothing(cast, action):
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        services.record_signup(by=cast.viewer, action=action, contact=make.contact(cast.north), status="yes")


def test_the_funnel_says_how_many_yeses_are_missing(cast, action):
    for number in range(40):
        record(cast, action, make.contact(cast.north, f"Person {number}"), "yes")

    with tenant(cast.north.id):
        seen = funnel(cast.lead, action)

    assert (seen.yes, seen.expected, seen.yeses_needed) == (40, 20.0, 80)
    assert seen.low < 20 < seen.high


def test_the_record_pulls_the_rates_from_the_rule_of_halves(cast, action):
    after = action.starts_at + datetime.timedelta(hours=2)
    for number in range(20):
        ana = make.contact(cast.north, f"Person {number}")
        record(cast, action, ana, "yes")
        record(cast, action, ana, "attended", now=after)

    with tenant(cast.north.id):
        assert show_rates(cast.lead)["yes"] == (PRIOR["yes"] * 20 + 20) / 40
