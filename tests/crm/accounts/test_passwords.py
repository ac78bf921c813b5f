import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from crm.accounts import passwords
from crm.accounts.models import User
from tests import make

USER = {"name": "Guadalupe Ruiz", "email": "lupe.ruiz@example.org"}


def is_accepted(password: str, user: User, names=()) -> bool:
    try:
        passwords.check(password, user=user, names=names)
    except ValidationError:
        return False
    return True


@pytest.fixture
def user(db):
    return User.objects.create_user(**USER)


@pytest.fixture
def guarded(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    return user


@pytest.mark.parametrize(
    ("password", "alone", "with_second_factor"),
    [
        ("f" * 3 + "qzrlw", False, True),  # 8
        ("fqzrlwm", False, False),  # 7
        ("fqzrlwmxkvbnt p", True, True),  # 15
        ("fqzrlwmxkvbnt", False, True),  # 13
        ("mi perro come pan tostado", True, True),
        ("🐝🐝🐝 caballo grapa 🐝", True, True),
        ("correct horse battery staple " * 3, True, True),
        ("x" * 64 + " and more", True, True),
        ("fqz" * 400, False, False),  # 1,200
        ("password123", False, False),
        ("iloveyou", False, False),
    ],
)
def test_length_is_what_counts(user, password, alone, with_second_factor):
    assert is_accepted(password, user) == alone

    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})

    assert is_accepted(password, user) == with_second_factor


def test_recovery_codes_alone_are_no_second_factor(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"hashes": []})

    assert not is_accepted("fqzrlwmxkvbnt", user)


@pytest.mark.parametrize(
    "password",
    [
        "GuadalupeRuiz2026",
        "lupe.ruiz@example.org",
        "guadalupe guadalupe",
        "Northside Parents 26",
        "AlderCounty-2026!",
    ],
)
def test_words_that_everybody_around_knows_do_not_make_a_password(user, password):
    make.district("Alder County")

    assert not is_accepted(password, user, names=["Northside Parents"])


def test_such_a_word_among_others_is_fine(user):
    assert is_accepted("guadalupe paints seven blue doors", user)
