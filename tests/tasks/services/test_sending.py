"""Sending: once, through a real server; what is uncertain waits for a person."""

import datetime
import json

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from campaigns.services import record_signup
from contacts.models import ContactMethod
from contacts.services import record_consent
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.lib.ids import uuid7
from crm.lib.post import Line
from crm.organizations.models import Organization
from crm.queue.models import Job
from tasks.gateways import Text, gateway
from tasks.models import Message, Reminder, SendingSetting
from tasks.services import (
    begin_plan,
    choose_reminders,
    claim,
    claim_next,
    create_plan,
    create_task,
    find_forgotten,
    find_torn,
    finish_task,
    hand_over,
    make_due,
    mark_sent,
    send_again,
    settle,
    show_due,
)
from tasks.services.claiming import Claimed
from tests import make

NOW = datetime.datetime(2026, 10, 12, 13, tzinfo=datetime.UTC)  # Monday, 9:00 in New York
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def message(cast):
    """A reminder that is ready to be sent."""
    with tenant(cast.north.id):
        Organization.objects.filter(pk=cast.north.pk).update(
            reply_to="office@north.example", postal_address="1 Main St, Alder NC"
        )
        create_task(
            by=cast.organizer,
            title="Call Ana",
            owner_id=cast.organizer.id,
            due_on=NOW.date(),
            now=NOW - datetime.timedelta(days=1),
        )
        show_due(by=make.system(cast.north), now=NOW)
        yield Message.objects.get()


def send(cast, message, now=NOW):
    """What the job does, at `now`."""
    by = make.system(cast.north)
    claimed = claim(by=by, message_id=message.pk, now=now)
    if claimed:
        state, reason = hand_over(claimed)
        settle(by=by, claimed=claimed, state=state, reason=reason, now=now)
    message.refresh_from_db()
    return message


def test_a_message_arrives_once(cast, message, post):
    send(cast, message)
    send(cast, message)

    assert (message.state, message.sent_at, len(post.taken)) == ("sent", NOW, 1)
    (mail,) = post.taken
    assert mail["Message-ID"] == f"<{message.key}@mail.example>"
    assert mail["Reply-To"] == "office@north.example"
    assert mail["From"] == "Northside <earshot@mail.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    words = mail.get_body(("plain",)).get_content()
    assert "Call Ana" in words
    assert "1 Main St, Alder NC" in words
    assert mail["List-Unsubscribe"].strip(" <>") in words
    assert mail.get_body(("html",)) is not None


def test_a_header_begins_on_its_own_line(cast, message, post):
    """As it goes over the wire: some programs read a header whose first line is empty as empty."""
    Organization.objects.filter(pk=cast.north.pk).update(
        name="Niñez y familias de la región norte de Carolina"
    )

    send(cast, message)

    head = post.raw[0].split(b"\r\n\r\n")[0]
    assert b"\r\nList-Unsubscribe: <http" in head
    assert not [line for line in head.split(b"\r\n") if line.rstrip().endswith(b":")]


def test_a_busy_server_is_asked_again_later(cast, message, post):
    post.answers = ["451 try again"]

    send(cast, message)
    waits = (message.state, message.reason, message.due_at)
    send(cast, message, now=NOW + MINUTE)

    assert waits == ("ready", "451 try again", NOW + MINUTE)
    assert (message.state, message.attempts, len(post.taken)) == ("sent", 2, 1)
    assert Job.objects.filter(kind="tasks.send_messages").count() == 2


