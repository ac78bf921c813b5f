"""People who really sign in."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import make

PASSWORD = "four unrelated words here"


class Door:
    """A browser in front of the sign-in page."""

    def __init__(self):
        self.client = Client(
            REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0"
        )

    def knock(self, email: str, password: str = PASSWORD, **extra):
        return self.client.post(reverse("account_login"), {"login": email, "password": password}, **extra)

    @property
    def is_in(self) -> bool:
        return "_auth_user_id" in self.client.session

    @property
    def key(self) -> str:
        return self.client.cookies["session"].value


@pytest.fixture
def door(db):
    return Door()


@pytest.fixture
def another_door(db):
    return Door()


@pytest.fixture
def person(cast):
    """A volunteer of Northside with a password and no second factor."""
    return make.member(cast.north, "volunteer", email="vera@example.org", name="Vera Vale", password=PASSWORD)


def link_in_mail(number: int = -1) -> str:
    """The path of the link in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[number].body)[1]
