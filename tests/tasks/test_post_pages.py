"""The pages of plans, messages and settings: what they show, to whom, and what one press does."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.services import record_signup
from contacts.models import Contact, ContactMethod
from contacts.services import record_consent
from crm.access.tenancy import tenant
from crm.organizations.models import Organization
from tasks.models import Message, PlannedReminder, PlanStep, PlanUse, SendingSetting, Template
from tasks.services import begin_plan, create_plan, make_due, mark_sent
from tests import make

DAY = datetime.timedelta(days=1)


def page(client, url_name, *args, **query):
    return client.get(reverse(url_name, args=args, query=query or None)).content.decode()


@pytest.fixture
def event(cast):
    """An action with a plan, and Ana who said yes and may be written and texted to."""
    ana = make.contact(cast.north, "Ana", "Reyes")
    action = make.action(cast.north, "Fill the board room", starts_at=timezone.now() + 9 * DAY)
    with tenant(cast.north.id):
        for kind, value in (("email", "ana@home.example"), ("mobile", "+19195550142")):
            ContactMethod.objects.create(
                organization_id=cast.north.pk,
                contact=ana,
                kind=kind,
                value=value,
                key=value,
                reversed_key=value,
            )
        for purpose in ("email", "text"):
            record_consent(by=cast.lead, contact=ana, purpose=purpose, value="granted")
        plan = create_plan(by=cast.lead, kind="campaigns.action", name="Standard")
        begin_plan(by=cast.lead, plan=plan, subject_id=action.pk, now=timezone.now() - DAY)
        record_signup(by=cast.organizer, action=action, contact=ana, status="yes")
    return action


@pytest.fixture
def step(event, cast):
    with tenant(cast.north.id):
        return PlanStep.objects.get(name="The day before")


def values(step, **changes):
    return {
        "name": step.name, "anchor": "start", "days": "1", "direction": "before", "clock": "11:00", "minutes": "0",
        "channel": "email", "statuses": ["yes", "confirmed"], "is_on": "on",
        "subject_en": "Tomorrow", "text_en": "Come, {first_name}", "subject_es": "Mañana", "text_es": "Venga, {first_name}",
        **changes,
    }  # fmt: skip


def test_a_plan_shows_its_steps_with_their_hours_and_where_it_is_at_work(client, cast, event, step):
    make.login(client, cast.organizer)

    body = page(client, "tasks:plan", step.plan_id)

    assert "1 day before, 11 a.m." in body
    assert "Fill the board room" in body


def test_a_step_is_previewed_as_a_given_person(client, cast, event, step):
    make.login(client, cast.organizer)
    with tenant(cast.north.id):
        ana = PlannedReminder.objects.all()[0].contact_id

    english = page(client, "tasks:plan_step", step.pk, **{"as": ana, "language": "en"})
    spanish = page(client, "tasks:plan_step", step.pk, **{"as": ana, "language": "es"})

    assert "Hello Ana," in english
    assert "Hola, Ana:" in spanish


def test_saving_words_with_an_unknown_field_says_so_at_the_field(client, cast, step):
    make.login(client, cast.organizer)

    answer = client.post(reverse("tasks:plan_step", args=[step.pk]), values(step, text_es="Hola {nombre}"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["text_es"]
    assert "There is no field {nombre}" in answer.content.decode()


def test_saved_words_are_the_next_version(client, cast, step):
    make.login(client, cast.organizer)

    client.post(reverse("tasks:plan_step", args=[step.pk]), values(step))

    with tenant(cast.north.id):
        newest = Template.objects.filter(step=step).order_by("-number")[0]
        assert (newest.number, newest.text_es) == (2, "Venga, {first_name}")


def test_words_of_an_older_window_are_kept_in_the_form_and_saved_only_when_meant(client, cast, step):
    make.login(client, cast.organizer)
    url = reverse("tasks:plan_step", args=[step.pk])
    client.post(url, values(step, shown="1", text_en="Come early, {first_name}"))

    answer = client.post(url, values(step, shown="1", text_en="Come late, {first_name}"))

    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this after you opened it." in body
    assert "Come late, {first_name}" in body and "Come early, {first_name}" in body  # both stand there
    client.post(
        url, {**answer.context["form"].data.dict(), **values(step, text_en="Come late, {first_name}")}
    )
    with tenant(cast.north.id):
        assert Template.objects.filter(step=step).order_by("-number")[0].text_en == "Come late, {first_name}"


def test_a_plan_is_turned_off_and_on_on_the_page_of_the_action(client, cast, event, step):
    make.login(client, cast.organizer)
    url = reverse("tasks:plan_use", args=[event.pk])

    shown = page(client, "campaigns:action", event.pk)
    client.post(url, {"kind": "campaigns.action"})
    with tenant(cast.north.id):
        off = PlanUse.objects.count()
    client.post(url, {"kind": "campaigns.action", "plan": step.plan_id})

    assert "Turn reminders off" in shown
    with tenant(cast.north.id):
        assert (off, PlanUse.objects.count()) == (0, 1)


def test_a_persons_page_shows_what_is_planned_for_them(client, cast, event):
    make.login(client, cast.organizer)
    with tenant(cast.north.id):
        ana = PlannedReminder.objects.all()[0].contact_id

    body = page(client, "contacts:detail", ana)

    assert "A week before" in body


class TestByHand:
    @pytest.fixture
    def listed(self, cast, event):
        with tenant(cast.north.id):
            Organization.objects.update(quiet_from=datetime.time(0), quiet_until=datetime.time(0))  # none
            PlannedReminder.objects.filter(step__channel="text").update(due_at=timezone.now() - DAY)
            make_due(by=make.system(cast.north))
            return Message.objects.get(state="listed")

    def taken(self, client, *messages, **how):
        """The list after one press that takes these."""
        asked = {"message": [message.pk for message in messages], "next": reverse("tasks:by_hand"), **how}
        return client.post(reverse("tasks:take"), asked, follow=True).content.decode()

    def test_two_with_the_same_list_do_not_both_text_somebody(self, client, cast, listed):
        make.login(client, cast.lead)
        self.taken(client, listed)
        make.login(client, cast.organizer)

        late = self.taken(client, listed)

        assert "Somebody else was faster" in late
        assert f"{cast.lead.name} has this since" in late
        assert "+19195550142" not in late
        assert "Hello Ana, tomorrow" not in late

    def test_what_somebody_has_can_be_taken_over_and_given_back(self, client, cast, listed):
        make.login(client, cast.lead)
        self.taken(client, listed)
        make.login(client, cast.organizer)

        over = self.taken(client, listed, how="over")
        self.taken(client, listed, how="back")

        assert "sms:+19195550142" in over
        with tenant(cast.north.id):
            assert Message.objects.get(pk=listed.pk).taken_by_id is None

    def test_what_somebody_left_lying_is_anybodys_again(self, client, cast, listed):
        make.login(client, cast.lead)
        self.taken(client, listed)
        with tenant(cast.north.id):
            Message.objects.update(taken_at=timezone.now() - datetime.timedelta(hours=2, minutes=1))
        make.login(client, cast.organizer)

        assert "sms:+19195550142" in self.taken(client, listed)

    def test_whoever_says_so_later_hears_who_sent_it(self, client, cast, listed):
        """The lead texted it before it was taken over: that it went out is what counts."""
        make.login(client, cast.organizer)
        self.taken(client, listed)
        with tenant(cast.north.id):
            mark_sent(by=cast.lead, message=listed)

        answer = client.post(reverse("tasks:settle", args=[listed.pk]), {"outcome": "sent"}, follow=True)

        assert f"{cast.lead.name} has sent it already." in answer.content.decode()

    def test_the_text_stands_there_ready_to_copy_and_is_marked_as_sent(self, client, cast, listed):
        make.login(client, cast.organizer)

        before = page(client, "tasks:by_hand")
        body = self.taken(client, listed)
        client.post(reverse("tasks:settle", args=[listed.pk]), {"outcome": "sent"})

        assert "+19195550142" not in before
        assert "sms:+19195550142" in body
        assert "Hello Ana, tomorrow" in body
        with tenant(cast.north.id):
            listed.refresh_from_db()
            assert (listed.state, listed.settled_by_id) == ("sent", cast.organizer.id)
            assert "Hello Ana" in listed.text

    def test_whoever_said_no_meanwhile_stands_there_without_a_number(self, client, cast, listed):
        with tenant(cast.north.id):
            record_consent(by=cast.lead, contact=listed.contact, purpose="text", value="withdrawn")
        make.login(client, cast.organizer)

        body = page(client, "tasks:by_hand")
        client.post(reverse("tasks:settle", args=[listed.pk]), {"outcome": "sent"})

        assert "They said no to being reached this way." in body
        assert "+19195550142" not in body
        with tenant(cast.north.id):
            listed.refresh_from_db()
            assert (listed.state, listed.reason) == ("blocked", "They said no.")

    def test_in_quiet_hours_of_where_they_live_nothing_is_under_the_thumb(self, client, cast, listed):
        with tenant(cast.north.id):
            Organization.objects.update(quiet_until=datetime.time.max)
        make.login(client, cast.organizer)

        body = self.taken(client, listed)

        assert "Quiet hours where they live" in body
        assert "sms:" not in body

    def test_a_text_to_a_minor_opens_as_one_conversation_with_a_second_adult(self, client, cast, listed):
        with tenant(cast.north.id):
            minor = Contact.objects.filter(pk=listed.contact_id)
            minor.update(is_minor=True, age_band="16_17")
            record_consent(
                by=cast.lead, contact=minor.get(), purpose="text", value="granted", given_by="guardian"
            )
            SendingSetting.objects.create(
                organization_id=cast.north.pk,
                copies="adult",
                second_adult="a@b.example",
                second_number="+19195550188",
            )
        make.login(client, cast.lead)

        body = self.taken(client, listed)

        assert "sms:+19195550142,+19195550188" in body
        assert "one text to both numbers" in body

    def test_who_sees_no_numbers_sees_no_list(self, client, cast, listed):
        make.login(client, cast.volunteer)

        assert client.get(reverse("tasks:by_hand")).status_code == 403
        assert client.get(reverse("tasks:message", args=[listed.pk])).status_code == 404


def test_the_log_is_narrowed_to_a_person_and_to_an_action(client, cast, event):
    with tenant(cast.north.id):
        make_due(by=make.system(cast.north))
        message = Message.objects.get()
    make.message(cast.north, cast.lead, subject="About something else")
    make.login(client, cast.lead)

    by_person = page(client, "tasks:messages", contact=message.contact_id)
    by_action = page(client, "tasks:messages", about=event.pk)

    for body in (by_person, by_action):
        assert "You are on the list" in body
        assert "About something else" not in body
    assert "Messages: Ana Reyes" in by_person
    assert "Messages: Fill the board room" in by_action


def test_the_settings_of_sending_are_saved_and_used(client, cast):
    make.login(client, cast.admin)
    given = {
        "from_name": "Northside Parents", "from_address": "hello@north.example", "reply_to": "office@north.example",
        "postal_address": "1 Main St", "copies": "adult", "second_adult": "second@north.example",
    }  # fmt: skip

    answer = client.post(reverse("tasks:sending"), given)
    wrong = client.post(reverse("tasks:sending"), {**given, "from_name": 'A "B" <x>', "second_adult": ""})

    assert (answer.status_code, wrong.status_code) == (302, 422)
    with tenant(cast.north.id):
        assert SendingSetting.objects.get().from_name == "Northside Parents"
        assert Organization.objects.get().reply_to == "office@north.example"


def test_the_address_and_key_for_answers_by_text_are_shown_once(client, cast):
    make.login(client, cast.admin)

    body = client.post(reverse("tasks:renew_key")).content.decode()

    assert "whsec_" in body
    assert "whsec_" not in page(client, "tasks:sending")


def test_a_message_that_needs_a_word_stands_above_newer_ones_and_once(client, cast):
    old = make.message(cast.north, state="uncertain")
    new = make.message(cast.north, state="sent")
    make.login(client, cast.lead)

    body = client.get(reverse("tasks:messages")).text
    filtered = client.get(reverse("tasks:messages") + "?state=sent").text

    above, below = (reverse("tasks:message", args=[one.pk]) for one in (old, new))
    assert body.index("These need your word") < body.index(above) < body.index(below)
    assert body.count(f'href="{above}"') == 1
    assert above not in filtered and "These need your word" not in filtered
