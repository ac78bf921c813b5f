"""Rules that make steps: once, for people who may be approached, closed by themselves, never against a wish."""

import datetime

import pytest
from django.utils import timezone

from contacts.models import Rung, RungStep
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.organizations.models import Membership, Organization
from crm.queue.registry import kind
from listening.models import ReportBack
from tasks.models import Task
from tasks.rules import rule_called, rules
from tasks.services import choose_rule, drop_task, finish_task, plan, run_rule
from tests import make

DAY = datetime.timedelta(days=1)
THANKS = "listening.thank_you"


@pytest.fixture
def now():
    return timezone.now()


def run(cast, key, now):
    with tenant(cast.north.id):
        return run_rule(by=make.system(cast.north), rule=rule_called(key), now=now)


def dry(cast, key, now):
    with tenant(cast.north.id):
        return plan(by=make.system(cast.north), rule=rule_called(key), now=now)


def steps(cast, key):
    with tenant(cast.north.id):
        return list(Task.objects.filter(origin=key).select_related("owner").order_by("pk"))


def talk(cast, person, now, **fields):
    return make.attempt(cast.north, contact=person, by_id=cast.organizer.id, at=now - DAY, **fields)


def test_a_dry_run_is_of_the_organizations_day_wherever_its_reader_is(cast):
    """The organizer's last day, at noon in New York; at its reader's it is tomorrow already."""
    noon = datetime.datetime(2026, 10, 12, 16, tzinfo=datetime.UTC)
    talk(cast, make.contact(cast.north, "Ana", "Reyes"), noon)
    with tenant(cast.north.id):
        Membership.objects.filter(pk=cast.organizer.id).update(expires_on=datetime.date(2026, 10, 12))

    with timezone.override("Pacific/Kiritimati"):
        (wanted,) = dry(cast, THANKS, noon).makes

    assert wanted.owner.pk == cast.organizer.id


def test_the_dry_run_lists_what_the_run_then_makes_and_makes_nothing_itself(cast, now):
    ana = make.contact(cast.north, "Ana", "Reyes")
    talk(cast, ana, now)

    tried = dry(cast, THANKS, now)
    before = steps(cast, THANKS)
    run(cast, THANKS, now)

    (made,) = steps(cast, THANKS)
    (wanted,) = tried.makes
    assert before == []
    assert (wanted.contact.pk, wanted.owner.pk, wanted.due_on) == (
        made.contact_id,
        made.owner_id,
        made.due_on,
    )
    assert made.owner_id == cast.organizer.id


def test_a_rule_makes_one_step_for_one_reason_however_often_it_runs(cast, now):
    talk(cast, make.contact(cast.north), now)

    counts = [run(cast, THANKS, now) for _n in range(3)]

    assert counts == [1, 0, 0]


@pytest.mark.parametrize("close", [finish_task, drop_task])
def test_what_somebody_closed_is_not_made_again(cast, now, close):
    talk(cast, make.contact(cast.north), now)
    run(cast, THANKS, now)
    with tenant(cast.north.id):
        close(by=cast.organizer, task=Task.objects.get(origin=THANKS))

    assert run(cast, THANKS, now) == 0


@pytest.mark.parametrize(
    "gone",
    [
        {"status": "do_not_contact"},
        {"status": "deceased"},
        {"status": "erased"},
        {"archived_at": timezone.now()},
    ],
)
def test_nobody_is_bothered_who_must_not_be(cast, now, gone):
    talk(cast, make.contact(cast.north, **gone), now)

    assert run(cast, THANKS, now) == 0


def test_a_step_closes_by_itself_when_its_person_says_stop_and_says_why(cast, now):
    ana = make.contact(cast.north)
    talk(cast, ana, now)
    run(cast, THANKS, now)
    with tenant(cast.north.id):
        type(ana).objects.filter(pk=ana.pk).update(status="do_not_contact")

    run(cast, THANKS, now)

    (step,) = steps(cast, THANKS)
    assert (step.state, step.outcome) == ("dropped", "They are not to be approached any more.")


def test_a_step_closes_by_itself_when_its_reason_is_gone_and_comes_back_with_it(cast, now):
    held = make.session(cast.north, starts_at=now - 4 * DAY, facilitator_id=cast.organizer.id)
    key = "listening.notes_missing"
    run(cast, key, now)
    with tenant(cast.north.id):
        type(held).objects.filter(pk=held.pk).update(status="noted")
    run(cast, key, now)
    closed = steps(cast, key)[0]
    with tenant(cast.north.id):
        type(held).objects.filter(pk=held.pk).update(status="held")
    run(cast, key, now)

    assert (closed.state, closed.outcome) == ("done", "The notes are in, or the session was cancelled.")
    assert [step.state for step in steps(cast, key)] == ["done", "open"]


