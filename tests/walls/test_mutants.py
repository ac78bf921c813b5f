"""A wall that can be taken away unnoticed is no wall: each of these takes one away and sees a check fail."""

import re

import pytest
from django.db import connections

from tests.house.source import PRODUCT, REPOSITORY, where
from tests.walls.reading import readers, unguarded_reads
from tests.walls.test_database import LOOSE, POLICIES, UNWALLED, missing_references

APP = connections["default"].settings_dict["USER"]
GUARDS = [
    (path, match.start())
    for path in readers(REPOSITORY, PRODUCT)
    for match in re.finditer(r"\.objects\.visible_to\(", path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    ("path", "at"), GUARDS, ids=lambda value: where(value) if hasattr(value, "stem") else value
)
def test_a_removed_visible_to_is_seen(path, at):
    source = path.read_text(encoding="utf-8")

    mutant = source[:at] + source[at:].replace(".objects.visible_to(", ".objects.filter(organization_id=", 1)

    assert len(list(unguarded_reads(mutant))) == len(list(unguarded_reads(source))) + 1


@pytest.fixture
def scratch(login):
    """The owner, in a transaction that is taken back."""
    owner = login("owner", autocommit=False)
    yield owner.cursor()
    owner.rollback()


def found(cursor, query: str) -> list[tuple]:
    return cursor.execute(query, {"app": APP}).fetchall()


class TestDatabase:
    @pytest.mark.parametrize("table", ["contacts_contact", "audit_auditevent", "organizations_membership"])
    @pytest.mark.parametrize(
        "act",
        [
            "drop policy tenant on {}",
            "alter table {} no force row level security",
            "alter table {} disable row level security",
        ],
    )
    def test_a_removed_policy_is_seen(self, scratch, table, act):
        assert found(scratch, UNWALLED) == []

        scratch.execute(act.format(table))

        assert found(scratch, UNWALLED) == [(table,)]

    def test_a_widened_policy_is_seen(self, scratch):
        scratch.execute("alter policy tenant on contacts_contact using (true)")

        assert found(scratch, POLICIES) == [("contacts_contact", "tenant")]

    def test_a_reference_without_the_organization_is_seen(self, scratch):
        scratch.execute("alter table contacts_contacttag drop constraint contacts_contacttag_contact_within")
        scratch.execute(
            "alter table contacts_contacttag add constraint loose foreign key (contact_id) references contacts_contact (id)"
        )

        assert found(scratch, LOOSE) == [("contacts_contacttag", "loose")]

    def test_a_missing_reference_is_seen(self, scratch):
        scratch.execute("alter table contacts_contacttag drop constraint contacts_contacttag_contact_within")

        assert missing_references(scratch) == ["contacts.ContactTag.contact"]
