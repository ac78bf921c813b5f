"""Finding people the way organizers remember them."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts import search
from contacts.models import Contact
from contacts.search import fitting
from contacts.search.candidates import fit, known
from contacts.search.terms import read
from contacts.services import create_contact
from crm.access.tenancy import tenant
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
    | st.from_regex(r"[%_'\"();\\\\*&|!:<@+ \x01-\x1fjosé0142.-]{1,30}", fullmatch=True)
)
def test_whatever_is_typed_is_answered_with_ones_own_people(cast, people, text):
    everyone = {"Chema Núñez", "William O'Brien", "Kim Young"}
    assert set(found(cast.lead, text)) <= everyone
    with tenant(cast.north.id):
        assert {person.display_name for person in search.people(cast.lead, text)} <= everyone


def test_the_search_shows_each_role_what_it_may_see(cast, people):
    assert found(cast.viewer, "chema") == ["Chema Núñez"] and found(cast.viewer, "0142") == []
    assert found(cast.viewer, "will.obrien@ex") == []
    assert found(cast.organizer, "kim") == [] and found(cast.staff, "kim") == ["Kim Young"]
    assert found(cast.staff, "0177") == [] and found(cast.lead, "0177") == ["Kim Young"]
    assert found(cast.outsider, "jose") == ["José Sur"] and found(cast.volunteer, "chema") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nuñes", "Chema Núñez"),
        ("joes maria nunez", "Chema Núñez"),
        ("nnez josé", "Chema Núñez"),
        ("O'Brian wiliam", "William O'Brien"),
        ("wlliam obrein", "William O'Brien"),
        ("chem 0142", "Chema Núñez"),
    ],
)
def test_a_slip_of_the_fingers_does_not_hide_a_person(cast, people, text, name):
    assert found(cast.lead, text) == [name]
    with tenant(cast.north.id):
        assert [person.display_name for person in search.people(cast.lead, text)] == [name]


def test_who_fits_to_the_letter_comes_first(cast, people):
    with tenant(cast.north.id):
        for given, family in [("Josefina", "Núñez"), ("Jos", "Nuñez"), ("José", "Muñez"), ("Jose", "Nunez")]:
            create_contact(by=cast.lead, given_name=given, family_name=family)

    # The very name, with further names, one that begins so, one that a slip would make so.
    assert found(cast.lead, "nunez jose") == [
        "Jose Nunez",
        "Chema Núñez",
        "Josefina Núñez",
        "José Muñez",
        "Jos Nuñez",
    ]


def test_a_word_that_somebody_bears_may_be_a_slip_as_well(cast, people):
    with tenant(cast.north.id):
        create_contact(by=cast.lead, given_name="Jos", family_name="Okoro")

    assert found(cast.lead, "jos nuñes") == ["Chema Núñez"]


def test_whom_nobody_here_may_see_hides_no_near_name(cast, people):
    """Else a search without a find would tell that somebody of that name is here."""
    with tenant(cast.north.id):
        secret = create_contact(by=cast.lead, given_name="Wiliam", family_name="OBrien")
        Contact.objects.filter(pk=secret.pk).update(confidentiality="hidden")

    assert found(cast.organizer, "wiliam obrien") == ["William O'Brien"]


def test_words_that_only_another_organization_has_are_nobody_here(cast, people):
    with tenant(cast.south.id):
        create_contact(by=cast.outsider, given_name="Xochitl", family_name="Quetzal")

    for text in ("xochitl", "xochitle", "quetza", "quezal xochitl"):
        assert found(cast.lead, text) == []
        assert found(cast.outsider, text) == ["Xochitl Quetzal"]


@pytest.mark.parametrize("status", ["erased", "merged"])
def test_who_is_gone_is_found_by_nothing(cast, people, status):
    with tenant(cast.north.id):
        Contact.objects.filter(given_name="William").update(status=status)

    for text in ("william", "bill", "wiliam obrien", "will.obrien@ex"):
        assert found(cast.lead, text) == []


def test_a_few_of_very_many_are_seen_by_whom_they_are_assigned_to(cast, people, monkeypatch):
    monkeypatch.setattr(fitting, "CANDIDATES", 2)
    with tenant(cast.north.id):
        for number in range(4):
            create_contact(by=cast.lead, given_name="Alma", family_name=f"Ruiz{number}")
        mine = create_contact(by=cast.lead, given_name="Alma", family_name="Zapata")
    make.turf(cast.north, mine, members=[cast.volunteer])

    assert found(cast.volunteer, "alma") == ["Alma Zapata"]


def test_words_are_looked_up_by_ranges_that_an_index_answers(cast, people):
    with tenant(cast.north.id), connection.cursor() as cursor:
        terms = known(cast.lead, read("nunes jose"))
        those = fit(cast.lead, terms, [term.here | term.near for term in terms], beginnings=True)
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {those.statement}", those.parameters)
        plan = "\n".join(row[0] for row in cursor)

    assert plan.count("Index Cond") >= 3 and "nunez" in plan and "Seq Scan" not in plan
    assert "~~" not in plan
