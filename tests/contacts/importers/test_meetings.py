"""Reports of video meetings: people once, machines aside."""

from contacts.models import Contact, ContactMethod
from crm.access.tenancy import tenant
from tests.crm.imports.bringing import answer, bring, codes, look_up, outcomes, read, ready, run

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


KNOWN = (
    "Name,Phone,Email,ZIP,Constituency\nAna Reyes,919-555-0101,ana@example.org,27601,parent\nWilliam Tran,919-555-0104,,27601,\n"
    "Pat Lee,919-555-0105,,27601,\nPatricia Lee,919-555-0106,,27602,\n"
)


def came(*names: str) -> str:
    rows = (f"{name},,10/06/2026 06:00:00 PM,10/06/2026 06:20:00 PM,20,Yes\n" for name in names)
    return "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n" + "".join(rows)


def test_a_name_without_an_address_is_asked_about_if_we_know_one_person_who_is_called_so(cast):
    bring(cast.north, cast.staff, KNOWN)
    batch = ready(cast.staff, came("Ana Reyes (she/her) | Wake", "Bill Tran", "Patty Lee", "Someone New"))

    ana, bill = look_up(cast.north, cast.staff, batch)
    answer(cast.north, cast.staff, ana, "same")
    written = run(cast.north, cast.staff, batch)

    assert [(question.line, question.why) for question in (ana, bill)] == [(2, "like"), (3, "like")]
    rows = outcomes(cast.north, written)
    assert rows[2].object_id == ana.object_id
    # Nobody said who Bill is: he comes in, and his row says whom he may be.
    assert rows[3].outcome == "created"
    assert {"code": "row.may_be", "id": str(bill.object_id)} in rows[3].reasons
    assert [codes(rows[line]) for line in (4, 5)] == [["row.stayed"], ["row.stayed"]]


def test_a_first_name_alone_is_nobody_who_could_be_known_again(cast):
    batch = bring(cast.north, cast.staff, came("Ana", "Pat L.", "Ann's iPad", "陈小明", "Luis Soto"))

    rows = outcomes(cast.north, batch)
    assert [rows[line].outcome for line in range(2, 7)] == [
        "skipped",
        "skipped",
        "skipped",
        "created",
        "created",
    ]
    assert [codes(rows[line])[-1] for line in (2, 3, 4)] == [
        "row.first_name_only",
        "row.first_name_only",
        "display.device",
    ]
