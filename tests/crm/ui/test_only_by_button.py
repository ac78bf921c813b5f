"""Somebody comes to the address of a button as to a page: by a reload, by going back, from the sign-in page."""

import re
import uuid

import pytest
from django.urls import NoReverseMatch, reverse

from contacts.services import create_contact
from crm.access.tenancy import tenant
from tests import make
from tests.walls.routes import ROUTES

pytestmark = pytest.mark.django_db(databases=["default", "side", "dispatcher"])
SOMETHING = (uuid.UUID(int=7), 7, "tag", "aaaa-bbbb")


def addresses() -> list[str]:
    """Of every route, with ids that nobody has: a button answers before it looks for anything."""
    names = {route.name: route for route in ROUTES if not route.name.startswith("api:")}
    return sorted({address for route in names.values() if (address := address_of(route))})


def address_of(route) -> str | None:
    words = ["pk"] if route.pk else []
    words += [] if callable(route.args) else list(route.args)
    for one in SOMETHING:
        try:
            return reverse(route.name, kwargs=dict.fromkeys(words, one))
        except NoReverseMatch as error:
            if found := re.search(r"pattern\(s\) tried: \[(.+)\]", str(error)):
                words = re.findall(r"\?P<(\w+)>", found[1].split(",")[0])
    return None


def test_nobody_meets_a_bare_refusal(client, cast):
    browser = make.login(client, cast.admin)
    asked, bare, twice = addresses(), [], []
    for address in asked:
        answer = browser.get(address)
        if answer.status_code == 405 and not getattr(answer.resolver_match.func, "csrf_exempt", False):
            bare.append(address)
        if answer.status_code == 302 and browser.get(answer["Location"]).status_code == 302:
            twice.append((address, answer["Location"]))

    assert len(asked) > 300
    assert bare == [] and twice == []


def test_they_land_on_the_page_above_and_hear_that_nothing_was_done(client, cast):
    with tenant(cast.north.id):
        person = create_contact(by=cast.lead, given_name="Lupe", family_name="Reyes")
    card = reverse("contacts:card", args=[person.pk])

    answer = make.login(client, cast.lead).get(card, follow=True)

    assert answer.redirect_chain == [(reverse("contacts:detail", args=[person.pk]), 302)]
    assert answer.content.decode().count("Nothing was changed.") == 1


def test_a_part_of_a_page_and_a_machine_are_still_refused(client, cast):
    browser = make.login(client, cast.lead)
    card = reverse("contacts:card", args=[uuid.UUID(int=7)])

    assert browser.get(card, headers={"HX-Request": "true"}).status_code == 405
    assert browser.get(card, headers={"Accept": "application/json"}).status_code == 405
