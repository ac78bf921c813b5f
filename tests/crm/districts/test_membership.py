"""The public membership file: students by school, race and year."""

import pytest
from django.core.management import CommandError, call_command

from crm.access.owner import as_owner
from crm.districts.models import District, Enrollment, School

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

HEAD = (
    "SCHOOL_YEAR,FIPST,STATENAME,ST,SCH_NAME,STATE_AGENCY_NO,UNION,ST_LEAID,LEAID,ST_SCHID,NCESSCH,SCHID,GRADE,"
    "RACE_ETHNICITY,SEX,STUDENT_COUNT,TOTAL_INDICATOR,DMS_FLAG\n"
)
TOTAL = "Derived - Education Unit Total minus Adult Education Count"
BY_RACE = "Derived - Subtotal by Race/Ethnicity and Sex minus Adult Education Count"
FINEST = "Category Set A - By Race/Ethnicity; Sex; Grade"


def line(count, race="No Category Codes", kind=TOTAL, *, year="2023-2024", school="370001000001", grade="No Category Codes", sex="No Category Codes"):  # fmt: skip
    lea = school[:7]
    return f"{year},37,NORTH CAROLINA,NC,Oak School,01,,NC-001,{lea},001,{school},{school[7:]},{grade},{race},{sex},{count},{kind},Reported\n"


@pytest.fixture
def oak():
    with as_owner():
        district = District.objects.create(name="Alder County", state="NC", leaid="3700010")
        return School.objects.create(district=district, name="Oak School", nces_id="370001000001")


@pytest.fixture
def imported(tmp_path, capsys):
    def run(text: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "ccd_sch_052.csv"
        path.write_bytes(text.encode(encoding))
        call_command("import_enrollment", str(path))
        return capsys.readouterr().out

    return run


def numbers(school, year="2023-2024") -> dict[str, int]:
    return dict(Enrollment.objects.filter(school=school, year=year).values_list("race", "students"))


def test_subtotals_by_race_are_added_over_the_sexes_and_the_rest_is_not_counted_twice(oak, imported):
    said = imported(
        HEAD
        + line(40, "Hispanic/Latino", FINEST, grade="Grade 1", sex="Female")
        + line(230, "Hispanic/Latino", BY_RACE, sex="Female")
        + line(210, "Hispanic/Latino", BY_RACE, sex="Male")
        + line(60, "White", BY_RACE, sex="Male")
        + line(500, kind="Education Unit Total")
        + line(500)
    )

    assert numbers(oak) == {"": 500, "hispanic": 440, "white": 60}
    assert "6 rows of 1 schools: 3 numbers written" in said


def test_a_school_with_only_the_finest_rows_is_added_up_without_adults(oak, imported):
    imported(
        HEAD
        + line(12, "Asian", FINEST, grade="Grade 1", sex="Female")
        + line(9, "Asian", FINEST, grade="Grade 2", sex="Male")
        + line(30, "Asian", FINEST, grade="Adult Education", sex="Male")
    )

    assert numbers(oak) == {"": 21, "asian": 21}


def test_missing_is_not_zero_and_bad_rows_are_told(oak, imported):
    said = imported(
        HEAD
        + line("", "Asian", BY_RACE, sex="Male")
        + line("many", "White", BY_RACE, sex="Male")
        + line(5, "Martian", BY_RACE, sex="Male")
        + line(7, "White", BY_RACE, sex="Female", year="2023")
        + line(31)
    )

    assert numbers(oak) == {"": 31}
    assert "3 rows left out" in said
    assert "row 3: STUDENT_COUNT 'many' is not a number" in said
    assert "row 5: SCHOOL_YEAR '2023' is not like 2023-2024" in said


def test_years_are_kept_and_a_second_reading_changes_nothing(oak, imported):
    imported(HEAD + line(480, year="2022-2023") + line(500))

    assert "0 numbers written, 2 unchanged" in imported(HEAD + line(480, year="2022-2023") + line(500))
    imported(HEAD + line(501))

    assert numbers(oak, "2022-2023") == {"": 480}
    assert numbers(oak) == {"": 501}


def test_schools_that_nobody_knows_here_are_counted_not_made(oak, imported):
    said = imported(HEAD + line(90, school="480001000009"))

    assert "1 schools not in our list" in said
    assert not Enrollment.objects.exists()


def test_another_file_is_refused_in_a_sentence(imported):
    with pytest.raises(CommandError, match="no column for NCESSCH"):
        imported("SCHOOL_YEAR,LEAID,GRADE,RACE_ETHNICITY,STUDENT_COUNT,TOTAL_INDICATOR\n")
