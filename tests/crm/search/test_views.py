"""The search page and the list under the box."""

import pytest
from django.urls import reverse

from contacts.services import create_contact
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db
FIND = reverse("search:everything")


@pytest.fixture
def ana(cast):
    with tenant(cast.north.id):
        return create_contact(by=cast.organizer, given_name="Ana", family_name="Reyes")


def test_the_page_and_the_box_find_the_same_people(client, cast, ana):
    client = make.login(client, cast.organizer)

    page = client.get(FIND, {"q": "reyes"}).content.decode()
    box = client.get(FIND, {"q": "reyes"}, headers={"HX-Request": "true"}).content.decode()

    link = reverse("contacts:detail", args=[ana.pk])
    assert link in page and link in box and "<html" in page and "<html" not in box


def test_nothing_found_is_said_and_what_was_typed_is_no_markup(client, cast, ana):
    html = make.login(client, cast.organizer).get(FIND, {"q": "<b>x"}).content.decode()

    assert "Nothing found" in html and "<b>x" not in html


def test_strangers_are_asked_to_sign_in(client, cast, ana):
    assert client.get(FIND, {"q": "reyes"}).status_code == 302
