"""Whoever answers somebody reads through .visible_to(...)."""

import pytest

from tests.house.source import PRODUCT, REPOSITORY, where
from tests.walls.reading import readers, unguarded_reads

# (file, model): why it cannot be asked for an actor.
ALLOWED = {
    ("crm/accounts/views.py", "Authenticator"): "a second factor belongs to a person, read by request.user",
    (
        "crm/api/services.py",
        "RequestKey",
    ): "a digest under the key that the caller sent, in their organization",
}


@pytest.mark.parametrize("path", readers(REPOSITORY, PRODUCT), ids=where)
def test_a_module_that_answers_reads_what_its_actor_may_see(path):
    found = [
        f"{where(path)}:{line} {model}"
        for line, model in unguarded_reads(path.read_text(encoding="utf-8"))
        if (where(path), model) not in ALLOWED
    ]

    assert found == []


def test_no_exception_has_outlived_its_reason():
    used = {
        (where(path), model)
        for path in readers(REPOSITORY, PRODUCT)
        for _line, model in unguarded_reads(path.read_text(encoding="utf-8"))
    }

    assert set(ALLOWED) - used == set()
