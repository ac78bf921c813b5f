"""Signing in at the door by a link that anybody may hold."""

import datetime
import uuid

import pytest
from django.utils import timezone

from contacts.consent import consent_of
from contacts.models import ConsentEvent, Contact
from crm.access.tenancy import tenant
from crm.accounts import limits
from crm.accounts.limits import Limit
from listening.models import SessionParticipant, SessionSignIn
from listening.services.sessions import signing_in
from tests import make

NOW = {"starts_at": timezone.now() + datetime.timedelta(hours=1), "status": "planned"}


@pytest.fixture
def door(cast):
    """The public address of a session that begins in an hour, and the session."""
    session = make.session(cast.north, has_childcare=True, **NOW)
    with tenant(cast.north.id):
        token = signing_in.open_sign_in(by=cast.organizer, session=session)
    return f"/r/in/{token}/", session


def typed(**fields) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "given_name": "Ana", "family_name": "Reyes", **fields}


def test_it_works_without_an_account_or_script(cast, door, client):
    address, _session = door
    assert "Ms. Rivera" in client.get(address).text

    page = client.post(
        address,
        typed(kinds="parent", phone="919-555-0142", may_text="yes", needs_interpreter="on", children_n="2"),
        headers={"accept-language": "es"},
    )

    with tenant(cast.north.id):
        row = SessionParticipant.objects.get()
        assert row.receipt_code in page.text
        assert (row.contact.display_name, row.constituencies, row.came_by) == (
            "Ana Reyes",
            ["parent"],
            "sign_in",
        )
        asked = SessionSignIn.objects.get()
        assert (asked.needs_interpreter, asked.children_n, asked.language) == (True, 2, "es")
        line = ConsentEvent.objects.get()
        assert (line.purpose, line.value, line.how) == ("text", "granted", "web_form")


def test_two_presses_are_one_person(cast, door, client):
    address, _session = door
    once = typed()

    for _press in range(2):
        assert client.post(address, once).status_code == 200

    with tenant(cast.north.id):
        assert SessionParticipant.objects.count() == 1
        assert Contact.objects.count() == 1


def test_somebody_known_by_name_and_number_is_nobody_new_and_a_no_stays(cast, door, client):
    address, _session = door
    ana = make.contact(cast.north)
    make.method(cast.north, ana)
    make.consent(cast.north, ana, "withdrawn")

    page = client.post(
        address, typed(given_name="ana", family_name="REYES", phone="(919) 555-0142", may_text="yes")
    )

    assert page.status_code == 200
    with tenant(cast.north.id):
        assert SessionParticipant.objects.get().contact == ana
        assert consent_of([ana])[ana.pk].standing("text").value == "withdrawn"


def test_the_same_number_under_another_name_is_another_person(cast, door, client):
    address, _session = door
    ana = make.contact(cast.north)
    make.method(cast.north, ana)

    client.post(address, typed(given_name="Ben", phone="919-555-0142"))

    with tenant(cast.north.id):
        assert SessionParticipant.objects.get().contact != ana


def test_a_student_who_signs_in_is_protected(cast, door, client):
    address, _session = door

    client.post(address, typed(kinds="student", phone="919-555-0142", may_text="yes"))

    with tenant(cast.north.id):
        kim = SessionParticipant.objects.get().contact
        assert kim.is_minor
        assert not consent_of([kim])[kim.pk].may("text").allowed
        assert not Contact.objects.visible_to(cast.organizer).filter(pk=kim.pk).exists()


def test_bad_input_keeps_what_was_typed(cast, door, client):
    address, _session = door

    page = client.post(address, typed(given_name="", family_name="Reyes", phone="12"))

    assert page.status_code == 422
    assert 'value="Reyes"' in page.text
    assert 'value="12"' in page.text


@pytest.mark.parametrize("state", ["early", "over", "cancelled"])
def test_outside_its_hours_nobody_is_taken(cast, client, state):
    hours = {"early": 20, "over": -20, "cancelled": 1}[state]
    session = make.session(
        cast.north,
        starts_at=timezone.now() + datetime.timedelta(hours=hours),
        status="cancelled" if state == "cancelled" else "planned",
    )
    with tenant(cast.north.id):
        token = signing_in.open_sign_in(by=cast.organizer, session=session)

    page = client.post(f"/r/in/{token}/", typed())

    assert "not open" in page.text
    with tenant(cast.north.id):
        assert not SessionParticipant.objects.exists()


def test_a_closed_or_unknown_link_says_nothing(cast, door, client):
    address, session = door
    with tenant(cast.north.id):
        signing_in.close_sign_in(by=cast.organizer, session=session)

    closed, unknown = client.get(address), client.get("/r/in/no-such-token/")

    assert (closed.status_code, unknown.status_code) == (404, 404)
    assert "Ms. Rivera" not in closed.text
    with tenant(cast.north.id):
        signing_in.open_sign_in(by=cast.organizer, session=session)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("which", ["SIGN_INS", "SIGN_INS_FROM"])
def test_a_machine_is_stopped_by_link_and_by_address_and_loses_nothing(
    cast, door, client, monkeypatch, which
):
    address, _session = door
    monkeypatch.setattr(limits, which, Limit(f"test-{uuid.uuid4()}", 2, datetime.timedelta(minutes=5)))

    answers = [client.post(address, typed(family_name=f"Reyes{number}")) for number in range(3)]

    assert [page.status_code for page in answers] == [200, 200, 429]
    assert "Reyes2" in answers[-1].text
    with tenant(cast.north.id):
        assert SessionParticipant.objects.count() == 2


def test_a_link_of_another_purpose_opens_no_door(cast, door, client):
    assert client.get(f"/r/in/{make.token(cast.north)}/").status_code == 404


def test_the_poster_shows_the_code_once_it_is_opened(cast, client):
    session = make.session(cast.north, **NOW)
    make.login(client, cast.organizer)
    page = f"/listening/sessions/{session.pk}/sign-in/"
    with tenant(cast.north.id):
        token = signing_in.sign_in_token(session)
    assert token not in client.get(page).text

    client.post(page + "switch/", {"to": "open"})
    opened = client.get(page).text

    assert token in opened
    assert "Regístrese aquí" in opened
    assert "Sign in here" in opened
