"""Calls from a selection and from a saved list: those who may be called, and why not the others."""

import pytest
from django.urls import reverse

from crm.access.tenancy import tenant
from listening.models import CallList
from listening.talks import choosing
from tests import make


@pytest.fixture
def people(cast):
    """Two who can be called, one who said no, one without a number, one who asked not to be contacted."""
    found = {
        name: make.contact(cast.north, name, "Reyes")
        for name in ("Ana", "Ben", "Said no", "No number", "Leave")
    }
    for number, name in enumerate(("Ana", "Ben", "Said no", "Leave")):
        make.method(cast.north, found[name], f"+1919555014{number}")
    make.consent(cast.north, found["Said no"], "withdrawn", purpose="call")
    with tenant(cast.north.id):
        type(found["Leave"]).objects.filter(pk=found["Leave"].pk).update(status="do_not_contact")
    for contact in found.values():
        make.stake(cast.north, contact)
    return found


def called(cast):
    with tenant(cast.north.id):
        calls = CallList.objects.get()
        return calls, {call.contact.given_name for call in calls.calls.select_related("contact")}


def test_ticked_people_become_a_list_without_those_who_must_not_be_called(client, cast, people):
    make.login(client, cast.organizer)
    picks = [str(contact.pk) for contact in people.values()]

    asked = client.post(reverse("listening:calls_choose"), {"pick": picks}, follow=True)
    page, address = asked.content.decode(), asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"]
    begun = client.post(address, {"title": "Board night", "ask": "Will you come?"})

    assert "You can call 2 of 5 people" in page
    for why in ("They said no.", "There is no number that works.", "They asked not to be contacted."):
        assert why in page
    calls, names = called(cast)
    assert begun.url == reverse("listening:calling", args=[calls.pk])
    assert (names, calls.left_out, calls.title, calls.ask) == (
        {"Ana", "Ben"},
        3,
        "Board night",
        "Will you come?",
    )


def test_a_saved_list_is_called_through_from_its_menu(client, cast, people, monkeypatch):
    saved = make.segment(cast.north, "Parents of Lowery", is_shared=True)
    make.contact(cast.north, "Not in it")
    make.login(client, cast.organizer)
    url = reverse("listening:calls_of_people", query={"segment": saved.pk})
    monkeypatch.setattr(choosing, "MOST_CALLS", 1)
    monkeypatch.setattr(choosing, "LOOKED_AT", 1)

    menu = client.get(reverse("contacts:list", query={"segment": saved.pk})).content.decode()
    page = client.get(url).content.decode()
    client.post(url, {"title": "Parents of Lowery"})

    assert url in menu
    assert 'value="Parents of Lowery"' in page
    assert "1 more waits for another list" in page
    assert "For one of these reasons" in page
    calls, names = called(cast)
    assert (len(names), calls.left_out) == (1, 4)


def test_where_nobody_can_be_called_nothing_begins(client, cast, people):
    make.login(client, cast.organizer)
    url = reverse("listening:calls_of_people", query={"pick": str(people["Said no"].pk)})

    page = client.get(url).content.decode()
    refused = client.post(url, {"title": "Calls"})

    assert "Nobody here can be called" in page
    assert refused.status_code == 422
    with tenant(cast.north.id):
        assert not CallList.objects.exists()


def test_people_out_of_sight_are_neither_called_nor_counted(client, cast, people):
    minor = make.contact(cast.north, "Kim", is_minor=True, age_band="16_17")
    theirs = make.contact(cast.south, "Southern")
    make.login(client, cast.organizer)

    page = client.get(
        reverse(
            "listening:calls_of_people",
            query={"pick": [str(minor.pk), str(theirs.pk), str(people["Ana"].pk)]},
        )
    ).content.decode()

    assert "You can call 1 of 1 people" in page
