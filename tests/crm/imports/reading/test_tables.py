import json
from pathlib import Path

from crm.imports.reading import rows, table_at

TOOLS = json.loads((Path(__file__).parents[3] / "data" / "tool_headers.json").read_text(encoding="utf-8"))


def lines_of(spool):
    return [row.line for row in rows(spool)]


def test_lines_above_the_header_are_set_apart(spooled):
    people = "Name,Phone,School\nAna López,919 555 0142,Lowery\nLuis Díaz,919 555 0143,Lowery\n"
    text = f"Sign-in sheet\nOctober 8,,\n\n{people}"

    table = spooled(text).main

    assert table.header_lines == [4]
    assert [item["text"] for item in table.preamble] == ["Sign-in sheet", "October 8"]
    assert table.row_count == 2


def test_a_file_without_header_gets_names_for_its_columns(spooled):
    spool = spooled("Ana,ana@example.org,919 555 0142\nLuis,luis@example.org,919 555 0143\n")

    assert spool.main.header_lines == []
    assert spool.main.headers == ["Column A", "Column B", "Column C"]
    assert lines_of(spool) == [1, 2]


def test_two_header_rows_are_joined(spooled):
    text = "Parent,,,Student,\nFirst Name,Last Name,Phone,First Name,Grade\nAna,López,919 555 0142,Leo,4\n"

    table = spooled(text).main

    assert table.header_lines == [1, 2]
    assert table.headers == [
        "Parent First Name",
        "Parent Last Name",
        "Parent Phone",
        "Student First Name",
        "Student Grade",
    ]


def test_totals_and_notes_below_are_not_people(spooled):
    text = (
        "Name,Phone,Attended\nAna,919 555 0142,1\nLuis,919 555 0143,1\nTotal,,2\n\nSource: typed from paper\n"
    )

    spool = spooled(text)

    assert lines_of(spool) == [2, 3]
    assert spool.main.row_count == 2
    assert [item["text"] for item in spool.main.footers] == ["Total 2", "Source: typed from paper"]


def test_a_person_named_total_is_a_person(spooled):
    spool = spooled("First Name,Last Name,Email\nAna,López,a@x.org\nTotal,Recall,t@x.org\n")

    assert lines_of(spool) == [2, 3]


def test_stacked_tables_are_told_apart_and_the_largest_is_meant(spooled):
    report = TOOLS["zoom_meeting_participants"]
    host, header = f"{report['preamble'][0]}\n81,Parents,1,2,h@x.org,80,12\n", ",".join(report["header"])
    people = "".join(f"Ana {i},a{i}@x.org,1,2,60,Yes\n" for i in range(5))

    spool = spooled(f"{host}\n{header}\n{people}")

    assert [table.header_lines for table in spool.tables] == [[1], [4]]
    assert spool.main.headers == TOOLS["zoom_meeting_participants"]["header"]
    assert spool.main.row_count == 5


def test_a_webinar_report_gives_its_attendees(spooled):
    report = TOOLS["zoom_webinar_attendee"]
    header = ",".join(report["attendee_header"])
    person = "Yes,{0},{0},López,{0}@x.org,,1,approved,2,3,60,Yes,United States\n"
    text = "\n".join(
        [
            "Attendee Report",
            report["preamble"][1],
            "Parents,81,1,80,12,9,14",
            "Host Details",
            header,
            person.format("host").strip(),
            "Attendee Details",
            header,
            *(person.format(f"ana{i}").strip() for i in range(4)),
        ]
    )

    spool = spooled(text)

    assert spool.main.title == "Attendee Details"
    assert lines_of(spool) == [9, 10, 11, 12]


def test_a_blank_row_among_people_parts_nothing(spooled):
    spool = spooled("Name,City,State\nAna,Raleigh,NC\n\nLuis,Durham,NC\n")

    assert lines_of(spool) == [2, 4]


def test_a_repeated_header_is_marked(spooled):
    spool = spooled("Name,City,State\nAna,Raleigh,NC\nName,City,State\nLuis,Durham,NC\n")

    assert [(row.line, row.problem) for row in rows(spool)] == [(2, ""), (3, "row.repeated_header"), (4, "")]


def test_headers_are_unique_and_never_blank(spooled):
    spool = spooled("Name,Phone,Phone,\nAna,919 555 0142,919 555 0143,call after six\nLuis,1,2,x\n")

    assert spool.main.headers == ["Name", "Phone", "Phone (2)", "Column D"]


def test_a_person_may_point_at_another_header(spooled):
    spool = spooled("Export 12\nName,City\nclean name,clean city\nAna,Raleigh\n")

    table = table_at(spool, 0, [3])

    assert table.headers == ["clean name", "clean city"]
    assert [row.values["clean name"] for row in rows(spool, table=table)] == ["Ana"]


def test_a_group_ends_with_the_last_name_that_another_group_has_too(spooled):
    spool = spooled(
        "Parent,,Student,,,\nFirst,Last,First,Last,Phone,School\nAna,Ruiz,Luis,Ruiz,919-555-0101,Pine\n"
    )

    assert spool.main.headers == [
        "Parent First",
        "Parent Last",
        "Student First",
        "Student Last",
        "Phone",
        "School",
    ]
