"""A member's calendar: behind a secret address, never with what must stay in the house."""

import datetime
import re

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import services as campaigns
from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.accounts import limits
from crm.organizations.models import AccessToken, Membership
from tasks import feed
from tasks.services import finish_task, make_feed
from tests import make


@pytest.fixture
def token(cast):
    with tenant(cast.north.id):
        return make_feed(by=cast.organizer)


def read(client, token, **headers):
    return client.get(reverse("tasks:feed", args=[token]), headers=headers)


def events(answer):
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_holds_ones_own_steps_sessions_and_actions_in_the_owners_zone(client, cast, token):
    soon = timezone.now() + datetime.timedelta(days=3)
    make.task(cast.north, cast.organizer, title="Call Ana", due_time=datetime.time(18))
    make.task(cast.north, cast.lead, title="Somebody else's")
    make.session(
        cast.north, "At Ms. Rivera's", starts_at=soon, status="planned", facilitator_id=cast.organizer.id
    )
    make.action(cast.north, "Fill the board room")
    make.action(cast.south, "Southern matter")

    found = events(read(client, token))

    assert {str(event["summary"]) for event in found} == {
        "Call Ana",
        "At Ms. Rivera's",
        "Fill the board room",
    }
    call = next(event for event in found if event["summary"] == "Call Ana")
    assert (call["dtstart"].params["TZID"], call["dtstart"].dt.hour) == ("America/New_York", 18)


@pytest.mark.parametrize(
    "person", [{"is_minor": True}, {"confidentiality": "restricted"}, {"confidentiality": "hidden"}]
)
def test_who_is_protected_stands_there_as_initials_and_a_link(client, cast, token, person):
    kim = make.contact(cast.north, "Kim", "Lee", owner_id=cast.organizer.id, **person)
    task = make.task(cast.north, cast.organizer, title="Ask Kim about the shelter", kind="call", contact=kim)

    (event,) = events(read(client, token))

    assert event["summary"] == "Call (K.L.)"
    assert str(task.pk) in event["url"]
    assert "Kim" not in str(event.to_ical()) and "shelter" not in str(event.to_ical())


def test_a_minor_stands_there_as_initials_for_who_sees_them_too(cast):
    """A calendar lies with a provider, whoever reads it."""
    kim = make.contact(cast.north, "Kim", "Lee", is_minor=True, owner_id=cast.lead.id)
    task = make.task(cast.north, cast.lead, title="Ask Kim about the shelter", kind="call", contact=kim)

    with tenant(cast.north.id):
        assert Contact.objects.visible_to(cast.lead).filter(pk=kim.pk).exists()
        assert feed.item_of(cast.lead, task).summary == "Call (K.L.)"


