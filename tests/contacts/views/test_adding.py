"""Adding a person, and being asked first when they may be here already."""

import re
import uuid

import pytest
from django.urls import reverse

from contacts.models import Contact
from contacts.services import create_contact
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
NEW = reverse("contacts:new")


def typed(given="Lupe", family="Reyes", **more):
    return {
        "client_uuid": str(uuid.uuid4()),
        "given_name": given,
        "family_name": family,
        "age_band": "unknown",
        "language": "en",
    } | more


def count(cast) -> int:
    with tenant(cast.north.id):
        return Contact.objects.filter(organization_id=cast.north.id).count()


def test_a_page_that_was_gone_back_to_asks_before_it_saves_again(client, cast):
    browser = make.login(client, cast.lead)
    browser.post(NEW, typed(city="Durham"))

    asked = browser.post(NEW, typed(city="Durham"))  # the page came again, with another number

    assert asked.status_code == 422 and count(cast) == 1
    html = asked.content.decode()
    assert "Is this the same person?" in html and "Lupe Reyes" in html and 'value="Durham"' in html


def test_the_same_press_twice_is_one_person_without_a_question(client, cast):
    browser, once = make.login(client, cast.lead), typed()

    answers = [browser.post(NEW, once).status_code for _time in range(2)]

    assert answers == [302, 302] and count(cast) == 1


def test_the_same_page_with_another_name_is_not_taken_for_the_person_it_made(client, cast):
    browser, once = make.login(client, cast.lead), typed()
    browser.post(NEW, once)

    asked = browser.post(NEW, once | {"given_name": "Omar"})
    html = asked.content.decode()
    key = re.search(r'name="client_uuid" value="([^"]+)"', html)[1]
    known = re.findall(r'name="known" value="([^"]+)"', html)
    saved = browser.post(NEW, once | {"given_name": "Omar", "client_uuid": key, "known": known})

    assert asked.status_code == 422 and key != once["client_uuid"]
    assert saved.status_code == 302 and count(cast) == 2


def test_whoever_says_it_is_somebody_else_saves(client, cast):
    with tenant(cast.north.id):
        first = create_contact(by=cast.lead, given_name="Lupe", family_name="Reyes")
    browser = make.login(client, cast.lead)

    assert browser.post(NEW, typed(known=[str(first.pk)])).status_code == 302
    assert browser.post(NEW, typed(known=[str(first.pk)])).status_code == 422  # another one came meanwhile
    assert count(cast) == 2


def test_one_number_and_one_first_name_ask_and_a_family_at_one_number_does_not(client, cast):
    browser, number = make.login(client, cast.lead), {"phone": "919-555-0142", "phone_label": "own"}
    browser.post(NEW, typed(**number))

    assert browser.post(NEW, typed("Lupe", "Rayes", **number)).status_code == 422
    assert browser.post(NEW, typed("Omar", "Reyes", **number)).status_code == 302


def test_nobody_hears_of_people_whom_they_may_not_see(client, cast):
    with tenant(cast.north.id):
        create_contact(by=cast.lead, given_name="Kim", family_name="Young", age_band="13_15")

    assert make.login(client, cast.organizer).post(NEW, typed("Kim", "Young")).status_code == 302
