"""An import has a day: that of the organization, also in the thread that cleans its cells."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contacts.models import ConsentEvent, Contact
from crm.access.tenancy import tenant
from tests import make
from tests.crm.imports.bringing import bring


# One of these two has another day than UTC, whatever the hour.
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_somebody_is_sixteen_on_their_birthday_and_not_the_day_before(db, zone):
    there = make.organization(time_zone=zone)
    staff = make.member(there, "data_staff")
    today = timezone.localdate(timezone=ZoneInfo(zone))
    birthday = today.replace(year=today.year - 16)
    tomorrow = birthday + datetime.timedelta(days=1)

    with timezone.override(zone):
        bring(
            there,
            staff,
            f"First name,Last name,Birthday\nAna,Reyes,{birthday}\nBen,Ochoa,{tomorrow}\n",
            columns={"Birthday": {"field": "age_band", "policy": "fill", "rules": []}},
        )

    with tenant(there.id):
        ages = dict(Contact.objects.values_list("given_name", "age_band"))
        until = set(Contact.objects.values_list("age_band_until", flat=True))
    assert ages == {"Ana": "16_17", "Ben": "13_15"}
    assert until == {today.year + 1, today.year + 2}


def test_what_was_said_on_an_evening_is_not_said_again_by_a_file_of_that_day(cast):
    ana = make.contact(cast.north, "Ana", "Reyes")
    make.method(cast.north, ana, "ana@example.org", kind="email")
    make.consent(cast.north, ana, at=datetime.datetime(2026, 11, 22, 2, tzinfo=datetime.UTC))

    bring(
        cast.north,
        cast.staff,
        "First name,Last name,E-mail,OK to text,OK to text on\nAna,Reyes,ana@example.org,yes,2026-11-21\n",
        consent_how="paper",
    )

    with tenant(cast.north.id):
        assert ConsentEvent.objects.filter(contact=ana, purpose="text").count() == 1
