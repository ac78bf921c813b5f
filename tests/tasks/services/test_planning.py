"""Plans: what is planned for whom and when, what moves it, and what keeps it from going out."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone, translation

from campaigns.models import Action, Signup
from campaigns.services import cancel_action, create_action, edit_action, record_signup, restore_action
from contacts.models import ContactMethod
from contacts.services import merge_contacts, record_consent
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.organizations.models import Membership, Organization
from crm.queue.models import Job
from listening.models import SessionParticipant
from listening.services.sessions.planning import cancel_session, restore_session
from listening.services.sessions.wrapping import wrap_up_session
from tasks import wording
from tasks.models import Message, Notice, PlannedReminder, PlanStep, PlanUse, SendingSetting, Template
from tasks.services import (
    add_step,
    begin_plan,
    claim_next,
    create_plan,
    create_task,
    edit_plan,
    edit_step,
    end_plan,
    finish_task,
    hand_over_task,
    keep_plan,
    make_due,
    mark_sent,
    skip,
    snooze_task,
)
from tasks.services.deciding import verdicts_on
from tests import make

# Monday, 10:00 in New York; the action is on Thursday of the week after, at 18:00 there.
NOW = datetime.datetime(2030, 10, 14, 14, tzinfo=datetime.UTC)
STARTS = datetime.datetime(2030, 10, 24, 22, tzinfo=datetime.UTC)
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
ELEVEN = datetime.datetime(2030, 10, 23, 15, tzinfo=datetime.UTC)  # the day before, at 11:00 there


@pytest.fixture
def north(cast):
    with tenant(cast.north.id):
        yield cast


@pytest.fixture
def action(north):
    return make.action(
        north.north,
        "Fill the board room",
        starts_at=STARTS,
        ends_at=STARTS + 2 * HOUR,
        place="Lowery High",
        has_childcare=True,
    )


@pytest.fixture
def plan(north, action):
    made = create_plan(by=north.lead, kind="campaigns.action", name="Standard")
    begin_plan(by=north.lead, plan=made, subject_id=action.pk, now=NOW - HOUR)
    return made


def person(cast, name="Ana", *, email="ana@home.example", mobile="", consent=("email", "text"), **fields):
    """Somebody who allows what `consent` names."""
    contact = make.contact(cast.north, name, "Reyes", **fields)
    for kind, value in (("email", email), ("mobile", mobile)):
        if value:
            ContactMethod.objects.create(
                organization_id=cast.north.pk, contact=contact, kind=kind, value=value, key=value,
                reversed_key=value[::-1],
            )  # fmt: skip
    for purpose in consent:
        record_consent(
            by=cast.lead, contact=contact, purpose=purpose, value="granted", given_by=_giver(contact)
        )
    return contact


def _giver(contact):
    return "guardian" if contact.is_minor else "self"


def says(cast, action, contact, status="yes", now=NOW):
    return record_signup(by=cast.organizer, action=action, contact=contact, status=status, now=now)


def planned(**of):
    rows = PlannedReminder.objects.filter(**of).select_related("step").order_by("due_at", "step__name")
    return {row.step.name: row for row in rows}


def run(cast, now):
    """What the jobs do at `now`: the messages by the name of their step, as they went out."""
    by = make.system(cast.north)
    while make_due(by=by, now=now):
        pass
    while claim_next(by=by, now=now):
        pass
    rows = Message.objects.filter(planned__isnull=False).select_related("planned__step")
    return {row.planned.step.name: row for row in rows}


def test_the_standard_sequence_gets_its_instants_from_the_clock_of_the_place(north, action, plan):
    says(north, action, person(north))

    local = {
        name: row.due_at.astimezone(datetime.timezone(-4 * HOUR)).strftime("%a %d %H:%M")
        for name, row in planned(state="waiting").items()
    }

    assert local == {
        "You are on the list": "Mon 14 10:00",
        "A week before": "Thu 17 18:00",
        "The day before": "Wed 23 11:00",
        "The day before, by text": "Wed 23 11:00",
        "That morning": "Thu 24 08:00",
    }
    assert Job.objects.filter(kind="tasks.send_due", due_at=ELEVEN).count() == 1


def test_who_signs_up_hears_it_at_once_in_their_language_with_links(north, action, plan):
    says(north, action, person(north, language="es"))

    sent = run(north, NOW)["You are on the list"]

    assert (sent.state, sent.subject, sent.to_address) == (
        "sending",
        "Fill the board room: usted está en la lista",
        "ana@home.example",
    )
    assert "jueves 24 de octubre" in sent.text
    assert "/r/" in sent.text
    assert "Omar" in sent.text
    assert sent.template_version == "You are on the list 1"


def test_thanks_go_to_who_came_and_regrets_to_who_did_not(north, action, plan):
    came, missed = person(north, "Ana"), person(north, "Ben", email="ben@home.example")
    for contact in (came, missed):
        says(north, action, contact)
    later = STARTS + 4 * HOUR

    says(north, action, came, "attended", now=later)
    says(north, action, missed, "no_show", now=later)
    run(north, later + DAY + 14 * HOUR)

    sent = set(
        Message.objects.filter(state="sending").values_list("contact__given_name", "planned__step__name")
    )
    assert sent == {
        ("Ana", "An hour after: how was it?"),
        ("Ana", "Thank you"),
        ("Ben", "Sorry we missed you"),
    }


def test_nobody_is_asked_how_it_was_while_it_goes_on(north, plan):
    """An action whose end nobody wrote down."""
    action = make.action(north.north, "Door count", starts_at=STARTS)
    begin_plan(by=north.lead, plan=plan, subject_id=action.pk, now=NOW)

    says(north, action, person(north), "attended", now=STARTS)

    assert planned(state="waiting")["An hour after: how was it?"].due_at == STARTS + 3 * HOUR


def test_a_moved_action_moves_what_waits_and_tells_its_list_at_once(north, action, plan):
    says(north, action, person(north))
    run(north, NOW)

    edit_action(by=north.lead, action=action, changes={"starts_at": STARTS + 7 * DAY, "ends_at": None})

    waiting = planned(state="waiting")
    assert waiting["The day before"].due_at == ELEVEN + 7 * DAY
    assert "Day, hour or place changed" in waiting
    assert planned(state="cancelled")["The day before"].due_at == ELEVEN


def test_what_was_sent_for_the_old_day_is_sent_again_for_the_new_one(north, action, plan):
    says(north, action, person(north))
    run(north, ELEVEN)

    edit_action(by=north.lead, action=action, changes={"starts_at": STARTS + 7 * DAY, "ends_at": None})
    run(north, ELEVEN + 7 * DAY)

    assert Message.objects.filter(planned__step__name="The day before").count() == 2


def test_a_cancelled_action_says_so_and_nothing_else(north, action, plan):
    says(north, action, person(north))
    run(north, NOW)
    type(action).objects.filter(pk=action.pk).update(cancelled_at=NOW + HOUR)
    action.refresh_from_db()
    keep_plan(by=make.system(north.north), kind="campaigns.action", subject_id=action.pk, now=NOW + HOUR)

    sent = run(north, NOW + HOUR)

    assert {name for name, row in sent.items() if row.state == "sending"} == {
        "You are on the list",
        "Cancelled",
    }
    assert set(planned(state="waiting")) == set()


def test_cancelling_through_the_page_plans_the_notice(north, plan):
    action = create_action(
        by=north.lead, name="Soon", starts_at=datetime.datetime.now(datetime.UTC) + 5 * DAY
    )
    begin_plan(by=north.lead, plan=plan, subject_id=action.pk)
    record_signup(by=north.organizer, action=action, contact=person(north), status="yes")

    cancel_action(by=north.lead, action=action)

    assert "Cancelled" in planned(state="waiting", subject_id=action.pk)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda c, a, p: record_consent(by=c.lead, contact=p, purpose="email", value="withdrawn"),
            "They said no.",
        ),
        (lambda c, a, p: says(c, a, p, "declined"), "not_listed"),
        (lambda c, a, p: type(a).objects.update(cancelled_at=NOW), "off"),
        (lambda c, a, p: type(p).objects.update(status="do_not_contact"), "They asked not to be contacted."),
        (lambda c, a, p: type(p).objects.update(status="erased"), "Their record is closed."),
        (lambda c, a, p: PlanUse.objects.all().delete(), "step_off"),
        (lambda c, a, p: PlanStep.objects.update(is_on=False), "step_off"),
        (lambda c, a, p: Signup.objects.all().delete(), "not_listed"),
        (
            lambda c, a, p: ContactMethod.objects.update(status="bad"),
            "There is no e-mail address that works.",
        ),
    ],
)
@pytest.mark.parametrize("when", ["made", "sent"])
def test_what_changed_since_blocks_it_with_the_reason(north, action, plan, change, reason, when):
    contact = person(north)
    says(north, action, contact)
    by = make.system(north.north)
    if when == "sent":
        make_due(by=by, now=NOW)

    change(north, action, contact)
    PlannedReminder.objects.filter(state="cancelled").update(state="waiting")
    sent = run(north, NOW)["You are on the list"]

    assert (sent.state, sent.reason, sent.text) == ("blocked", reason, "")


@pytest.mark.parametrize(("late", "state"), [(20 * HOUR, "sending"), (25 * HOUR, "blocked")])
def test_a_machine_that_was_away_for_days_does_not_write_that_it_is_in_a_week(
    north, action, plan, late, state
):
    says(north, action, person(north))
    week_before = PlannedReminder.objects.get(step__name="A week before").due_at

    found = run(north, week_before + late)["A week before"]

    assert (found.state, found.reason) == (state, "" if state == "sending" else "words_past")


def test_nobody_is_written_to_who_was_not_asked(north, action, plan):
    says(north, action, person(north, consent=()))

    sent = run(north, NOW)["You are on the list"]

    assert (sent.state, sent.reason_words) == ("blocked", "Nobody asked them yet whether we may.")


def test_quiet_hours_of_where_they_live_hold_it(north, action, plan):
    """20:30 in New York is 17:30 in Oregon; 22:30 in New York is quiet there and not in Oregon."""
    half_past_ten = datetime.datetime(2030, 10, 15, 2, 30, tzinfo=datetime.UTC)
    here, there = person(north, "Ana", state="NC"), person(north, "Ben", email="ben@home.example", state="OR")
    for contact in (here, there):
        says(north, action, contact, now=half_past_ten)

    run(north, half_past_ten)

    found = {row.contact_id: (row.state, row.due_at) for row in Message.objects.all()}
    eight = datetime.datetime(2030, 10, 15, 12, tzinfo=datetime.UTC)
    assert found == {here.pk: ("ready", eight), there.pk: ("sending", half_past_ten)}


def test_a_minor_is_written_to_with_a_guardian_in_copy(north, action, plan):
    child = person(north, "Jay", email="jay@home.example", is_minor=True, age_band="16_17")
    ContactMethod.objects.create(
        organization_id=north.north.pk, contact=child, kind="email", label="guardian",
        value="mother@home.example", key="mother@home.example", reversed_key="x",
    )  # fmt: skip
    says(north, action, child)

    sent = run(north, NOW)["You are on the list"]

    assert (sent.state, sent.to_address, sent.copy_to) == (
        "sending",
        "jay@home.example",
        "mother@home.example",
    )


@pytest.mark.parametrize(
    ("policy", "state", "reason", "copy"),
    [
        ({"copies": "guardian"}, "blocked", "no_copy", ""),
        ({"copies": "adult", "second_adult": "adult@north.example"}, "sending", "", "adult@north.example"),
        ({"copies": "nobody"}, "blocked", "no_minors", ""),
    ],
)
def test_the_policy_for_minors_decides_who_gets_the_copy(north, action, plan, policy, state, reason, copy):
    SendingSetting.objects.create(organization_id=north.north.pk, **policy)
    says(north, action, person(north, "Jay", is_minor=True, age_band="16_17"))

    sent = run(north, NOW)["You are on the list"]

    assert (sent.state, sent.reason, sent.copy_to) == (state, reason, copy)


def test_a_text_is_listed_for_a_person_who_is_told_when_it_may_not_go_any_more(north, action, plan):
    contact = person(north, mobile="+19195550142")
    says(north, action, contact)
    run(north, ELEVEN)
    listed = Message.objects.to_work_through().select_related("planned__step__plan", "planned__contact").get()

    before = verdicts_on(north.organizer, [listed], now=ELEVEN)[listed.pk]
    record_consent(by=north.lead, contact=contact, purpose="text", value="withdrawn")
    after = verdicts_on(north.organizer, [listed], now=ELEVEN)[listed.pk]

    assert (before.to, before.why, after.to, after.why) == ("+19195550142", "", "", "They said no.")
    assert skip(by=north.organizer, message=listed).reason == "skipped"


def test_a_change_that_comes_again_is_told_again(north, action, plan):
    """There, back, and there again: whoever heard "seven, then six" must hear "seven" once more."""
    says(north, action, person(north))
    told = []

    for n, hours in enumerate((1, 0, 1, 0), start=1):
        action.refresh_from_db()
        edit_action(by=north.lead, action=action, changes={"starts_at": STARTS + hours * HOUR})
        keep_plan(by=make.system(north.north), kind="campaigns.action", subject_id=action.pk)
        run(north, NOW + n * HOUR)
        notices = Message.objects.filter(planned__step__anchor="changed", state="sending")
        told.append(notices.count())

    assert told == [1, 2, 3, 4]


def test_what_is_cancelled_called_back_and_cancelled_again_is_told_each_time(north, action, plan):
    says(north, action, person(north))
    told = []

    for n, deed in enumerate((cancel_action, restore_action, cancel_action, restore_action), start=1):
        action.refresh_from_db()
        deed(by=north.lead, action=action)
        keep_plan(by=make.system(north.north), kind="campaigns.action", subject_id=action.pk)
        Action.objects.filter(cancelled_at__isnull=False).update(cancelled_at=NOW + n * HOUR)
        PlannedReminder.objects.filter(state="waiting", step__anchor="cancelled").update(state="cancelled")
        keep_plan(by=make.system(north.north), kind="campaigns.action", subject_id=action.pk)
        run(north, NOW + n * HOUR)
        told.append(
            Message.objects.filter(
                planned__step__anchor__in=["changed", "cancelled"], state="sending"
            ).count()
        )

    assert told == [1, 2, 3, 4]


def test_a_subject_that_cannot_be_read_stops_what_is_said_about_it_and_nothing_else(north, action, plan):
    broken = make.action(north.north, "Elsewhere", starts_at=STARTS)
    begin_plan(by=north.lead, plan=plan, subject_id=broken.pk, now=NOW - HOUR)
    says(north, broken, person(north, "Ben", email="ben@home.example"))
    says(north, action, person(north))
    Action.objects.filter(pk=broken.pk).update(time_zone="Nowhere/Atall")

    run(north, ELEVEN)

    rows = Message.objects.filter(planned__step__name="The day before")
    found = dict(rows.values_list("subject_id", "state"))
    assert found == {action.pk: "sending", broken.pk: "blocked"}


def test_where_a_state_has_two_clocks_it_is_quiet_while_either_says_so(north, action, plan):
    """7:30 in El Paso is 8:30 in Dallas: who lives in Texas hears it at eight in El Paso."""
    morning = datetime.datetime(2030, 10, 15, 13, 30, tzinfo=datetime.UTC)
    says(north, action, person(north, state="TX"), now=morning)

    run(north, morning)

    (message,) = Message.objects.all()
    assert (message.state, message.due_at) == ("ready", morning + HOUR / 2)


def test_words_that_cannot_be_put_together_stop_alone_and_are_left_to_a_person(north, action, plan):
    says(north, action, person(north))
    says(north, action, person(north, "Ben", email="ben@home.example"))
    make_due(by=make.system(north.north), now=NOW)
    broken = Template.objects.create(
        organization_id=north.north.pk, step=PlanStep.objects.get(name="You are on the list"), number=2,
        subject_en="{nothing}", text_en="x", subject_es="x", text_es="x",
    )  # fmt: skip
    for minutes in (0, 1, 10):
        claim_next(by=make.system(north.north), now=NOW + minutes * datetime.timedelta(minutes=1))
    states = set(Message.objects.values_list("state", "reason"))
    broken.delete()

    assert states == {("failed", "broken")}


def test_a_notice_whose_words_cannot_be_put_together_stops_alone(north):
    User.objects.filter(pk=north.lead.user_id).update(language="es")
    plan = create_plan(by=north.lead, kind="tasks.step", name="Three days")
    steps = [
        create_task(by=north.lead, title="x", owner_id=owner.id, due_on=STARTS.date(), now=NOW)
        for owner in (north.organizer, north.lead)
    ]
    for step in steps:
        begin_plan(by=north.lead, plan=plan, subject_id=step.pk, now=NOW)
    Template.objects.create(
        organization_id=north.north.pk, step=PlanStep.objects.get(plan=plan), number=2,
        subject_en="{nothing}", text_en="x", subject_es="Hola", text_es="x",
    )  # fmt: skip

    make_due(by=make.system(north.north), now=STARTS - 3 * DAY)

    found = dict(PlannedReminder.objects.values_list("subject_id", "reason"))
    assert found == {steps[0].pk: "broken", steps[1].pk: ""}
    assert Notice.objects.get(text="Hola").task_id == steps[1].pk


class TestEditing:
    @pytest.fixture
    def step(self, plan):
        return PlanStep.objects.get(name="The day before")

    def words(self, **changes):
        return {"subject_en": "Hi", "text_en": "Hi", "subject_es": "Hola", "text_es": "Hola", **changes}

    def test_new_words_are_a_new_version_and_the_old_one_stays(self, north, step):
        edit_step(by=north.lead, step=step, words=self.words(text_en="Come, {first_name}"))
        edit_step(by=north.lead, step=step, words=self.words(text_en="Come, {first_name}"))

        assert list(
            Template.objects.filter(step=step).order_by("number").values_list("number", flat=True)
        ) == [1, 2]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("Hello {first_nam}", "There is no field {first_nam}."),
            ("{first_name.__class__}", "There is no field"),
            ("{% include 'x' %}", "There is no field"),
            ("{{ settings.SECRET_KEY }}", "There is no field"),
            ("a { b", "stands alone"),
        ],
    )
    def test_a_field_that_does_not_exist_is_refused_where_it_stands(self, north, step, text, says):
        with pytest.raises(DomainError, match=None) as refused:
            edit_step(by=north.lead, step=step, words=self.words(text_es=text))

        assert (refused.value.field, says in str(refused.value)) == ("text_es", True)

    def test_a_name_with_braces_is_only_a_name(self):
        assert (
            wording.fill("Hi {first_name}", {"first_name": "{host} {{x}}", "host": "no"}) == "Hi {host} {{x}}"
        )

    def test_another_hour_moves_what_waits(self, north, action, step):
        says(north, action, person(north))

        edit_step(by=north.lead, step=step, words=self.words(), clock=datetime.time(9, 30))

        assert planned(state="waiting")["The day before"].due_at == ELEVEN - 1.5 * HOUR

    def test_a_plan_that_is_ended_sends_nothing(self, north, action, plan):
        says(north, action, person(north))

        end_plan(by=north.lead, kind="campaigns.action", subject_id=action.pk)

        assert run(north, ELEVEN) == {}

    def test_a_new_action_begins_the_plan_that_every_new_one_uses(self, north, plan):
        edit_plan(by=north.lead, plan=plan, name="Standard", is_automatic=True)

        made = create_action(by=north.lead, name="Next", starts_at=STARTS + 30 * DAY)

        assert PlanUse.objects.get(subject_id=made.pk).plan_id == plan.pk

    def test_a_volunteer_writes_no_plans(self, north, plan):
        with pytest.raises(NotAllowed):
            create_plan(by=north.volunteer, kind="campaigns.action", name="Mine")
        with pytest.raises(NotAllowed):
            add_step(by=north.volunteer, plan=plan, words=self.words(), statuses=["yes"], name="x")


def test_a_listening_session_thanks_who_took_part(north):
    session = make.session(north.north, starts_at=NOW - DAY, status="planned")
    contact = person(north)
    SessionParticipant.objects.create(
        organization_id=north.north.pk, session=session, contact=contact, pseudonym="P1"
    )
    begin_plan(
        by=north.lead,
        plan=create_plan(by=north.lead, kind="listening.session", name="Standard"),
        subject_id=session.pk,
        now=NOW - 2 * DAY,
    )
    wrap_up_session(by=north.organizer, session=session, headcount=9)
    keep_plan(by=make.system(north.north), kind="listening.session", subject_id=session.pk, now=NOW)

    sent = run(north, NOW + DAY)

    assert sent["Thank you"].state == "sending"
    assert "_link}" not in "".join(Template.objects.values_list("text_en", flat=True))


def test_a_session_that_is_cancelled_called_back_and_cancelled_again_is_told_each_time(north, monkeypatch):
    session = make.session(north.north, starts_at=STARTS, status="planned")
    SessionParticipant.objects.create(
        organization_id=north.north.pk, session=session, contact=person(north), pseudonym="P1"
    )
    plan = create_plan(by=north.lead, kind="listening.session", name="Standard")
    begin_plan(by=north.lead, plan=plan, subject_id=session.pk, now=NOW)
    told = []

    for n, deed in enumerate((cancel_session, restore_session, cancel_session), start=1):
        monkeypatch.setattr(timezone, "now", lambda n=n: NOW + n * HOUR)
        session.refresh_from_db()
        deed(by=north.lead, session=session)
        keep_plan(by=make.system(north.north), kind="listening.session", subject_id=session.pk)
        run(north, NOW + n * HOUR)
        sent = Message.objects.filter(planned__step__anchor__in=["changed", "cancelled"], state="sending")
        told.append(sent.count())

    assert told == [1, 2, 3]


def test_a_plan_for_some_steps_is_taken_by_kind_and_by_owner_the_narrowest_first(north):
    """One for all, one for calls, one for what Omar owes; and a step that changes hands changes its plan."""
    plans = {
        name: create_plan(by=north.lead, kind="tasks.step", name=name) for name in ("All", "Calls", "Omar")
    }
    edit_plan(by=north.lead, plan=plans["All"], name="All", is_automatic=True)
    edit_plan(by=north.lead, plan=plans["Calls"], name="Calls", is_automatic=True, only_kinds=["call"])
    edit_plan(
        by=north.lead, plan=plans["Omar"], name="Omar", is_automatic=True, only_owners=[north.organizer.id]
    )

    def taken(owner, kind):
        step = create_task(
            by=north.lead, title="x", kind=kind, owner_id=owner.id, due_on=NOW.date() + 9 * DAY, now=NOW
        )
        return step, lambda: PlanUse.objects.select_related("plan").get(subject_id=step.pk).plan.name

    step, plan_of = taken(north.organizer, "call")
    before = plan_of()
    hand_over_task(by=north.lead, task=step, to=north.lead.id)

    assert (before, plan_of()) == ("Omar", "Calls")
    assert taken(north.lead, "thank_you")[1]() == "All"
    edit_plan(by=north.lead, plan=plans["All"], name="All", is_automatic=False)
    edit_plan(by=north.lead, plan=plans["Calls"], name="Calls", is_automatic=True, only_kinds=["invite"])
    snooze_task(by=north.lead, task=step, until=NOW.date() + 10 * DAY, now=NOW)
    assert not PlanUse.objects.filter(subject_id=step.pk).exists()


def test_a_plan_for_some_names_only_kinds_and_members_there_are(north):
    plan = create_plan(by=north.lead, kind="tasks.step", name="Some")
    for wrong in ({"only_kinds": ["nothing"]}, {"only_owners": [north.outsider.id]}):
        with pytest.raises(DomainError):
            edit_plan(by=north.lead, plan=plan, name="Some", is_automatic=True, **wrong)


def test_what_nobody_renamed_is_called_in_the_readers_language(north, action):
    with translation.override("es"):
        plan = create_plan(by=north.lead, kind="campaigns.action", name="Secuencia habitual")
        step = PlanStep.objects.get(plan=plan, anchor="joined")
        seen = step.title
        words = {"subject_en": "Hi", "text_en": "Hi", "subject_es": "Hola", "text_es": "Hola"}
        kept = edit_step(by=north.lead, step=step, words=words, name=seen).name
        renamed = edit_step(by=north.lead, step=step, words=words, name="Bienvenida")

    assert (seen, kept) == ("Usted está en la lista", "You are on the list")
    assert renamed.title == "Bienvenida"


def test_a_step_that_falls_due_is_a_subject_too(north):
    plan = create_plan(by=north.lead, kind="tasks.step", name="Three days")
    task = create_task(
        by=north.organizer, title="Find a room", owner_id=north.organizer.id, due_on=STARTS.date(), now=NOW
    )
    begin_plan(by=north.lead, plan=plan, subject_id=task.pk, now=NOW)

    nine = datetime.datetime(2030, 10, 21, 13, tzinfo=datetime.UTC)
    run(north, nine)
    run(north, nine)

    assert [notice.text for notice in Notice.objects.filter(recipient_id=north.organizer.id)] == [
        "In three days: Find a room"
    ]


def test_a_plan_for_every_step_follows_the_step(north):
    plan = create_plan(by=north.lead, kind="tasks.step", name="Three days")
    edit_plan(by=north.lead, plan=plan, name="Three days", is_automatic=True)
    task = create_task(
        by=north.organizer, title="Find a room", owner_id=north.organizer.id, due_on=STARTS.date(), now=NOW
    )
    before = planned(state="waiting")["Three days before it is due"].due_at

    snooze_task(by=north.organizer, task=task, until=STARTS.date() + 7 * DAY, now=NOW)
    moved = planned(state="waiting")["Three days before it is due"].due_at
    finish_task(by=north.organizer, task=task)

    assert (moved - before, planned(state="waiting")) == (7 * DAY, {})


@pytest.fixture
def mailed_step(north):
    """A plan that writes to a step's owner by e-mail on the day before."""
    plan = create_plan(by=north.lead, kind="tasks.step", name="By e-mail")
    words = dict.fromkeys(("subject_en", "text_en", "subject_es", "text_es"), "{event}")
    when = {"anchor": "start", "days": -1, "clock": datetime.time(9)}
    add_step(
        by=north.lead, plan=plan, words=words, name="Mail", channel="email", statuses=["open"], **when
    )  # fmt: skip

    def make_step(owner, **fields):
        step = create_task(
            by=north.lead,
            owner_id=owner.id,
            due_on=STARTS.date(),
            now=NOW,
            **{"title": "Call Rosa", **fields},
        )
        begin_plan(by=north.lead, plan=plan, subject_id=step.pk, now=NOW)

    return make_step


