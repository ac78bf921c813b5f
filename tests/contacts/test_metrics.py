"""Figures about people."""

import datetime

import pytest

from contacts.metrics import people_by_constituency
from contacts.services import archive_contact, create_contact
from crm.access.tenancy import tenant
from crm.metrics.figures import Period, metric

pytestmark = pytest.mark.django_db


def test_people_are_counted_once_a_stake_that_holds(cast):
    year = Period(datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    ended = {"kind": "student", "ends_on": datetime.date(2026, 6, 1)}
    with tenant(cast.north.id):
        create_contact(
            by=cast.lead,
            given_name="Ana",
            constituencies=[
                {"kind": "parent"},
                {"kind": "parent", "subtype": "foster"},
                {"kind": "neighbor"},
            ],
        )
        create_contact(by=cast.lead, given_name="Bo", constituencies=[{"kind": "parent"}, ended])
        gone = create_contact(by=cast.lead, given_name="Cy", constituencies=[{"kind": "educator"}])
        archive_contact(by=cast.lead, contact=gone)

        counted = people_by_constituency(cast.north.id, year)

    assert counted == {"parent": 2, "neighbor": 1}
    assert metric("contacts.by_constituency").counts_people
