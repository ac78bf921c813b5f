"""Districts and schools by spreadsheet: added for all, changed for nobody, taken back only while unused."""

import pytest
from django.db import DatabaseError, connection, transaction

from crm.access.tenancy import tenant
from crm.districts.models import District, School
from crm.imports.models import ImportRow
from tests import make
from tests.crm.imports.bringing import bring, codes, outcomes, read, undo

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

DISTRICTS = "leaid,name,state,city,county\n1730990,Payson CUSD 1,IL,Payson,Adams\n100005,Albertville City,AL,Albertville,\n"
SCHOOLS = (
    "NCESSCH,SCH_NAME,LEAID,LEA_NAME,ST,LEVEL\n"
    "173099000001,Payson Elementary,1730990,Payson CUSD 1,IL,Elementary\n"
    ",Nobody's School,1730990,Payson CUSD 1,IL,High\n"
    "010000500871,Albertville Middle,0100005,Albertville City,AL,Middle\n"
)


def test_a_list_of_districts_is_recognised_and_its_lost_zeros_come_back(cast):
    batch = bring(cast.north, cast.staff, DISTRICTS, kind="places")

    assert batch.kind == "places" and batch.counts == {"created": 2}
    assert set(District.objects.filter(state__in=("IL", "AL")).values_list("leaid", "name")) == {
        ("1730990", "Payson CUSD 1"),
        ("0100005", "Albertville City"),
    }


def test_schools_come_with_their_districts_and_need_a_number(cast):
    batch = bring(cast.north, cast.staff, SCHOOLS, kind="places")

    assert dict(School.objects.filter(district__state="IL").values_list("name", "level")) == {
        "Payson Elementary": "elementary"
    }
    assert codes(outcomes(cast.north, batch)[3]) == ["place.no_number"]
    assert batch.counts == {"created": 2, "error": 1}


def test_what_others_rely_on_is_filled_but_never_changed(cast):
    bring(cast.north, cast.staff, DISTRICTS, kind="places")

    again = bring(
        cast.south,
        make.member(cast.south, "data_staff"),
        "leaid,name,state,city,county\n1730990,Renamed,IL,Elsewhere,Adams\n0100005,Albertville City,AL,,Marshall\n",
        kind="places",
    )

    assert again.counts == {"unchanged": 1, "updated": 1}
    assert District.objects.get(leaid="1730990").name == "Payson CUSD 1"
    assert District.objects.get(leaid="0100005").county == "Marshall"


def test_undo_takes_back_what_nobody_uses(cast):
    batch = bring(cast.north, cast.staff, SCHOOLS, kind="places")
    used = School.objects.get(name="Payson Elementary")
    with tenant(cast.south.id):
        person = make.contact(cast.south, "Ana", "Reyes")
        person.constituencies.create(organization_id=cast.south.id, kind="parent", school=used)

    undo(cast.north, cast.staff, batch)

    assert set(School.objects.filter(district__state__in=("IL", "AL")).values_list("name", flat=True)) == {
        "Payson Elementary"
    }
    with tenant(cast.north.id):
        kept = ImportRow.objects.get(undo="kept")
    assert kept.undo_reason == "undo.in_use"


def test_nobody_takes_back_what_another_organization_brought(cast):
    batch = bring(cast.north, cast.staff, DISTRICTS, kind="places")
    ids = list(District.objects.filter(state="IL").values_list("pk", flat=True))

    with tenant(cast.south.id), connection.cursor() as cursor:
        cursor.execute("select reason from imports_take_back_districts(%s, %s::uuid[])", [batch.pk, ids])
        assert cursor.fetchall() == [("undo.shared",)]
    with pytest.raises(DatabaseError), tenant(cast.south.id), transaction.atomic():
        District.objects.filter(pk__in=ids).delete()


def test_the_file_itself_tells_its_kind_and_somebody_may_say_otherwise(cast):
    assert read(cast.staff, DISTRICTS, kind="").kind == "places"
    assert read(cast.staff, DISTRICTS, kind="contacts").kind == "contacts"