@pytest.mark.parametrize("confidentiality", ["restricted", "hidden"])
def test_an_email_about_a_step_names_nobody_confidential(north, mailed_step, confidentiality):
    rosa = make.contact(north.north, "Rosa", "Quiroz", confidentiality=confidentiality)
    mailed_step(north.lead, contact=rosa)

    sent = run(north, STARTS - DAY)["Mail"]

    assert (sent.state, sent.subject) == ("sending", "Follow up (R.Q.)")


@pytest.mark.parametrize(("change", "reason"), [({"role": "viewer"}, "role"), ({"ended_at": NOW}, "left")])
def test_who_works_on_steps_no_longer_is_not_reminded_of_them(north, mailed_step, change, reason):
    mailed_step(north.organizer)
    Membership.objects.filter(pk=north.organizer.id).update(**change)

    sent = run(north, STARTS - DAY)["Mail"]

    assert (sent.state, sent.reason) == ("blocked", reason)


def test_two_records_that_turn_out_to_be_one_person_are_told_once(north, action, plan):
    """Both waited for the end of the quiet hours, or stood on the list of texts, when they were merged."""
    night = ELEVEN - 12 * HOUR
    Organization.objects.filter(pk=north.north.pk).update(quiet_until=datetime.time(12))
    one, two = (person(north, "Ana", email=f"{n}@home.example", mobile=f"+1919555014{n}") for n in (1, 2))
    for record in (one, two):
        says(north, action, record, now=night)
    run(north, night)
    run(north, ELEVEN)

    merge_contacts(by=north.admin, kept=one, merged=two)
    run(north, ELEVEN + HOUR)
    for text in Message.objects.to_work_through():
        mark_sent(by=north.organizer, message=text, now=ELEVEN + HOUR)

    found = Counter(Message.objects.values_list("planned__step__name", "state", "reason"))
    assert found == {
        (name, *ended): 1
        for name, state in (
            ("You are on the list", "sending"),
            ("The day before", "sending"),
            ("The day before, by text", "sent"),
        )
        for ended in ((state, "marked" if state == "sent" else ""), ("blocked", "told"))
    }


