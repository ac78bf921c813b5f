"""No adult writes to a minor alone: who reads along, by each choice of the organization, on each way."""

import datetime

import pytest

from contacts.models import ContactMethod
from contacts.services import record_consent
from tasks.models import Message, SendingSetting
from tasks.services import change_sending, claim_next, hand_over, make_due, mark_sent, settle, write_digests
from tasks.services.answering import take_report
from tests import make
from tests.tasks.services.test_planning import (  # noqa: F401
    ELEVEN,
    NOW,
    action,
    north,
    person,
    plan,
    run,
    says,
)

MOTHER, ADULT = "mother@home.example", "adult@north.example"


def child(cast, name="Jay", **fields):
    return person(cast, name, email="jay@home.example", is_minor=True, age_band="16_17", **fields)


def setting(cast, **fields):
    return SendingSetting.objects.create(organization_id=cast.north.pk, **fields)


def guardian(cast, of, *, consent=("email", "text"), **fields):
    adult = person(cast, "Rosa", email=MOTHER, mobile="+19195550177", consent=consent, **fields)
    make.relationship(cast.north, adult, of, "guardian")
    return adult


def send(cast, now):
    """What the senders do at `now`, through the real server."""
    by = make.system(cast.north)
    while make_due(by=by, now=now):
        pass
    while claimed := claim_next(by=by, now=now):
        state, reason = hand_over(claimed)
        settle(by=by, claimed=claimed, state=state, reason=reason, now=now)


@pytest.mark.parametrize(
    ("policy", "copy"),
    [
        ({"copies": "guardian"}, MOTHER),
        ({"copies": "adult", "second_adult": ADULT}, ADULT),
    ],
)
def test_the_copy_of_an_email_reaches_the_server_as_a_second_recipient(
    north, action, plan, post, policy, copy  # noqa: F811
):  # fmt: skip
    setting(north, **policy)
    jay = child(north)
    guardian(north, jay)
    says(north, action, jay)

    send(north, NOW)

    (mail,) = post.taken
    assert (mail["To"], mail["Cc"]) == ("jay@home.example", copy)
    assert "An adult gets the same in copy" in mail.get_body(("plain",)).get_content()


def test_where_the_organization_writes_to_no_minors_the_server_hears_nothing(north, action, plan, post):  # noqa: F811
    setting(north, copies="nobody")
    jay = child(north)
    guardian(north, jay)
    says(north, action, jay)

    send(north, NOW)

    assert post.taken == []
    assert Message.objects.get(contact=jay).reason == "no_minors"


@pytest.mark.parametrize(
    "change",
    [
        lambda cast, adult: record_consent(by=cast.lead, contact=adult, purpose="email", value="withdrawn"),
        lambda cast, adult: type(adult).objects.filter(pk=adult.pk).update(status="do_not_contact"),
        lambda cast, adult: type(adult).objects.filter(pk=adult.pk).update(is_minor=True, age_band="16_17"),
        lambda cast, adult: ContactMethod.objects.filter(contact=adult).update(
            key="jay@home.example", value="Jay@home.example"
        ),
    ],
)
def test_a_guardian_who_must_not_be_reached_or_reads_the_same_box_is_no_second_reader(
    north, action, plan, change  # noqa: F811
):  # fmt: skip
    jay = child(north)
    adult = guardian(north, jay)
    says(north, action, jay)
    make_due(by=make.system(north.north), now=NOW)
    change(north, adult)

    sent = run(north, NOW)["You are on the list"]

    assert (sent.state, sent.reason) == ("blocked", "no_copy")


@pytest.mark.parametrize(
    ("policy", "state", "copy"),
    [
        ({"copies": "guardian"}, "listed", "+19195550177"),
        (
            {"copies": "adult", "second_adult": ADULT, "second_number": "+19195550188"},
            "listed",
            "+19195550188",
        ),
        ({"copies": "adult", "second_adult": ADULT}, "blocked", ""),
        ({"copies": "nobody"}, "blocked", ""),
    ],
)
def test_a_text_to_a_minor_is_listed_with_both_numbers_or_says_why_not(
    north, action, plan, policy, state, copy  # noqa: F811
):  # fmt: skip
    setting(north, **policy)
    jay = child(north, mobile="+19195550142")
    guardian(north, jay)
    says(north, action, jay)
    make_due(by=make.system(north.north), now=ELEVEN)
    text = Message.objects.get(contact=jay, channel="text")
    assert (text.state, text.copy_to) == (state, copy)
    if state == "blocked":
        assert text.reason in ("no_copy", "no_minors")
        return

    sent = mark_sent(by=north.lead, message=text, now=ELEVEN)

    assert (sent.state, sent.to_address, sent.copy_to) == ("sent", "+19195550142", copy)


def test_the_summary_says_that_some_are_for_minors(north, action, plan):  # noqa: F811
    jay = child(north, mobile="+19195550142")
    guardian(north, jay)
    says(north, action, jay)
    make_due(by=make.system(north.north), now=ELEVEN)
    half_past_seven = datetime.datetime(2030, 10, 24, 11, 30, tzinfo=datetime.UTC)

    letters = write_digests(by=make.system(north.north), now=half_past_seven)

    text = next(row.text for row in letters if row.recipient_id == north.lead.id)
    assert "1 of them is to a minor" in text
    assert "Jay" not in text


def test_the_number_of_the_second_adult_is_kept_as_it_is_dialed(north):  # noqa: F811
    given = {
        "from_name": "", "from_address": "", "reply_to": "", "postal_address": "", "copies": "adult",
        "second_adult": ADULT, "sends_texts": False,
    }  # fmt: skip

    saved = change_sending(by=north.admin, **given, second_number="(919) 555-0188")

    assert saved.second_number == "+19195550188"


def test_a_report_about_the_copy_says_nothing_about_the_minors_own_address(north, action, plan):  # noqa: F811
    jay = child(north)
    guardian(north, jay)
    says(north, action, jay)
    message = run(north, NOW)["You are on the list"]
    Message.objects.filter(pk=message.pk).update(state="sent")

    take_report(by=make.system(north.north), message_id=message.pk, event="delivered", address=MOTHER)
    message.refresh_from_db()

    assert message.state == "sent"


def test_a_guardian_in_copy_who_complains_gets_no_more_copies(north, action, plan):  # noqa: F811
    jay = child(north)
    guardian(north, jay)
    says(north, action, jay)
    message = run(north, NOW)["You are on the list"]

    take_report(by=make.system(north.north), message_id=message.pk, event="complained", address=MOTHER)

    week_before = datetime.datetime(2030, 10, 17, 22, tzinfo=datetime.UTC)
    later = run(north, week_before)["A week before"]
    assert (later.state, later.reason) == ("blocked", "no_copy")
