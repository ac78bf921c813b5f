"""The public list of districts, read again and again."""

import pytest
from django.core.management import CommandError, call_command

from crm.districts.models import District

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

SIMPLE = (
    "leaid,name,state,city,county\n"
    "1730990,Payson CUSD 1,IL,Payson,Adams\n"
    "0100005,Albertville City,AL,Albertville,\n"
)
CCD = (
    "SCHOOL_YEAR,FIPST,STATENAME,ST,LEA_NAME,LEAID,LCITY,LSTATE\n"
    "2023-2024,17,ILLINOIS,IL,Payson Unit 1,1730990,Payson,IL\n"
    '2023-2024,01,ALABAMA,AL,"Albertville, City of",100005,Albertville,AL\n'
    "2023-2024,72,PUERTO RICO,PR,Departamento de Educación,7200030,San Juan,PR\n"
    "2023-2024,17,ILLINOIS,IL,Payson again,1730990,Payson,IL\n"
)


@pytest.fixture
def imported(tmp_path, capsys):
    def run(text: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "districts.csv"
        path.write_bytes(text.encode(encoding))
        call_command("import_districts", str(path))
        return capsys.readouterr().out

    return run


def test_the_same_list_twice_changes_nothing(imported):
    assert "2 created" in imported(SIMPLE)

    assert "0 created, 0 updated, 2 unchanged" in imported(SIMPLE)


def test_the_file_of_the_common_core_updates_by_number_and_says_what_it_left_out(imported):
    imported(SIMPLE)

    said = imported(CCD, "latin-1")

    assert "0 created, 2 updated, 0 unchanged, 2 skipped" in said
    assert "row 4: state 'PR'" in said and "row 5: LEAID 1730990 stands in the file twice" in said
    assert set(District.objects.exclude(leaid="").values_list("leaid", "name")) == {
        ("1730990", "Payson Unit 1"),
        ("0100005", "Albertville, City of"),
    }


def test_a_file_without_the_columns_is_refused_in_a_sentence(imported):
    with pytest.raises(CommandError, match="no column for leaid"):
        imported("name,state\nAlder,NC\n")
