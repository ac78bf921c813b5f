import json
from pathlib import Path

import pytest

from crm.imports.reading import guess_columns, sample
from crm.imports.reading.columns import Columns
from crm.imports.reading.facts import Table

TOOLS = json.loads((Path(__file__).parents[3] / "data" / "tool_headers.json").read_text(encoding="utf-8"))


def guessed(headers: list[str]) -> Columns:
    return guess_columns(Table(0, [1], headers, 2, 2, 1))


def fields(columns: Columns) -> dict[str, str]:
    return {guess.header: guess.field or guess.drop for guess in columns.guesses}


def headers_of(tool: str) -> list[str]:
    entry = TOOLS[tool]
    return entry if isinstance(entry, list) else entry.get("header") or entry["attendee_header"]


@pytest.mark.parametrize(
    ("tool", "preset", "expected"),
    [
        (
            "action_network_report",
            "action_network",
            {"uuid": "external_id", "can2_sms_status": "text_status"},
        ),
        ("mailchimp_audience_export", "mailchimp", {"Email Address": "email", "OPTIN_IP": "drop.technical"}),
        ("google_contacts_csv", "google_contacts", {"Labels": "tags", "Birthday": "drop.birth_date"}),
        ("outlook_contacts_csv", "outlook", {"Mobile Phone": "mobile_phone", "Categories": "tags"}),
        ("eventbrite_attendees", "eventbrite", {"Attendee #": "external_id", "Total Paid": "drop.money"}),
        ("nationbuilder_people", "nationbuilder", {"tag_list": "tags", "email1_is_bad": "email_is_bad"}),
        (
            "everyaction_bulk_upload",
            "everyaction",
            {"SMS Opt-In Status": "text_status", "Activist Code": "tags"},
        ),
        (
            "van_list_export",
            "van_list",
            {"Zip5": "zip", "Party": "drop.party", "Sex": "drop.sex", "Age": "drop.age"},
        ),
        ("van_contact_history", "van_contact_history", {"Result": "contact_result"}),
        ("van_survey_responses", "van_survey_responses", {"Survey Response": "survey_response"}),
        ("zoom_webinar_attendee", "zoom_webinar", {"Time in Session (minutes)": "minutes"}),
        (
            "zoom_meeting_participants",
            "zoom_meeting",
            {"Name (Original Name)": "display_name", "Guest": "drop.not_needed"},
        ),
    ],
)
def test_each_tool_is_recognised_and_every_heading_of_it_has_a_place(tool, preset, expected):
    found = guessed(headers_of(tool))

    assert found.preset.key == preset
    assert expected.items() <= fields(found).items()
    assert not [header for header, place in fields(found).items() if not place]


@pytest.mark.parametrize(
    ("header", "state"),
    [("UNSUB_TIME UNSUB_REASON", "unsubscribed"), ("CLEAN_TIME CLEAN_CAMPAIGN_TITLE", "cleaned")],
)
def test_a_file_of_people_who_left_says_so_for_every_row(header, state):
    found = guessed([*headers_of("mailchimp_audience_export"), *header.split()])

    assert found.preset.implies == {"email_status": state}


def test_a_form_is_recognised_by_its_timestamp_and_its_questions_by_their_words():
    headers = [
        "Timestamp",
        "What is your name?",
        "Correo electrónico",
        "¿Podemos enviarle mensajes de texto?",
        "Your ZIP code",
    ]

    found = guessed(headers)

    assert found.preset.key == "google_forms"
    assert list(fields(found).values()) == ["joined_on", "full_name", "email", "ok_to_text", "zip"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-Mail Address:", "email"),
        ("CORREO ELECTRÓNICO", "email"),
        ("  first_name ", "given_name"),
        ("Apellidos", "family_name"),
        ("Teléfono celular", "mobile_phone"),
        ("Código Postal", "zip"),
        ("Distrito escolar", "district"),
        ("LEAID", "district"),
        ("Do you need an interpreter?", "interpreter"),
        ("Soy", "constituency"),
        ("Organizer", "owner"),
        ("Nombre(s)", "given_name"),
        ("Address ZIP", "zip"),
        ("Parent / Student / Teacher?", "constituency"),
        ("Date signed", "joined_on"),
        ("Emergency contact phone", ""),
        ("SSN", "drop.government_id"),
        ("Fecha de nacimiento", "drop.birth_date"),
        ("Immigration status of parent", "drop.government_id"),
    ],
)
def test_headings_are_known_in_both_languages_however_they_are_written(header, field):
    assert fields(guessed([header])) == {header: field}


def test_one_field_is_claimed_once_and_a_second_phone_has_its_own():
    found = guessed(["Phone", "Phone (2)", "Cell", "Phone (3)", "Nombre", "First Name"])

    assert list(fields(found).values()) == ["phone", "phone_2", "mobile_phone", "phone_2", "given_name", ""]
    assert found.guesses[-1].reason == "column.rival"


def test_cells_speak_when_the_heading_does_not(spooled):
    people = "".join(
        f"ana{i}@example.org,(919) 555-01{i},2770{i % 10},Ana Ló{i}\n".replace("Ló1", "Lóp")
        for i in range(10, 30)
    )
    spool = spooled("W,X,Y,Z\n" + people)

    found = guess_columns(spool.main, sample(spool))

    assert list(fields(found).values())[:3] == ["email", "phone", "zip"]
    assert found.guesses[0].reason == "column.looks_like_email"


def test_days_that_the_spreadsheet_made_numbers_are_no_zip_codes(spooled):
    spool = spooled("Name,Day of the visit\n" + "".join(f"Ana López{i},4628{i}\n" for i in range(5)))

    assert fields(guess_columns(spool.main, sample(spool)))["Day of the visit"] == ""


def test_a_single_row_without_headings_says_what_it_is(spooled):
    spool = spooled("Ana Single,919-555-1141,single@example.org\n")

    assert list(fields(guess_columns(spool.main, sample(spool))).values())[1:] == ["phone", "email"]


def test_a_name_column_of_districts_is_not_people(spooled):
    rows = "".join(f"Alder {i} School District,Ana López\n" for i in range(9))
    spool = spooled("name,superintendent\n" + rows.replace("Ana", "Eva", 3))

    found = guess_columns(spool.main, sample(spool))

    assert fields(found)["name"] == "organization_name"