def test_a_rule_that_is_off_makes_nothing_and_a_longer_delay_waits(cast, now):
    make.session(cast.north, starts_at=now - 4 * DAY)
    rule = rule_called("listening.notes_missing")
    with tenant(cast.north.id):
        choose_rule(by=cast.lead, rule=rule, is_on=False, amount=72)
    off = run(cast, rule.key, now)
    with tenant(cast.north.id):
        choose_rule(by=cast.lead, rule=rule, is_on=True, amount=120)
    early = run(cast, rule.key, now)

    assert (off, early, run(cast, rule.key, now + DAY)) == (0, 0, 1)


def test_only_a_lead_chooses_and_only_within_reason(cast):
    rule = rule_called(THANKS)
    with tenant(cast.north.id):
        with pytest.raises(NotAllowed):
            choose_rule(by=cast.organizer, rule=rule, is_on=True, amount=48)
        with pytest.raises(DomainError):
            choose_rule(by=cast.lead, rule=rule, is_on=True, amount=9999)


def test_a_step_about_a_minor_goes_to_somebody_who_may_see_them(cast, now):
    kid = make.contact(cast.north, "Kim", "Lee", is_minor=True)
    talk(cast, kid, now)

    run(cast, THANKS, now)

    assert [step.owner_id for step in steps(cast, THANKS)] == [cast.lead.id]


def test_rules_of_one_organization_leave_the_other_alone(cast, now):
    make.attempt(cast.south, contact=make.contact(cast.south), at=now - DAY)

    assert run(cast, THANKS, now) == 0


def test_a_leader_who_waits_gets_a_one_on_one_unless_it_took_place_or_is_planned(cast, now):
    waits, met, planned = (make.contact(cast.north, name) for name in ("Wanda", "Mel", "Pia"))
    for person in (waits, met, planned):
        make.attempt(cast.north, contact=person, by_id=cast.organizer.id, at=now - 8 * DAY, next_step="lead")
    make.attempt(cast.north, contact=met, at=now - 2 * DAY, channel="one_on_one")
    make.task(cast.north, cast.organizer, contact=planned, kind="one_on_one")

    run(cast, "listening.leader_waits", now)

    assert [(step.contact_id, step.kind) for step in steps(cast, "listening.leader_waits")] == [
        (waits.pk, "one_on_one")
    ]


def test_who_wants_to_lead_and_says_so_twice_is_met_once(cast, now):
    wanda = make.contact(cast.north, "Wanda")
    for days in (9, 8):
        make.attempt(
            cast.north, contact=wanda, by_id=cast.organizer.id, at=now - days * DAY, next_step="lead"
        )

    counts = [run(cast, "listening.leader_waits", now) for _n in range(2)]

    assert counts == [1, 0]


def test_a_yes_without_confirmation_is_called_two_days_before(cast, now):
    soon, later = (make.action(cast.north, starts_at=now + days * DAY) for days in (1, 5))
    ana = make.contact(cast.north, owner_id=cast.organizer.id)
    signup = make.signup(cast.north, ana, soon)
    make.signup(cast.north, ana, later)
    key = "campaigns.not_confirmed"
    run(cast, key, now)
    with tenant(cast.north.id):
        type(signup).objects.filter(pk=signup.pk).update(status="confirmed")
    run(cast, key, now)

    (step,) = steps(cast, key)
    assert (step.source_id, step.owner_id, step.state) == (signup.pk, cast.organizer.id, "done")


def test_who_missed_once_is_missed_and_who_missed_twice_is_met(cast, now):
    first, second = (make.action(cast.north, starts_at=now - days * DAY) for days in (20, 2))
    once, twice = make.contact(cast.north, "Once"), make.contact(cast.north, "Twice")
    make.signup(cast.north, once, first, "attended")
    make.signup(cast.north, twice, first, "no_show")
    for person in (once, twice):
        make.signup(cast.north, person, second, "no_show")

    run(cast, "campaigns.no_show", now)
    run(cast, "campaigns.missed_twice", now)

    assert {step.contact_id for step in steps(cast, "campaigns.no_show")} == {once.pk, twice.pk}
    assert [step.contact_id for step in steps(cast, "campaigns.missed_twice")] == [twice.pk]


def test_a_guardian_is_asked_only_while_a_minors_yes_waits_for_them(cast, now):
    kid = make.contact(cast.north, "Kim", "Lee", is_minor=True, owner_id=cast.lead.id)
    make.consent(cast.north, kid, at=now - 5 * DAY)
    key = "tasks.guardian_consent"
    run(cast, key, now)
    make.consent(cast.north, kid, at=now, given_by="guardian")
    run(cast, key, now)

    assert [step.state for step in steps(cast, key)] == ["done"]


