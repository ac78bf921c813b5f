"""A higher room takes more out of the rows: here, who came to a meeting. What it wrote goes with the import."""

import pytest

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.imports import kinds
from tests.crm.imports.bringing import bring, outcomes, undo


class WhoCame(kinds.Follower):
    def __init__(self):
        self.there: dict = {}

    def wrote(self, batch, plan, by, came):
        for one in came:
            self.there.setdefault(one.object_id, []).append((one.line, one.values["Came"]))

    def undo(self, batch, ids, by):
        for pk in ids:
            self.there.pop(pk, None)


@pytest.fixture
def who_came(monkeypatch):
    follower = WhoCame()
    monkeypatch.setattr(kinds.registry, "_followers", {})
    kinds.follow("contacts", follower)
    return follower


def test_a_follower_is_told_of_every_row_with_its_record_and_of_the_undo(cast, who_came):
    bring(cast.north, cast.staff, "Name,Phone,Came\nAna Reyes,919-555-0101,\n")
    who_came.there.clear()

    text = "Name,Phone,Came\nAna Reyes,919-555-0101,yes\nTom Cole,919-555-0102,no\nT. Cole,,\nTom Cole,919-555-0102,yes\n"
    batch = bring(cast.north, cast.staff, text, name="meeting.csv")

    with tenant(cast.north.id):
        called = {pk: person.given_name for pk, person in Contact.objects.in_bulk().items()}
    said = {called[pk]: rows for pk, rows in who_came.there.items()}
    assert said["Ana"] == [(2, "yes")]
    assert said["Tom"] == [(3, "no"), (5, "yes")]
    assert outcomes(cast.north, batch)[5].outcome == "unchanged"

    undo(cast.north, cast.staff, batch)

    assert not {pk for pk in who_came.there if called[pk] == "Tom"}
