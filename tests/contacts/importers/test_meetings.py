"""Reports of video meetings: people once, machines aside."""

from contacts.models import Contact, ContactMethod
from crm.access.tenancy import tenant
from tests.crm.imports.bringing import bring, codes, outcomes, read

MEETING = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\n"
    "81234567890,Listening session: parents,10/06/2026 05:55:00 PM,10/06/2026 07:15:00 PM,host@example.org,80,12,\n\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Ana Reyes (she/her) | Wake,ana@example.org,10/06/2026 06:00:00 PM,10/06/2026 06:20:00 PM,20,Yes\n"
    "Luis Soto (Alder County Schools),,10/06/2026 06:00:00 PM,10/06/2026 07:00:00 PM,60,Yes\n"
    "Ana Reyes,ana@example.org,10/06/2026 06:30:00 PM,10/06/2026 07:00:00 PM,30,Yes\n"
    "Ana Reyes,,10/06/2026 06:45:00 PM,10/06/2026 07:10:00 PM,25,Yes\n"
    "Galaxy A12,,10/06/2026 06:00:00 PM,10/06/2026 07:00:00 PM,60,Yes\n"
    "Interpreter ES,,10/06/2026 06:00:00 PM,10/06/2026 07:00:00 PM,60,Yes\n"
    "Otter.ai,,10/06/2026 06:00:00 PM,10/06/2026 07:00:00 PM,60,Yes\n"
    "+1 919 555 0188,,10/06/2026 06:00:00 PM,10/06/2026 07:00:00 PM,60,Yes\n"
    "Eva Paz,eva@example.org,10/06/2026 06:00:00 PM,10/06/2026 06:03:00 PM,3,Yes\n"
)


def test_whoever_came_back_is_one_person_with_all_their_minutes(cast):
    batch = bring(cast.north, cast.staff, MEETING)

    rows = outcomes(cast.north, batch)
    with tenant(cast.north.id):
        people = {c.given_name: (c.family_name, c.pronouns) for c in Contact.objects.all()}
        assert ContactMethod.objects.filter(key="ana@example.org").count() == 1
    assert people == {"Ana": ("Reyes", "she/her"), "Luis": ("Soto", ""), "Eva": ("Paz", "")}
    # 20 minutes, 30 on the computer, and ten more on the phone that joined beside it.
    assert {"code": "row.stayed", "minutes": 60, "visits": 3} in rows[5].reasons
    assert [rows[line].outcome for line in (7, 8)] == ["skipped", "skipped"]
    assert rows[8].reasons == [{"code": "row.rejoined", "line": 5}]


def test_machines_are_set_aside_with_what_they_are(cast):
    batch = bring(cast.north, cast.staff, MEETING)

    rows = outcomes(cast.north, batch)
    told = {line: codes(rows[line])[-1] for line in (9, 10, 11, 12)}
    assert told == {
        9: "display.device",
        10: "display.interpreter",
        11: "display.recorder",
        12: "display.phone",
    }
    assert {rows[line].outcome for line in told} == {"skipped"}
    assert batch.counts == {"created": 3, "skipped": 6}


def test_a_short_visit_can_be_left_out(cast):
    batch = bring(cast.north, cast.staff, MEETING, least_minutes=15)

    assert codes(outcomes(cast.north, batch)[13]) == ["row.short_stay"]
    assert batch.counts["created"] == 2


def test_a_webinar_s_attendees_are_people_and_those_absent_are_told(cast):
    text = (
        "Attendee Report\nTopic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,Unique Viewers,Total Users\n"
        "Budget night,812,10/06/2026 06:00:00 PM,80,3,2,2\n\nHost Details,\n"
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
        "Yes,Host,host@example.org,10/06/2026 05:55:00 PM,10/06/2026 07:15:00 PM,80,No,United States\n\nAttendee Details,\n"
        "Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,Join Time,Leave Time,"
        "Time in Session (minutes),Is Guest,Country/Region Name\n"
        "Yes,Ana's iPhone,Ana,Reyes,ana@example.org,,09/30/2026 06:00:00 PM,approved,10/06/2026 06:00:00 PM,10/06/2026 07:00:00 PM,60,Yes,United States\n"
        "Yes,Ana's iPhone,Ana,Reyes,ana@example.org,,09/30/2026 06:00:00 PM,approved,10/06/2026 07:05:00 PM,10/06/2026 07:15:00 PM,10,Yes,United States\n"
        "No,Luis Soto,Luis,Soto,luis@example.org,,09/30/2026 06:00:00 PM,approved,--,--,--,--,--\n"
    )

    batch = bring(cast.north, cast.staff, text)

    rows = sorted(outcomes(cast.north, batch).values(), key=lambda row: row.line)
    assert [row.outcome for row in rows] == ["created", "skipped", "created"]
    assert {"code": "row.stayed", "minutes": 70, "visits": 2} in rows[0].reasons
    assert codes(rows[2]) == ["row.did_not_come"]


def test_the_tool_is_named_and_nothing_of_a_meeting_is_unknown(cast):
    batch = read(cast.staff, MEETING)

    assert batch.facts["preset"] == "Zoom meeting participants"
    assert all(column["field"] or column["drop"] for column in batch.mapping["columns"])
