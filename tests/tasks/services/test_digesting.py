"""The summary of the day and the note on the week: at the chosen hour, once, and only with something in them."""

import datetime

import pytest
from django.utils import timezone

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.organizations.models import AccessToken, Membership
from tasks.services import choose_reminders, claim, claim_next, create_task, write_digests
from tests import make

# Monday, 7:30 in New York.
HALF_PAST_SEVEN = datetime.datetime(2026, 10, 12, 11, 30, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@pytest.fixture
def north(cast):
    with tenant(cast.north.id):
        yield cast


def call(cast, **fields):
    values = {
        "by": cast.lead,
        "title": "Call her",
        "owner_id": cast.organizer.id,
        "due_on": datetime.date(2026, 10, 12),
        "now": HALF_PAST_SEVEN - DAY,
    }
    return create_task(**{**values, **fields})


def write(cast, now=HALF_PAST_SEVEN):
    return [m for m in write_digests(by=make.system(cast.north), now=now) if m.key.startswith("digest")]


def test_it_comes_at_the_hour_once_and_only_with_something_in_it(north):
    empty = write(north)
    call(north)

    early, first, again = (
        write(north, HALF_PAST_SEVEN - MINUTE),
        write(north),
        write(north, HALF_PAST_SEVEN + MINUTE),
    )

    assert (empty, early, len(first), again) == ([], [], 1, [])
    assert first[0].recipient_id == north.organizer.id
    assert "Today: 1 next step" in first[0].subject


def test_without_steps_it_is_called_by_what_waits(north):
    make.listed(north.north)

    letters = write(north)

    assert {letter.subject for letter in letters} == {"Today: 1 message waits for you"}


def test_quiet_hours_do_not_hold_what_its_reader_asked_for(north):
    call(north)
    choose_reminders(by=north.organizer, digest_at=datetime.time(6))
    six = HALF_PAST_SEVEN - 90 * MINUTE

    write(north, six)

    assert claim_next(by=make.system(north.north), now=six) is not None


def test_who_wants_none_gets_none(north):
    call(north)
    choose_reminders(by=north.organizer, digest_on=False)

    assert write(north) == []


def _waits_for_a_server(cast):
    """Written at its hour; the mail server takes it two hours later."""
    ana = make.contact(cast.north, "Ana", "Reyes", owner_id=cast.organizer.id)
    with tenant(cast.north.id):
        call(cast, title="Call Ana Reyes", contact=ana)
        (message,) = write(cast)
        assert "Ana Reyes" in message.text
    return message


def _sent(cast, message):
    with tenant(cast.north.id):
        claimed = claim(by=make.system(cast.north), message_id=message.pk, now=HALF_PAST_SEVEN + 120 * MINUTE)
        message.refresh_from_db()
    return claimed


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"role": "viewer"}, "role"),
        ({"ended_at": HALF_PAST_SEVEN}, "left"),
        ({"expires_on": datetime.date(2026, 10, 11)}, "left"),
    ],
)
def test_who_may_no_longer_read_a_summary_that_waits_does_not_get_it(cast, change, why):
    message = _waits_for_a_server(cast)
    with tenant(cast.north.id):
        Membership.objects.filter(pk=cast.organizer.id).update(**change)

    assert (_sent(cast, message), message.state, message.reason) == (None, "blocked", why)


def test_a_summary_turned_off_while_it_waits_does_not_go_out(cast):
    message = _waits_for_a_server(cast)
    with tenant(cast.north.id):
        choose_reminders(by=cast.organizer, digest_on=False)

    assert (_sent(cast, message), message.reason) == (None, "no_summary")


def test_a_summary_that_waited_for_another_day_gives_way_to_the_one_of_that_day(cast):
    message = _waits_for_a_server(cast)
    with tenant(cast.north.id):
        tomorrow = HALF_PAST_SEVEN + datetime.timedelta(days=1)
        (newer,) = write(cast, tomorrow)

        assert claim(by=make.system(cast.north), message_id=message.pk, now=tomorrow) is None
        assert claim(by=make.system(cast.north), message_id=newer.pk, now=tomorrow) is not None

        message.refresh_from_db()
    assert (message.state, message.reason) == ("blocked", "day_over")


def test_a_summary_says_what_its_reader_may_read_when_it_goes_out(cast):
    message = _waits_for_a_server(cast)
    with tenant(cast.north.id):
        Contact.objects.update(is_minor=True)
        User.objects.filter(pk=cast.organizer.user_id).update(email="new@example.org")

    claimed = _sent(cast, message)

    assert "Reyes" not in claimed.mail.body + claimed.mail.subject
    assert "A.R." in claimed.mail.body
    assert claimed.mail.to == ["new@example.org"]


def test_a_minor_somebody_unseen_and_somebody_confidential_are_initials_and_a_link(cast):
    child = make.contact(cast.north, "Jaylen", "Price", is_minor=True)
    hidden = make.contact(cast.north, "Rosa", "Luna", confidentiality="restricted")
    open_ = make.contact(cast.north, "Ana", "Reyes")
    with tenant(cast.north.id):
        for contact in (child, hidden, open_):
            call(cast, title=f"Call {contact.display_name}", contact=contact, owner_id=cast.lead.id)

        (message,) = write(cast)

    assert "Jaylen" not in message.text
    assert "Rosa" not in message.text
    assert "J.P." in message.text
    assert "R.L." in message.text
    assert "Call Ana Reyes (Ana Reyes)" in message.text


def test_a_lead_reads_on_mondays_how_the_week_was(north):
    call(north)

    monday = write_digests(by=make.system(north.north), now=HALF_PAST_SEVEN)
    tuesday = write_digests(by=make.system(north.north), now=HALF_PAST_SEVEN + DAY)

    assert {m.recipient_id for m in monday if m.key.startswith("week.")} == {north.lead.id, north.admin.id}
    assert [m for m in tuesday if m.key.startswith("week.")] == []
    note = next(m for m in monday if m.key.startswith("week."))
    assert "Omar Organizer: 0 done, 1 open, 0 late" in note.text


def test_each_speaks_its_readers_language_and_one_click_stops_it_alone(client, cast):
    reader = make.member(cast.north, "organizer", language="es")
    with tenant(cast.north.id):
        call(cast, owner_id=reader.id)
        (message,) = write(cast)
        claimed = claim(by=make.system(cast.north), message_id=message.pk, now=HALF_PAST_SEVEN)
    link = claimed.mail.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]

    with tenant(cast.north.id):
        AccessToken.objects.update(expires_at=timezone.now() + DAY)  # of a morning long past
    client.post("/" + link)

    assert message.subject == "Hoy: 1 próximo paso"
    with tenant(cast.north.id):
        wish = choose_reminders(by=reader)
        assert (wish.digest_on, wish.email_on) == (False, True)