def test_where_texts_go_out_by_hand_again_those_that_wait_are_listed(north, action, plan, settings, tmp_path):
    settings.SMS_GATEWAY, settings.SMS_FILE = "file", str(tmp_path / "texts.jsonl")
    setting = SendingSetting.objects.create(organization_id=north.north.pk, sends_texts=True)
    says(north, action, person(north, mobile="+19195550142"))
    while make_due(by=make.system(north.north), now=ELEVEN):
        pass
    setting.sends_texts = False
    setting.save()

    sent = run(north, ELEVEN)

    assert sent["The day before, by text"].state == "listed"


def test_what_waits_for_the_morning_is_asked_once_more_whether_it_still_holds(north, action, plan):
    """Held by quiet hours until noon: moved meanwhile, called back, or begun."""
    Organization.objects.filter(pk=north.north.pk).update(quiet_until=datetime.time(12))
    other, begun = (make.action(north.north, name, starts_at=STARTS) for name in ("Other", "Begun"))
    contact = person(north)
    for one in (action, other, begun):
        begin_plan(by=north.lead, plan=plan, subject_id=one.pk, now=NOW - HOUR)
        says(north, one, contact)
    Action.objects.filter(pk=other.pk).update(cancelled_at=ELEVEN)
    keep_plan(by=make.system(north.north), kind="campaigns.action", subject_id=other.pk, now=ELEVEN)
    while make_due(by=make.system(north.north), now=ELEVEN):
        pass

    edit_action(by=north.lead, action=action, changes={"starts_at": STARTS + 7 * DAY, "ends_at": None})
    Action.objects.filter(pk=other.pk).update(cancelled_at=None)
    Action.objects.filter(pk=begun.pk).update(starts_at=ELEVEN + HOUR / 2)
    run(north, ELEVEN + HOUR)

    rows = Message.objects.filter(channel="email", state="blocked", reason__gt="")
    found = set(rows.values_list("subject_id", "planned__step__name", "reason"))
    assert {
        (action.pk, "The day before", "moved"),
        (other.pk, "Cancelled", "on_again"),
        (begun.pk, "You are on the list", "begun"),
    } <= found


def test_who_signed_up_before_the_plan_or_after_its_hours_gets_nothing_late(north, action):
    early, late = person(north, "Ana"), person(north, "Ben", email="ben@home.example")
    says(north, action, early, now=NOW - 2 * DAY)
    plan = create_plan(by=north.lead, kind="campaigns.action", name="Standard")
    begin_plan(by=north.lead, plan=plan, subject_id=action.pk, now=NOW)
    says(north, action, late, now=ELEVEN + HOUR)

    assert "You are on the list" not in planned(contact=early)
    assert set(planned(contact=late)) == {"You are on the list", "That morning"}
