"""Students graduate, age bands end."""

import datetime

import pytest
from django.utils import timezone

from contacts.models import ConstituencyRow, Contact
from contacts.services import create_contact, edit_contact, graduate, still_student, tell_age
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db
JUNE = datetime.date(2026, 6, 20)


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_a_graduate_becomes_an_alum_of_the_same_school_and_is_a_minor_no_longer(cast):
    lowery = make.district().schools.get()
    bo = create_contact(
        by=cast.lead, given_name="Bo", constituencies=[{"kind": "student", "school": lowery, "grade": "12"}]
    )
    row = ConstituencyRow.objects.get()
    assert bo.is_minor

    alum = graduate(by=cast.lead, row=row, alum=True, on=JUNE, today=JUNE)

    row.refresh_from_db()
    assert (row.ends_on, alum.kind, alum.school, alum.starts_on) == (JUNE, "alum", lowery, JUNE)
    assert not Contact.objects.get(pk=bo.pk).is_minor


def test_somebody_who_stays_is_not_asked_again_this_year(cast):
    bo = make.contact(cast.north, is_minor=True)
    row = make.stake(cast.north, bo, "student")

    still_student(by=cast.lead, row=row, today=JUNE)

    row.refresh_from_db()
    assert (row.confirmed_on, row.ends_on) == (JUNE, None)


def test_an_age_band_says_until_when_it_can_be_true(cast):
    bo = create_contact(by=cast.lead, given_name="Bo", age_band="16_17")
    this_year = timezone.localdate().year
    assert bo.age_band_until == this_year + 1

    bo = tell_age(by=cast.lead, contact=bo, band="16_17", today=datetime.date(2030, 1, 1))
    assert bo.age_band_until == 2031

    bo = edit_contact(by=cast.lead, contact=bo, version=bo.version, changes={"age_band": "25_plus"})
    assert bo.age_band_until is None and not bo.is_minor
