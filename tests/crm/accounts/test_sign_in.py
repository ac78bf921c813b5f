"""The door: what it says, to whom, and after what work."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.urls import reverse

from crm.access.tenancy import tenant
from crm.accounts.models import Session, User
from crm.queue.models import Job
from tests.crm.accounts.conftest import PASSWORD, link_in_mail
from tests.walls.test_matrix import plain

UNKNOWN, KNOWN = "nobody@example.org", "vera@example.org"


class CountingHasher(MD5PasswordHasher):
    algorithm = "counted"
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


def typed(answer, email: str) -> str:
    return plain(answer.content).replace(email, "")


def test_with_the_password_one_is_in(door, person):
    answer = door.knock(KNOWN)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert door.is_in


def test_case_and_spaces_around_the_address_do_not_matter(door, person):
    door.knock(" VERA@Example.org ")

    assert door.is_in


def test_a_stranger_cannot_tell_whether_an_address_has_an_account(door, another_door, person, settings):
    settings.PASSWORD_HASHERS = ["tests.crm.accounts.test_sign_in.CountingHasher"]
    work, answers = [], []
    for visitor, email in ((door, KNOWN), (another_door, UNKNOWN)):
        CountingHasher.count = 0
        answer = visitor.knock(email, "wrong")
        work.append(CountingHasher.count)
        answers.append((answer.status_code, typed(answer, email)))

    assert answers[0] == answers[1]
    assert work == [1, 1]


def test_nor_by_asking_for_a_new_password(door, another_door, person):
    answers = [
        visitor.client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for visitor, email in ((door, KNOWN), (another_door, UNKNOWN))
    ]

    assert answers[0].status_code == answers[1].status_code == 200
    assert typed(answers[0], KNOWN) == typed(answers[1], UNKNOWN)
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]


def test_a_deactivated_account_answers_like_a_wrong_password_until_the_right_one(door, person):
    User.objects.filter(pk=person.user_id).update(is_active=False)

    assert door.knock(KNOWN, "wrong").status_code == 422
    assert door.knock(KNOWN)["Location"] == reverse("account_inactive")
    assert not door.is_in


def test_nobody_signs_up(door):
    door.client.post(reverse("account_signup"), {"email": UNKNOWN, "password1": PASSWORD})

    assert not User.objects.filter(email=UNKNOWN).exists()


class TestReset:
    @pytest.fixture
    def link(self, door, person):
        door.client.post(reverse("account_reset_password"), {"email": KNOWN})
        return link_in_mail()

    def choose(self, door, link, password="seven blue doors open"):
        form = door.client.get(link)["Location"]
        return door.client.post(form, {"password1": password})

    def test_the_link_sets_a_new_password_and_ends_every_session(self, door, another_door, person):
        another_door.knock(KNOWN)
        door.client.post(reverse("account_reset_password"), {"email": KNOWN})
        link = link_in_mail()

        self.choose(door, link)

        assert another_door.client.get("/accounts/").status_code == 302
        assert not Session.objects.filter(user__email=KNOWN).exists()
        assert door.knock(KNOWN).status_code == 422
        assert door.knock(KNOWN, "seven blue doors open").status_code == 302

    def test_it_works_once(self, door, another_door, link):
        self.choose(door, link)

        assert another_door.client.get(link).status_code == 200  # a page that says so, and no form
        assert b"password1" not in another_door.client.get(link).content

    def test_it_is_void_after_an_hour(self, door, link, settings):
        settings.PASSWORD_RESET_TIMEOUT = -1

        assert b"password1" not in door.client.get(link).content

    def test_a_poor_password_is_refused(self, door, link):
        answer = self.choose(door, link, "tooshort")

        assert answer.status_code == 422

    def test_the_token_stands_in_no_table(self, link):
        token = re.search(r"-(.+)/$", link)[1]

        stored = [session.session_data for session in Session.objects.all()]

        assert token not in "".join(stored)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(door, another_door, person):
    door.knock(KNOWN)
    another_door.knock(KNOWN)
    before = door.key

    answer = door.client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "seven blue doors open"}
    )

    assert answer.status_code == 302
    assert door.client.get("/accounts/").status_code == 200
    assert another_door.client.get("/accounts/").status_code == 302
    assert door.key != before


def test_the_password_is_in_no_column_that_can_be_read(person):
    user = User.objects.get(pk=person.user_id)

    assert "password" not in {field.attname for field in User._meta.get_fields() if hasattr(field, "attname")}
    assert user.check_password(PASSWORD)
    assert not user.check_password("wrong")
    assert user.has_usable_password()


class TestNewDevice:
    """Somebody who signed in before does so with a browser that is signed in nowhere."""

    PHONE = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/605.1"
    )

    def notices(self, organization) -> list[str]:
        with tenant(organization.id):
            return [job.payload["device"] for job in Job.objects.filter(kind="accounts.tell")]

    def test_its_owner_is_told(self, door, another_door, person, cast):
        door.knock(KNOWN)

        another_door.knock(KNOWN, headers={"User-Agent": self.PHONE})

        assert self.notices(cast.north) == ["Safari, iPhone"]

    def test_the_first_sign_in_and_a_known_browser_are_no_news(self, door, another_door, person, cast):
        door.knock(KNOWN)

        another_door.knock(KNOWN)

        assert self.notices(cast.north) == []