def test_an_unchanged_calendar_is_not_sent_again(client, cast, token):
    task = make.task(cast.north, cast.organizer)
    first = read(client, token)
    again = read(client, token, **{"if-none-match": first["ETag"]})
    with tenant(cast.north.id):
        finish_task(by=cast.organizer, task=task)
    changed = read(client, token, **{"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)


def test_a_new_address_stops_the_old_one_and_it_can_be_taken_away(client, cast, token):
    make.login(client, cast.organizer)

    body = client.post(reverse("tasks:calendar")).content.decode()
    new = re.search(r"/tasks/feed/([\w-]+)\.ics", body)[1]
    answers = [read(client, token).status_code, read(client, new).status_code]
    client.post(reverse("tasks:feed_revoke"))

    assert answers == [404, 200]
    assert read(client, new).status_code == 404
    assert new not in client.get(reverse("tasks:calendar")).content.decode()


def test_it_ends_with_the_membership(client, cast, token):
    with tenant(cast.north.id):
        Membership.objects.filter(pk=cast.organizer.id).update(ended_at=timezone.now())

    assert read(client, token).status_code == 404


def test_only_the_hash_of_the_address_is_kept_and_another_purpose_opens_nothing(client, cast, token):
    with tenant(cast.north.id):
        row = AccessToken.objects.get(purpose="calendar")
    assert token.encode() not in bytes(row.token_hash)
    assert read(client, make.token(cast.north)).status_code == 404


def test_one_step_is_a_file_of_its_own(client, cast):
    task = make.task(cast.north, cast.organizer, title="Call Ana")
    make.login(client, cast.organizer)

    answer = client.get(reverse("tasks:ics", args=[task.pk]))

    assert answer["Content-Type"].startswith("text/calendar")
    assert [event["summary"] for event in events(answer)] == ["Call Ana"]


def test_a_calendar_is_read_so_often_and_no_more_and_another_is_not_held_up(client, cast, token, monkeypatch):
    monkeypatch.setattr(limits, "FEED", limits.Limit("feed", 3, datetime.timedelta(hours=1)))
    with tenant(cast.north.id):
        another = make_feed(by=cast.lead)

    answers = [read(client, token) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert read(client, another).status_code == 200


def test_who_guesses_addresses_is_held_up_and_those_who_know_theirs_are_not(client, cast, token, monkeypatch):
    monkeypatch.setattr(limits, "FEED_FROM", limits.Limit("feed-from", 3, datetime.timedelta(minutes=15)))

    guesses = [read(client, make.token(cast.north)).status_code for _ in range(4)]

    assert guesses == [404, 404, 404, 429]
    assert read(client, token).status_code == 200


def test_other_programs_find_the_feed_well_formed_with_the_zone_it_needs(client, cast, token):
    """Two zones, a step without an hour and one over the end of summer time."""
    make.task(cast.north, cast.organizer, title="Call, then write; twice", due_time=datetime.time(18))
    make.task(cast.north, cast.organizer, title="Bring the flyer")
    make.action(cast.north, "Fill the board room", time_zone="America/Chicago")

    answer = read(client, token)
    found = icalendar.Calendar.from_ical(answer.content)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert found.errors == []
    used = {event["dtstart"].params.get("TZID") for event in found.walk("VEVENT")} - {None}
    assert (
        used
        == {"America/New_York", "America/Chicago"}
        == {str(zone["tzid"]) for zone in found.walk("VTIMEZONE")}
    )
    assert len({str(event["uid"]) for event in found.walk("VEVENT")}) == 3
    assert icalendar.Calendar.from_ical(found.to_ical()).to_ical() == found.to_ical()


def test_what_moved_is_a_later_revision_so_that_calendars_follow(client, cast, token):
    later = timezone.now() + datetime.timedelta(days=9)
    with tenant(cast.north.id):
        action = campaigns.create_action(by=cast.lead, name="Bus night", kind="meeting", starts_at=later)
    (before,) = events(read(client, token))
    with tenant(cast.north.id):
        campaigns.edit_action(
            by=cast.lead, action=action, changes={"starts_at": later + datetime.timedelta(1)}
        )
    (moved,) = events(read(client, token))
    with tenant(cast.north.id):
        campaigns.cancel_action(by=cast.lead, action=action)
    (off,) = events(read(client, token))

    assert before["uid"] == moved["uid"] == off["uid"]
    assert before["sequence"] < moved["sequence"] < off["sequence"]
    assert before["last-modified"].dt <= moved["last-modified"].dt
    assert off["status"] == "CANCELLED"


@pytest.mark.parametrize(("left", "renewed"), [(200, False), (80, True)])
def test_an_address_that_is_read_does_not_run_out(client, cast, token, left, renewed):
    ends = timezone.now() + datetime.timedelta(days=left)
    with tenant(cast.north.id):
        AccessToken.objects.update(expires_at=ends)

    read(client, token)

    with tenant(cast.north.id):
        assert (AccessToken.objects.get().expires_at > ends) is renewed


def test_an_address_that_nobody_read_for_two_years_is_gone(client, cast, token):
    with tenant(cast.north.id):
        AccessToken.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))

    assert read(client, token).status_code == 404