def test_somebody_whom_nobody_keeps_in_touch_with_is_a_leads_matter_and_never_a_flood(cast, now):
    for number in range(12):
        make.contact(cast.north, f"Ana {number}", last_talk_at=now - 4 * DAY)

    run(cast, "tasks.no_owner", now)

    assert [step.owner_id for step in steps(cast, "tasks.no_owner")] == [cast.lead.id] * 10


def test_a_step_that_waits_long_asks_a_lead_what_is_in_the_way(cast, now):
    late = make.task(
        cast.north, cast.organizer, contact=make.contact(cast.north), due_on=now.date() - 20 * DAY
    )
    key = "tasks.stuck"
    run(cast, key, now)
    with tenant(cast.north.id):
        finish_task(by=cast.organizer, task=late)
    run(cast, key, now)

    (step,) = steps(cast, key)
    assert (step.owner_id, step.source_id, step.state) == (cast.lead.id, late.pk, "done")


def test_sign_ups_that_nobody_closed_are_one_step_for_the_action(cast, now):
    action = make.action(cast.north, starts_at=now - 2 * DAY)
    for name in ("Ana", "Ben"):
        make.signup(cast.north, make.contact(cast.north, name), action)

    run(cast, "campaigns.who_came", now)

    assert [step.source_id for step in steps(cast, "campaigns.who_came")] == [action.pk]


def test_every_rule_runs_by_the_clock_and_says_itself_in_plain_words(cast):
    assert len(rules()) >= 10
    for rule in rules():
        assert str(rule.sentence) % {"n": rule.amount}
        assert rule.least <= rule.amount <= rule.most
    assert kind("tasks.run_rules")


def test_two_talks_with_one_person_are_one_thank_you(cast, now):
    ana = make.contact(cast.north)
    talk(cast, ana, now)
    first = run(cast, THANKS, now)
    talk(cast, ana, now)

    assert (first, run(cast, THANKS, now)) == (1, 0)


def test_talks_without_a_step_up_the_ladder_ask_for_a_one_on_one(cast, now):
    still, moved = make.contact(cast.north, "Still"), make.contact(cast.north, "Moved")
    with tenant(cast.north.id):
        rung = Rung.objects.create(organization_id=cast.north.id, position=1, name="Comes")
        for person, days in ((still, 90), (moved, 5)):
            RungStep.objects.create(
                organization_id=cast.north.id, contact=person, rung=rung, since=now.date() - days * DAY
            )
    for person in (still, moved):
        for days in (3, 20):
            make.attempt(cast.north, contact=person, by_id=cast.organizer.id, at=now - days * DAY)

    run(cast, "listening.same_rung", now)

    assert [step.contact_id for step in steps(cast, "listening.same_rung")] == [still.pk]


EVENING = datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC)  # of the 22nd


def test_in_the_evening_todays_midpoint_is_still_to_come(cast):
    on = datetime.date(2026, 11, 22)
    make.project(cast.north, lead_id=cast.organizer.id, starts_on=on - 20 * DAY, midpoint_on=on)

    (made,) = dry(cast, "listening.midpoint", EVENING).makes

    assert made.due_on == on


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_report_back_is_due_on_the_day_that_was_promised(cast, zone):
    owner = make.member(cast.north, "organizer", time_zone=zone)
    on = datetime.date(2026, 11, 30)
    make.project(cast.north, lead_id=owner.id, starts_on=on - 20 * DAY, report_back_due_on=on)

    with tenant(cast.north.id):
        Organization.objects.filter(pk=cast.north.pk).update(time_zone=zone)

    (made,) = dry(cast, "listening.report_back_due", EVENING).makes

    assert made.due_on == on


def test_a_promised_report_back_is_its_leads_step_until_it_is_published(cast, now):
    key = "listening.report_back_due"
    soon = make.project(cast.north, lead_id=cast.organizer.id, report_back_due_on=now.date() + 10 * DAY)
    make.project(cast.north, "Later", lead_id=cast.organizer.id, report_back_due_on=now.date() + 30 * DAY)
    run(cast, key, now)
    run(cast, key, now)

    (step,) = steps(cast, key)
    assert (step.source_id, step.owner_id, step.state) == (soon.pk, cast.organizer.id, "open")

    with tenant(cast.north.id):
        ReportBack.objects.create(
            organization_id=cast.north.id, project=soon, status="published", published_at=now
        )
    run(cast, key, now)

    (step,) = steps(cast, key)
    assert (step.state, step.outcome) == ("done", "The report-back is published.")
