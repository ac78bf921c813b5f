"""Sign-ups of Mobilize, in the headings that public programs read from its export.

Mobilize prints no list of them. The lower-case ones stand in scripts of Swing Blue Alliance (2020) that turn its "shift
export" into uploads for Action Network and in an open connector to Airtable (D. Brotsky, MIT, 2020); those with capitals in
later scripts of the same alliance and in a list keeper of 2025. Which columns nobody reads, and their order, is not known.
"""

import pytest

from contacts.models import Contact, ContactTag, ExternalId
from crm.access.tenancy import tenant
from tests.crm.imports.bringing import bring, codes, outcomes, read

BEFORE = (
    "first name,last name,email,phone,zip,event id,event name,event organization name,timeslot id,start,status,attended,rating,"
    "utm_source,signup created time,signup updated time\n"
    "Ana,Reyes,ana@example.org,9195550101,27601,301,Bus forum,Northside,77,2026-10-06 18:00:00-04:00,CONFIRMED,true,positive,web,"
    "2026-09-30 12:00:00+00:00,2026-10-07 12:00:00+00:00\n"
    "Ana,Reyes,ana@example.org,9195550101,27601,302,Phone bank,Northside,78,2026-10-08 18:00:00-04:00,CANCELLED,,,web,"
    "2026-09-30 12:00:00+00:00,2026-10-07 12:00:00+00:00\n"
    "Luis,Soto,luis@example.org,9195550102,2155,301,Bus forum,Northside,77,2026-10-06 18:00:00-04:00,REGISTERED,false,,,"
    "2026-10-01 12:00:00+00:00,2026-10-07 12:00:00+00:00\n"
)
NOW = (
    "First name,Last name,Email,ZIP,Mobile number,Event ID,Event title,Timeslot start,Attendance status,Event organization name,Signup created time\n"
    "Ana,Reyes,ana@example.org,27601,9195550101,301,Bus forum,2026-10-06 18:00:00-04:00,CONFIRMED,Northside,2026-09-30 12:00:00+00:00\n"
    "Luis,Soto,luis@example.org,2155,9195550102,301,Bus forum,2026-10-06 18:00:00-04:00,CANCELLED,Northside,2026-09-30 12:00:00+00:00\n"
)


@pytest.mark.parametrize("text", [BEFORE, NOW])
def test_the_tool_is_named_and_every_column_has_a_home_or_a_reason(cast, text):
    batch = read(cast.staff, text)

    assert batch.facts["preset"] == "Mobilize"
    assert all(column["field"] or column["drop"] for column in batch.mapping["columns"])


def test_who_came_has_the_event_as_a_tag_and_who_cancelled_has_not(cast):
    batch = bring(cast.north, cast.staff, BEFORE)

    with tenant(cast.north.id):
        tags = sorted(ContactTag.objects.values_list("contact__given_name", "tag__name"))
        zips = dict(Contact.objects.values_list("given_name", "zip_code"))
        assert not ExternalId.objects.exists()  # an event's number is nobody's
    rows = outcomes(cast.north, batch)
    assert tags == [("Ana", "Bus forum")]
    assert zips == {"Ana": "27601", "Luis": "02155"}
    assert "row.did_not_come" in codes(rows[3]) and "row.did_not_come" in codes(rows[4])