def test_a_server_that_is_away_is_asked_again_and_given_up_in_the_end(cast, message, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    states = []
    for day in range(6):
        Message.objects.update(due_at=NOW)
        states.append(send(cast, message, now=NOW + datetime.timedelta(days=day)).state)

    assert states == ["ready"] * 5 + ["failed"]
    assert "refused" in message.reason.lower()


@pytest.mark.parametrize("where", ["recipients", "answers"])
def test_a_refusal_is_final_and_says_why(cast, message, post, where):
    setattr(post, where, ["550 no such user"])

    send(cast, message)

    assert (message.state, message.reason, post.taken) == ("failed", "550 no such user", [])


def test_a_connection_lost_after_the_body_went_out_is_uncertain_and_never_sent_by_itself(cast, message, post):
    post.answers = ["drop"]

    send(cast, message)
    state = message.state
    send(cast, message)
    find_forgotten(by=make.system(cast.north), now=NOW + datetime.timedelta(days=1))

    assert (state, message.state, post.taken) == ("uncertain", "uncertain", [])
    assert Job.objects.filter(kind="tasks.send_messages").count() == 1


def test_a_sender_that_fell_silent_leaves_an_uncertain_message(cast, message, post):
    by = make.system(cast.north)
    claim(by=by, message_id=message.pk, now=NOW)

    soon = find_torn(by=by, now=NOW + MINUTE)
    late = find_torn(by=by, now=NOW + 2 * MINUTE)

    message.refresh_from_db()
    assert (soon, late, message.state, post.taken) == (0, 1, "uncertain", [])


def test_a_second_worker_does_not_send_what_another_is_sending(cast, message, post):
    by = make.system(cast.north)
    claimed = claim(by=by, message_id=message.pk, now=NOW)

    rival = claim(by=by, message_id=message.pk, now=NOW)
    state, reason = hand_over(claimed)
    settle(by=by, claimed=claimed, state=state, reason=reason, now=NOW)

    message.refresh_from_db()
    assert rival is None
    assert (message.state, len(post.taken)) == ("sent", 1)


def test_a_person_sends_an_uncertain_one_again_with_the_same_message_id(cast, message, post):
    post.answers = ["drop"]
    send(cast, message)

    send_again(by=cast.lead, message=message, now=NOW)
    send(cast, message)

    assert (message.state, len(post.taken)) == ("sent", 1)
    assert post.taken[0]["Message-ID"].startswith(f"<{message.key}@")
    with pytest.raises(DomainError):
        send_again(by=cast.lead, message=message)


def test_a_person_marks_an_uncertain_one_as_sent(cast, message, post):
    post.answers = ["drop"]
    send(cast, message)

    with pytest.raises(NotAllowed):
        mark_sent(by=cast.volunteer, message=message)
    mark_sent(by=cast.organizer, message=message)
    send(cast, message)

    assert (message.state, message.reason, post.taken) == ("sent", "marked", [])


def test_a_word_that_comes_after_a_new_try_does_not_count(cast, message, post):
    by = make.system(cast.north)
    first = claim(by=by, message_id=message.pk, now=NOW)
    find_torn(by=by, now=NOW + 2 * MINUTE)
    message.refresh_from_db()
    send_again(by=cast.lead, message=message, now=NOW)
    claim(by=by, message_id=message.pk, now=NOW)

    settled = settle(by=by, claimed=first, state="failed", reason="550", now=NOW)

    assert settled.state == "sending"


def test_who_is_erased_while_a_message_is_on_its_way_costs_no_sender(cast, message, post):
    by = make.system(cast.north)
    claimed = claim(by=by, message_id=message.pk, now=NOW)
    outcome = hand_over(claimed)
    message.delete()

    assert settle(by=by, claimed=claimed, state=outcome[0], reason=outcome[1], now=NOW) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda cast, task: finish_task(by=cast.organizer, task=task), "closed"),
        (lambda cast, task: choose_reminders(by=cast.organizer, email_on=False), "no_email"),
    ],
)
def test_what_changed_since_it_was_written_is_not_sent(cast, message, post, change, why):
    change(cast, Reminder.objects.get().task)

    send(cast, message)

    assert (message.state, message.reason, post.taken) == ("blocked", why, [])


def test_quiet_hours_hold_at_the_moment_of_sending(cast, message, post):
    late = NOW + datetime.timedelta(hours=13)  # 22:00

    send(cast, message, now=late)
    held = (message.state, message.due_at)
    send(cast, message, now=message.due_at)

    assert held == ("ready", NOW + datetime.timedelta(hours=23))
    assert (message.state, len(post.taken)) == ("sent", 1)


def test_an_e_mail_to_a_person_is_signed_by_the_organization_and_copied_to_the_guardian(cast, post):
    child = make.contact(cast.north, "Jay", "Price", is_minor=True, age_band="16_17")
    with tenant(cast.north.id):
        Organization.objects.filter(pk=cast.north.pk).update(
            reply_to="office@north.example", postal_address="1 Main St, Alder NC"
        )
        SendingSetting.objects.create(
            organization_id=cast.north.pk, from_name="Northside Parents", from_address="hello@north.example"
        )
        for label, address in (("own", "jay@home.example"), ("guardian", "mother@home.example")):
            ContactMethod.objects.create(
                organization_id=cast.north.pk, contact=child, kind="email", label=label, value=address,
                key=address, reversed_key=address[::-1], is_preferred=label == "own",
            )  # fmt: skip
        record_consent(by=cast.lead, contact=child, purpose="email", value="granted", given_by="guardian")
        action = make.action(cast.north, "Fill the board room", starts_at=NOW + datetime.timedelta(days=9))
        plan = create_plan(by=cast.lead, kind="campaigns.action", name="Standard")
        begin_plan(by=cast.lead, plan=plan, subject_id=action.pk, now=NOW)
        record_signup(by=cast.organizer, action=action, contact=child, status="yes", now=NOW)
        make_due(by=make.system(cast.north), now=NOW)
        made = Message.objects.get()

        send(cast, made)

    (mail,) = post.taken
    assert mail["From"] == "Northside Parents <hello@north.example>"
    assert (mail["To"], mail["Cc"]) == ("jay@home.example", "mother@home.example")
    assert mail["Message-ID"] == f"<plan.{made.planned_id}@north.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert "Fill the board room" in words
        assert "1 Main St, Alder NC" in words
        assert mail["List-Unsubscribe"].strip(" <>") in words.replace("&amp;", "&")


