"""Tables of codes against counts made by hand, and small cells for whoever does not code."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.access.tenancy import tenant
from listening.tables import code_tables, saturation
from listening.tables.code_tables import By, Count
from tests import make
from tests.listening import made

WORDS = "The bus is late. Nobody tells us. We like the library."


@pytest.fixture
def heard(cast):
    """Two sessions of one project; Ana is known and speaks in both, P2 and P3 are nobody by name."""
    by = make.member(cast.north, "researcher")
    with tenant(cast.north.id):
        ana = make.contact(cast.north, "Ana Ruiz")
        project = made.project(by)
        _book, codes = made.codebook(by, "bus", "told", "library")
        march = made.session(
            by, project, starts_at=datetime.datetime(2026, 3, 31, 23, 30, tzinfo=datetime.UTC)
        )
        april = made.session(
            by, project, starts_at=datetime.datetime(2026, 4, 12, 18, 0, tzinfo=datetime.UTC)
        )
        first = made.voice(
            by,
            march,
            "P1",
            contact=ana,
            constituencies=["parent", "educator"],
            race=["black", "black:jamaican"],
        )
        second = made.voice(by, march, "P2", constituencies=["student"], race_source="declined")
        again = made.voice(by, april, "P1", contact=ana, constituencies=["parent"], race=["black"])
        third = made.voice(by, april, "P3", constituencies=[])
        notes = [
            made.note(by, march, WORDS, first), made.note(by, march, WORDS, second, language="es"),
            made.note(by, april, WORDS, again), made.note(by, april, WORDS, third), made.note(by, april, WORDS),
        ]  # fmt: skip
        for one in notes:
            made.coded(by, one, "The bus is late.", codes["bus"])
        made.coded(by, notes[0], "Nobody tells us.", codes["told"])
        made.coded(by, notes[0], "late. Nobody", codes["library"])
        yield by, project, codes


def test_people_are_counted_once_and_nobody_by_name_apart(heard):
    by, project, codes = heard

    table = code_tables.code_table(by, project, By.CONSTITUENCY)

    bus = codes["bus"].pk
    assert table.of_code[bus] == Count(people=1, anonymous=2, sessions=2, excerpts=5)
    assert table.at(bus, "parent") == Count(1, 0, 2, 2)
    assert table.at(bus, "educator") == Count(1, 0, 1, 1)
    assert table.at(bus, "student") == Count(0, 1, 1, 1)
    assert table.at(bus, "") == Count(0, 1, 1, 2)
    assert table.total == Count(1, 2, 2, 7)
    assert [value for value, _label in table.values][-1] == ""
    assert [code.name_en for code in table.codes] == ["bus", "told", "library"]


def test_race_says_not_asked_and_declined_apart_and_counts_the_group_once(heard):
    by, project, codes = heard

    table = code_tables.code_table(by, project, By.RACE)

    counts = {value: table.at(codes["bus"].pk, value).excerpts for value, _label in table.values}
    assert counts == {"black": 2, "declined": 1, "not_asked": 1, "": 1}


def test_months_are_those_of_the_place(heard):
    """Half past eleven in London is March 31 in New York; in Tokyo it is April already."""
    by, project, codes = heard

    here = code_tables.code_table(by, project, By.MONTH, time_zone="America/New_York")
    there = code_tables.code_table(by, project, By.MONTH, time_zone="Asia/Tokyo")

    assert [n for _day, n in code_tables.months(here)] == [4, 3]
    assert code_tables.months(here, codes["bus"].pk) == [
        (datetime.date(2026, 3, 1), 2), (datetime.date(2026, 4, 1), 3),
    ]  # fmt: skip
    assert [value for value, _label in there.values] == ["2026-04"]


def test_codes_go_together_where_their_words_overlap(heard):
    by, project, codes = heard

    pairs = code_tables.code_pairs(by, project)

    bus, told, library = (codes[one].pk for one in ("bus", "told", "library"))
    assert (pairs.at(bus, library), pairs.at(library, told), pairs.at(bus, told)) == (1, 1, 0)
    assert pairs.at(bus, bus) == 5


@pytest.mark.parametrize("by_what", list(By))
def test_tables_take_a_fixed_number_of_queries(heard, by_what):
    by, project, _codes = heard

    with CaptureQueriesContext(connection) as queries:
        code_tables.code_table(by, project, by_what)

    assert len(queries) <= 4


def test_saturation_is_what_sessions_add(heard):
    by, project, _codes = heard

    found = saturation.of_project(by, project)

    assert [(one.new, one.total) for one in found.heard] == [(3, 3), (0, 3)]
    assert not found.is_reached


def test_saturated_when_the_last_three_sessions_add_one_code_at_the_most():
    def of(*sizes: int) -> saturation.Saturation:
        seen, sessions = set(), []
        for size in sizes:
            seen = seen | {len(seen) + n for n in range(size)}
            sessions.append((None, set(seen)))
        return saturation.curve(sessions)

    assert of(9, 3, 0, 1, 0).is_reached
    assert not of(9, 3, 0, 1, 1).is_reached
    assert not of(1, 0, 0).is_reached


def test_who_does_not_code_sees_no_small_count(heard, cast, client):
    _by, project, _codes = heard
    make.login(client, cast.organizer)

    page = client.get(reverse("listening:code_tables", args=[project.pk])).content.decode()
    months = client.get(reverse("listening:code_tables", args=[project.pk]) + "?by=month").content.decode()

    assert "Hidden to protect people" in page
    assert "at least" not in page and "anonymous" not in page and "h4" not in page
    assert "Hidden" not in months


def test_the_pages_show_both_sides_of_the_count(heard, client):
    by, project, _codes = heard
    make.login(client, by)

    for address in ("code_tables", "code_pairs", "saturation"):
        assert client.get(reverse(f"listening:{address}", args=[project.pk])).status_code == 200
    page = client.get(reverse("listening:code_tables", args=[project.pk])).content.decode()

    assert "at least 1 known person, plus 2 anonymous participations" in page
