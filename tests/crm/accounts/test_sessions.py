import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.urls import reverse
from django.utils import timezone

from crm.access.tenancy import tenant
from crm.accounts.models import Session, User
from crm.accounts.sessions import SessionStore
from crm.organizations.models import Membership
from tests import make

SECURITY = "/accounts/"


def age(client, **fields):
    """Make the browser's session older."""
    key = SessionStore.stored_key(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert Session.objects.filter(pk=key).update(**fields) == 1


def is_open(client, path=SECURITY) -> bool:
    return client.get(path).status_code == 200


def test_the_table_does_not_hold_what_the_cookie_holds(door, person):
    door.knock("vera@example.org")

    session = Session.objects.get(user_id=person.user_id)

    assert door.key not in (session.pk, session.session_data)
    assert session.pk == SessionStore.stored_key(door.key)
    assert (session.device, session.address) == ("Firefox, Linux", "192.0.2.0/24")


def test_a_session_planted_before_signing_in_is_worth_nothing_after(door, another_door, person):
    door.client.get(reverse("account_reset_password"))
    planted = SessionStore()
    planted["x"] = 1
    planted.create()
    door.client.cookies["session"] = planted.session_key

    door.knock("vera@example.org")

    assert door.is_in
    assert door.key != planted.session_key
    assert not Session.objects.filter(pk=SessionStore.stored_key(planted.session_key)).exists()


def test_twelve_idle_hours_end_it(door, person):
    door.knock("vera@example.org")
    age(door.client, last_seen_at=timezone.now() - datetime.timedelta(hours=11, minutes=59))
    assert is_open(door.client)

    age(door.client, last_seen_at=timezone.now() - datetime.timedelta(hours=12, minutes=1))

    assert not is_open(door.client)


def test_each_request_winds_the_idle_clock_up_again(door, person):
    door.knock("vera@example.org")
    age(door.client, last_seen_at=timezone.now() - datetime.timedelta(hours=11))

    door.client.get(SECURITY)

    seen = Session.objects.get(user_id=person.user_id).last_seen_at
    assert timezone.now() - seen < datetime.timedelta(minutes=1)


@pytest.mark.parametrize(("who", "open_after_61_minutes"), [("lead", True), ("admin", False)])
def test_an_hour_is_enough_for_administrators(client, cast, who, open_after_61_minutes):
    make.login(client, getattr(cast, who))
    age(client, last_seen_at=timezone.now() - datetime.timedelta(minutes=61))

    assert is_open(client) == open_after_61_minutes


def test_after_fourteen_days_everybody_signs_in_again(door, person):
    door.knock("vera@example.org")
    session = Session.objects.get(user_id=person.user_id)
    assert session.expire_date - session.created_at == datetime.timedelta(days=14)
    door.client.get(SECURITY)

    age(door.client, expire_date=timezone.now() - datetime.timedelta(seconds=1))

    assert not is_open(door.client)


def test_a_request_under_way_does_not_bring_an_ended_session_back(door, person):
    door.knock("vera@example.org")
    session = door.client.session
    assert session["_auth_user_id"]
    Session.objects.all().delete()

    session["late"] = True
    with pytest.raises(UpdateError):
        session.save()

    assert Session.objects.count() == 0


def test_a_deactivated_person_is_out_at_the_next_request(door, person):
    door.knock("vera@example.org")

    User.objects.filter(pk=person.user_id).update(is_active=False)

    assert not is_open(door.client)


def test_an_ended_membership_closes_the_organization_at_the_next_request(door, person, cast):
    door.knock("vera@example.org")
    assert is_open(door.client, "/organizations/roles/")

    with tenant(cast.north.id):
        Membership.objects.filter(pk=person.id).update(ended_at=timezone.now())

    assert door.client.get("/organizations/roles/").status_code == 403


def test_one_browser_can_be_signed_out_from_another(door, another_door, person):
    door.knock("vera@example.org")
    another_door.knock("vera@example.org")
    theirs = SessionStore.stored_key(another_door.key)

    assert door.client.post(reverse("accounts:end_session", args=[theirs])).status_code == 302

    assert not is_open(another_door.client)
    assert is_open(door.client)


def test_nobody_signs_out_a_stranger(door, another_door, person, cast):
    make.member(cast.south, "volunteer", email="sol@example.org", password="four unrelated words here")
    door.knock("vera@example.org")
    another_door.knock("sol@example.org")

    answer = door.client.post(
        reverse("accounts:end_session", args=[SessionStore.stored_key(another_door.key)])
    )

    assert answer.status_code == 404
    assert is_open(another_door.client)


def test_all_others_at_once(door, another_door, person):
    door.knock("vera@example.org")
    another_door.knock("vera@example.org")

    door.client.post(reverse("accounts:end_other_sessions"))

    assert (is_open(door.client), is_open(another_door.client)) == (True, False)
