"""With real threads on the second connection, so outside the transaction of a test case."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections
from django.test import Client
from django.urls import reverse

from crm.accounts import limits
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
PASSWORD = "four unrelated words here"


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


@pytest.fixture
def hashes(settings):
    settings.PASSWORD_HASHERS = ["tests.crm.accounts.test_limits.CountingHasher"]
    CountingHasher.count = 0
    return CountingHasher


def knock(email: str, password: str = "wrong", address: str = "192.0.2.1") -> int:
    try:
        answer = Client(REMOTE_ADDR=address).post(
            reverse("account_login"), {"login": email, "password": password}
        )
        return answer.status_code
    finally:
        connections.close_all()


@pytest.fixture
def person():
    north = make.organization("Northside")
    return make.member(north, "volunteer", email="vera@example.org", password=PASSWORD)


def test_of_200_parallel_guesses_at_one_account_ten_are_hashed(person, hashes):
    hashes.count = 0
    addresses = [f"198.51.{n}.1" for n in range(200)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda address: knock("vera@example.org", address=address), addresses))

    assert hashes.count == 10
    assert set(answers) == {422}


def test_of_40_guesses_from_one_network_thirty_are_hashed(person, hashes):
    hashes.count = 0
    answers = [knock(f"nobody{n}@example.org", address=f"192.0.2.{n}") for n in range(40)]

    assert hashes.count == 30
    assert set(answers) == {422}


def test_the_eleventh_answer_needs_no_hash_even_with_the_right_password(person, hashes):
    for n in range(10):
        knock("vera@example.org", address=f"198.51.{n}.1")
    hashes.count = 0

    knock("vera@example.org", PASSWORD, address="203.0.113.1")

    assert hashes.count == 0


def test_the_right_password_starts_the_count_anew(person):
    for n in range(9):
        knock("vera@example.org", address=f"198.51.{n}.1")
    assert knock("vera@example.org", PASSWORD) == 302

    assert limits.SIGN_IN.take("vera@example.org")


def test_a_quarter_of_an_hour_later_one_may_try_again(person):
    for _ in range(11):
        limits.SIGN_IN.take("vera@example.org")
    assert not limits.SIGN_IN.take("vera@example.org")
    with connections["side"].cursor() as cursor:
        cursor.execute(
            "update accounts_attempt set window_start = window_start - interval '15 minutes 1 second'"
        )

    assert knock("vera@example.org", PASSWORD) == 302


def test_the_table_names_nobody():
    limits.SIGN_IN.take("vera@example.org")

    with connections["side"].cursor() as cursor:
        cursor.execute("select key from accounts_attempt")
        assert "vera" not in str(cursor.fetchall())