def test_an_address_that_no_server_could_be_told_is_refused_and_not_uncertain(cast, message, post):
    """Else the sender would die with it, and each mail behind it would wait for the next one."""
    User.objects.filter(pk=cast.organizer.user_id).update(email=f"omar@{'ñ' * 60}.example")

    send(cast, message)

    assert (message.state, post.taken) == ("failed", [])


@pytest.mark.parametrize(
    "name", ["North\\", 'The "Ñandú" (Alder), East; West <x@y.example>', "a@b", "North\r\nBcc: spy@x.example"]
)
def test_no_name_of_an_organization_breaks_out_of_its_header(cast, message, post, name):
    Organization.objects.filter(pk=cast.north.pk).update(name=name)

    send(cast, message)

    (mail,) = post.taken
    (sender,) = mail["From"].addresses
    assert (message.state, sender.addr_spec) == ("sent", "earshot@mail.example")
    assert (sender.display_name, mail["Bcc"]) == (" ".join(name.split()), None)


def test_several_mails_go_through_one_connection_and_one_refusal_stops_none(cast, post):
    with tenant(cast.north.id):
        for number in range(3):
            create_task(
                by=cast.organizer,
                title=f"Call {number}",
                owner_id=cast.organizer.id,
                due_on=NOW.date(),
                now=NOW - datetime.timedelta(days=1),
            )
        by = make.system(cast.north)
        show_due(by=by, now=NOW)
        post.answers = ["250 taken", "550 no such user"]
        with Line() as line:
            while claimed := claim_next(by=by, now=NOW):
                state, reason = hand_over(claimed, line)
                settle(by=by, claimed=claimed, state=state, reason=reason, now=NOW)

        assert sorted(Message.objects.values_list("state", flat=True)) == ["failed", "sent", "sent"]
        assert (len(post.taken), post.connections) == (2, 2)


class TestTexts:
    def test_a_text_goes_into_the_file_of_the_gateway_once(self, cast, settings, tmp_path):
        settings.SMS_GATEWAY, settings.SMS_FILE = "file", str(tmp_path / "texts.jsonl")

        gateway().send(Text(key="plan.1", to="+19195550142", text="Mañana, 6 p.m."))

        (line,) = (tmp_path / "texts.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(line) == {
            "key": "plan.1", "to": "+19195550142", "text": "Mañana, 6 p.m.", "copy_to": ""
        }  # fmt: skip

    def test_a_gateway_that_cannot_be_reached_is_asked_again(self, settings, tmp_path):
        settings.SMS_GATEWAY, settings.SMS_FILE = "file", str(tmp_path / "nowhere" / "texts.jsonl")

        assert hand_over(Claimed(uuid7(), 1, text=Text(key="k", to="+1", text="x")))[0] == "ready"

    def test_an_unknown_gateway_is_a_mistake_of_the_settings(self, settings):
        settings.SMS_GATEWAY = "pigeon"

        with pytest.raises(ImproperlyConfigured):
            gateway()
        with pytest.raises(ImproperlyConfigured):  # nothing begins to work with it
            apps.get_app_config("tasks").ready()


def test_a_late_word_that_it_went_out_stops_the_second_send_somebody_asked_for(cast, message, post):
    """Frozen after the server took it; meanwhile it was uncertain, and a person asked for it again."""
    by = make.system(cast.north)
    claimed = claim(by=by, message_id=message.pk, now=NOW)
    state, reason = hand_over(claimed)
    find_torn(by=by, now=NOW + 2 * MINUTE)
    message.refresh_from_db()
    send_again(by=cast.organizer, message=message, now=NOW + 3 * MINUTE)

    settle(by=by, claimed=claimed, state=state, reason=reason, now=NOW + 3 * MINUTE)
    send(cast, message, now=NOW + 4 * MINUTE)

    assert (message.state, len(post.taken)) == ("sent", 1)
