"""A statement that is written once shows each reader just what the queryset would show them."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from contacts.search.fitting import SEEN
from crm.access.actors import System
from crm.access.roles import Permission
from crm.access.tenancy import tenant
from crm.organizations.compiled import Compiled, among_ids
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(cast):
    with tenant(cast.north.id):
        people = [
            make.contact(cast.north, given_name="Ann"),
            make.contact(cast.north, given_name="Ben", confidentiality="hidden"),
            make.contact(cast.north, given_name="Cal", confidentiality="restricted"),
            make.contact(cast.north, given_name="Dee", confidentiality="hidden", owner_id=cast.organizer.id),
            make.contact(cast.north, given_name="Eve", age_band="13_15", is_minor=True),
            make.contact(cast.north, given_name="Fay", owner_id=cast.volunteer.id),
            make.contact(cast.north, given_name="Gus", status="erased"),
        ]
    with tenant(cast.south.id):
        people.append(make.contact(cast.south, given_name="Hal"))
    return [person.pk for person in people]


def test_every_kind_of_reader_sees_what_the_queryset_shows(cast, everybody, ids):
    readers = [*vars(everybody).values(), cast.organizer, cast.volunteer, cast.outsider, cast.admin]
    readers += [replace(cast.organizer, is_youth_trained=True), System(organization_id=cast.north.id, reason="test")]  # fmt: skip
    for _turn in range(2):  # the second time nothing is written anew
        for reader in readers:
            with tenant(reader.organization_id):
                shown = {person.pk for person in SEEN.rows(reader, ids)}
                seen = Contact.objects.visible_to(reader).current().filter(pk__in=ids)
                assert shown == set(seen.values_list("pk", flat=True)), reader.role if hasattr(reader, "role") else reader  # fmt: skip


def test_two_members_of_one_role_are_not_taken_for_each_other(cast, ids):
    other = make.member(cast.north, "organizer", name="Olga Organizer")
    with tenant(cast.north.id):
        assert "Dee" in {person.given_name for person in SEEN.rows(cast.organizer, ids)}
        assert "Dee" not in {person.given_name for person in SEEN.rows(other, ids)}


def test_whoever_may_see_nobody_costs_no_statement(cast, ids):
    nobody = replace(cast.viewer, role=type("Nobody", (cast.viewer.role,), {"permissions": frozenset()}))
    assert not nobody.can(Permission.VIEW_CONTACTS)
    with tenant(cast.north.id), CaptureQueriesContext(connection) as asked:
        assert SEEN.rows(nobody, ids) == []
    assert len(asked) == 0


def test_its_statements_are_seen_by_whoever_counts_them(cast, ids):
    with tenant(cast.north.id), CaptureQueriesContext(connection) as asked:
        SEEN.rows(cast.lead, ids)
    assert len(asked) == 1


def test_rows_without_a_model_come_as_they_are(cast, ids):
    named = Compiled(
        lambda actor: (
            Contact.objects.visible_to(actor)
            .filter(among_ids("contacts_contact.id"))
            .order_by("given_name")
            .values_list("given_name", "id")
        )
    )
    with tenant(cast.north.id):
        assert named.rows(cast.lead, [*ids[:1], uuid.uuid4()]) == [("Ann", ids[0])]
