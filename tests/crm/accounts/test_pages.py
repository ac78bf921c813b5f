"""allauth brings pages of its own; none of them may be seen."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.walls.routes import ACCOUNTS

PLAIN = [
    route.name
    for route in ACCOUNTS
    if route.method == "get" and not route.args and route.name != "mfa_authenticate"
]


@pytest.fixture
def inside(door, person):
    door.knock("vera@example.org")
    Authenticator.objects.create(user_id=person.user_id, type="totp", data={})
    return door.client


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("signed_in", [True, False], ids=["inside", "outside"])
def test_every_page_of_an_account_wears_our_frame(request, door, name, signed_in):
    client = request.getfixturevalue("inside") if signed_in else door.client

    page = client.get(reverse(name), follow=True)

    assert page.status_code == 200
    assert b'<header class="mast">' in page.content
    assert b"data-offline" in page.content


def test_so_does_the_page_that_asks_for_a_code(door, inside):
    door.client.logout()

    page = door.client.post(
        reverse("account_login"),
        {"login": "vera@example.org", "password": "four unrelated words here"},
        follow=True,
    )

    assert page.request["PATH_INFO"] == reverse("mfa_authenticate")
    assert b'<header class="mast">' in page.content
