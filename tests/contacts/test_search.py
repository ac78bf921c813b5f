"""Finding people the way organizers remember them."""

import pytest
from django.db import connection
from django.urls import reverse

from contacts import search
from contacts.services import create_contact, create_tag
from crm.access.tenancy import tenant
from crm.search import finders
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast):
    with tenant(cast.north.id):
        create_contact(
            by=cast.lead,
            given_name="José-María",
            family_name="Núñez",
            chosen_name="Chema",
            methods=[{"kind": "mobile", "value": "(919) 555-0142"}],
        )
        create_contact(
            by=cast.lead,
            given_name="William",
            family_name="O'Brien",
            methods=[{"kind": "email", "value": "will.obrien@example.org"}],
        )
        create_contact(
            by=cast.lead,
            given_name="Kim",
            family_name="Young",
            age_band="13_15",
            methods=[{"kind": "mobile", "value": "919-555-0177"}],
        )
    with tenant(cast.south.id):
        create_contact(by=cast.outsider, given_name="José", family_name="Sur")


def found(actor, text) -> list[str]:
    with tenant(actor.organization_id):
        return [hit.title for hit in search.find_people(actor, text, 8)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nunez jose", "Chema Núñez"),
        ("JOSÉ", "Chema Núñez"),
        ("mar nun", "Chema Núñez"),
        ("chema", "Chema Núñez"),
        ("0142", "Chema Núñez"),
        ("5550142", "Chema Núñez"),
        ("919.555.0142", "Chema Núñez"),
        ("+1 (919) 555-0142", "Chema Núñez"),
        ("919-555-01", "Chema Núñez"),
        ("chema 0142", "Chema Núñez"),
        ("bill", "William O'Brien"),
        ("obrien", "William O'Brien"),
        ("will.obrien@ex", "William O'Brien"),
        ("will.ob", "William O'Brien"),
    ],
)
def test_a_person_is_found_by_what_is_remembered(cast, people, text, name):
    assert name in found(cast.organizer, text)


@pytest.mark.parametrize("text", ["nunez bill", "0143", "zzz", "%", "_", "josé'; drop", "42"])
def test_what_fits_nobody_finds_nobody(cast, people, text):
    assert found(cast.organizer, text) == []


def test_the_search_shows_each_role_what_it_may_see(cast, people):
    assert found(cast.viewer, "chema") == ["Chema Núñez"] and found(cast.viewer, "0142") == []
    assert found(cast.viewer, "will.obrien@ex") == []
    assert found(cast.organizer, "kim") == [] and found(cast.staff, "kim") == ["Kim Young"]
    assert found(cast.staff, "0177") == [] and found(cast.lead, "0177") == ["Kim Young"]
    assert found(cast.outsider, "jose") == ["José Sur"] and found(cast.volunteer, "chema") == []


def test_tags_and_districts_lead_to_their_lists(cast, people):
    make.district("Alder County")
    with tenant(cast.north.id):
        tag = create_tag(by=cast.lead, name="Bus riders")
        groups = {group.name: group.hits for group in finders.everything(cast.lead, "bus ride")}
        places = {group.name: group.hits for group in finders.everything(cast.viewer, "alder")}

    assert groups["tags"][0].url == f"{reverse('contacts:list')}?tag={tag.pk}"
    assert "district=Alder+County%2C+NC" in places["districts"][0].url


def test_words_are_looked_up_by_ranges_that_an_index_answers(cast, people):
    with tenant(cast.north.id), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        plan = search.people(cast.lead, "nunez jose").explain()

    assert "Index" in plan and ">= 'jose'" in plan
    assert "~~" not in plan
