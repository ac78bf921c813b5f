"""Addresses of databases, and passwords of roles."""

import pytest

from crm.embedded import roles


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (
            "postgres://me:p%40ss@db.example.org:6432/crm?sslmode=require",
            {
                "host": "db.example.org",
                "port": 6432,
                "user": "me",
                "password": "p@ss",
                "dbname": "crm",
                "sslmode": "require",
            },
        ),
        (
            "postgres://me:x@/crm?host=/run/pg",
            {"host": "/run/pg", "user": "me", "password": "x", "dbname": "crm"},
        ),
        ("postgresql://%2Frun%2Fpg/crm", {"host": "/run/pg", "dbname": "crm"}),
    ],
)
def test_an_address_is_taken_apart(url, found):
    assert roles.from_url(url) == found


def test_each_role_has_a_password_of_its_own_from_one_secret():
    names = [roles.name("earshot", kind) for kind in roles.KINDS]

    assert len({roles.password("secret", role) for role in names}) == len(names)
    assert roles.password("secret", "earshot_app") != roles.password("other", "earshot_app")
