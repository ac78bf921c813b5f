"""The public membership file by upload: taken row by row, added up, changed for nobody else, taken back as one."""

import pytest

from crm.access.owner import as_owner
from crm.districts.models import District, Enrollment, School
from tests import make
from tests.crm.districts.test_membership import BY_RACE, FINEST, HEAD, TOTAL, line, numbers
from tests.crm.imports.bringing import bring, codes, outcomes, undo

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def oak():
    with as_owner():
        district = District.objects.create(name="Alder County", state="NC", leaid="3700010")
        return School.objects.create(district=district, name="Oak School", nces_id="370001000001")


def test_a_file_is_recognised_and_only_what_counts_is_taken(cast, oak):
    batch = bring(
        cast.north,
        cast.staff,
        HEAD
        + line(40, "Hispanic/Latino", FINEST, grade="Grade 1", sex="Female")
        + line(230, "Hispanic/Latino", BY_RACE, sex="Female")
        + line(210, "Hispanic/Latino", BY_RACE, sex="Male")
        + line(500, kind="Education Unit Total")
        + line(-1, "White", BY_RACE)
        + line(500, kind=TOTAL),
        kind="",
    )

    assert batch.kind == "enrollment"
    assert numbers(oak) == {"": 500, "hispanic": 440}
    assert codes(outcomes(cast.north, batch)[6]) == ["enrollment.absent"]
    assert batch.counts == {"created": 4, "skipped": 2}


def test_rows_that_cannot_be_read_are_listed_and_the_rest_is_written(cast, oak):
    batch = bring(
        cast.north,
        cast.staff,
        HEAD
        + line(5, "White", BY_RACE, school="370001000099")
        + line("many", "White", BY_RACE)
        + line(5, "Martian", BY_RACE)
        + line(5, "White", BY_RACE, year="2023")
        + line(7, "Asian", FINEST, grade="Grade 1")
        + line(8, "Asian", FINEST, grade="Grade 2")
        + line(9, "Asian", FINEST, grade="Adult Education"),
        kind="enrollment",
    )

    found = outcomes(cast.north, batch)
    assert [codes(found[n]) for n in (2, 3, 4, 5)] == [
        ["enrollment.no_school"],
        ["enrollment.count_unreadable"],
        ["enrollment.race_unknown"],
        ["enrollment.year_unreadable"],
    ]
    assert numbers(oak) == {"": 15, "asian": 15}


def test_what_somebody_told_stays_and_only_ones_own_is_taken_back(cast, oak):
    first = bring(cast.north, cast.staff, HEAD + line(60, "White", BY_RACE), kind="enrollment")
    theirs = make.member(cast.south, "data_staff")
    second = bring(
        cast.south, theirs, HEAD + line(99, "White", BY_RACE) + line(20, "Asian", BY_RACE), kind="enrollment"
    )

    assert numbers(oak) == {"": 60, "white": 60, "asian": 20}
    assert second.counts == {"created": 1, "unchanged": 1}

    undo(cast.south, theirs, second)
    assert numbers(oak) == {"": 60, "white": 60}

    undo(cast.north, cast.staff, first)
    assert not Enrollment.objects.exists()
