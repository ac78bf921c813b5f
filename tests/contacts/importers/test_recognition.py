"""Exports of other tools: every heading has its place or its reason, and no one who left is invited again."""

import json
from pathlib import Path

import pytest

from contacts.importers import Contacts
from contacts.models import ConsentEvent, Contact, ContactMethod, ContactTag, ExternalId, Suppression
from crm.access.tenancy import tenant
from crm.imports import mapping, reading
from crm.imports.reading import Table
from tests.crm.imports.bringing import bring, codes, outcomes, read, ready

TOOLS = json.loads((Path(__file__).parents[2] / "data" / "tool_headers.json").read_text(encoding="utf-8"))
MAILCHIMP = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID"


def proposed(headers: list[str]) -> list[dict]:
    kind, table = Contacts(), Table(0, [1], headers, 2, 2, 1)
    preset, guesses = reading.guess_columns(table)
    return mapping.propose(table, kind.guesses(table, [], guesses), [], kind.columns(), preset)["columns"]


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - {"google_forms"}))
def test_every_heading_of_a_tool_has_a_home_or_a_reason(tool):
    entry = TOOLS[tool]
    headers = entry if isinstance(entry, list) else entry.get("header") or entry["attendee_header"]

    columns = proposed(headers)

    assert [column["header"] for column in columns if not column["field"] and not column["drop"]] == []


@pytest.mark.parametrize(
    ("header", "drop"),
    [
        ("Party", "drop.party"),
        ("Sex", "drop.sex"),
        ("DOB", "drop.birth_date"),
        ("Race", "drop.race"),
        ("Country", "drop.not_needed"),
    ],
)
def test_what_is_left_out_says_why(header, drop):
    columns = {column["header"]: column for column in proposed(["First Name", "Last Name", header])}

    assert (columns[header]["field"], columns[header]["drop"]) == ("", drop)


@pytest.mark.parametrize(
    ("more", "name", "status", "reason"),
    [
        (
            ",CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID",
            "cleaned_members_export_1.csv",
            "bad",
            "bounced",
        ),
        (",UNSUB_TIME,UNSUB_REASON", "unsubscribed_members_export_1.csv", "unsubscribed", "unsubscribed"),
        ("", "nonsubscribed_members_export_1.csv", "unsubscribed", "unsubscribed"),
    ],
)
def test_a_list_of_people_who_left_makes_nobody_to_mail(cast, more, name, status, reason):
    cells = "," * more.count(",")
    row = f"ana@example.org,Ana,Reyes,2,2024-01-01 10:00:00,,,77,e5{cells}"

    bring(cast.north, cast.staff, f"{MAILCHIMP}{more}\n{row}\n", name=name)

    with tenant(cast.north.id):
        assert ContactMethod.objects.get().status == status
        assert Suppression.objects.get().reason == reason
        granted = ConsentEvent.objects.filter(value="granted")
        assert not granted.exists()


def test_the_subscribed_list_of_the_same_tool_closes_nothing(cast):
    bring(
        cast.north,
        cast.staff,
        f"{MAILCHIMP}\nana@example.org,Ana,Reyes,2,2024-01-01 10:00:00,,,77,e5\n",
        name="subscribed_members_export_1.csv",
    )

    with tenant(cast.north.id):
        assert ContactMethod.objects.get().status == "ok"
        assert ExternalId.objects.get().system == "mailchimp"


def test_a_contact_history_brings_people_and_closes_the_doors_it_names(cast):
    head = "Voter File VANID,Contact Name,Date Canvassed,Result,Contact Type,Canvassed By,Input Type Name,MiniVAN Campaign\n"
    rows = (
        '501,"Reyes, Ana",3/4/2026,Do Not Call,Phone,Lee,Manual,Fall\n502,"Soto, Luis",3/5/2026,Deceased,Walk,Lee,Manual,Fall\n'
        '503,"Paz, Eva",3/5/2026,Canvassed,Walk,Lee,Manual,Fall\n'
    )

    bring(cast.north, cast.staff, head + rows)

    with tenant(cast.north.id):
        people = {c.given_name: c.status for c in Contact.objects.all()}
        closed = ConsentEvent.objects.get()
    assert people == {"Ana": "active", "Luis": "deceased", "Eva": "active"}
    assert (closed.purpose, closed.value, str(closed.given_on)) == ("call", "withdrawn", "2026-03-04")


def test_answers_of_a_survey_become_tags_of_one_person(cast):
    head = "Voter File VANID,Contact Name,Date Canvassed,Survey Response,Survey Question Name,Survey Question Type,Canvassed By,Contact Type\n"
    rows = "501,Ana Reyes,3/4/2026,Buses,Top issue,Persuasion,Lee,Phone\n501,Ana Reyes,3/4/2026,Yes,Will volunteer,Volunteer,Lee,Phone\n"

    bring(cast.north, cast.staff, head + rows)

    with tenant(cast.north.id):
        assert Contact.objects.count() == 1
        tags = sorted(ContactTag.objects.values_list("tag__name", flat=True))
    assert tags == ["Top issue: Buses", "Will volunteer: Yes"]


def test_a_form_s_timestamp_dates_the_yes_in_it(cast):
    bring(
        cast.north,
        cast.staff,
        "Timestamp,Your name,What is your phone number?,May we text you?\n3/4/2026 18:02:11,Ana Reyes,919-555-0101,Yes\n",
    )

    with tenant(cast.north.id):
        consent = ConsentEvent.objects.get()
    assert (consent.value, consent.how, str(consent.given_on)) == ("granted", "web_form", "2026-03-04")


def test_an_age_band_is_kept_of_a_birth_date_only_when_somebody_asks_for_it(cast):
    text = "First Name,Last Name,Birthday\nAna,Reyes,1990-05-01\n"

    left_out = read(cast.staff, text).mapping["columns"][2]
    bring(
        cast.north,
        cast.staff,
        text,
        columns={"Birthday": {"field": "age_band", "policy": "fill", "rules": []}},
    )

    assert (left_out["field"], left_out["drop"]) == ("", "drop.birth_date")
    with tenant(cast.north.id):
        assert Contact.objects.get().age_band == "25_plus"


def test_what_has_no_field_is_kept_in_the_notes_under_its_heading(cast):
    bring(
        cast.north,
        cast.staff,
        "First Name,Last Name,Organization,How did you hear about us?\nAna,Reyes,Alder PTA,A neighbor\n",
    )

    with tenant(cast.north.id):
        assert Contact.objects.get().about.splitlines() == [
            "Organization: Alder PTA",
            "How did you hear about us? A neighbor",
        ]


def test_the_kind_of_phone_stands_beside_the_phone(cast):
    bring(
        cast.north,
        cast.staff,
        "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Labels,File As\n"
        "Ana,Reyes,* Home,ana@example.org,Mobile,919-555-0101,* myContacts,\n",
    )

    with tenant(cast.north.id):
        assert ContactMethod.objects.exclude(kind="email").get().kind == "mobile"


def test_whoever_did_not_come_is_told_apart(cast):
    batch = bring(
        cast.north,
        cast.staff,
        "user id,first name,last name,user email,event title,timeslot start,signup status\n"
        "7,Ana,Reyes,ana@example.org,Bus hearing,2026-03-04,Attended\n8,Luis,Soto,luis@example.org,Bus hearing,2026-03-04,No Show\n",
    )

    with tenant(cast.north.id):
        tagged = list(ContactTag.objects.values_list("contact__given_name", "tag__name"))
    assert tagged == [("Ana", "Bus hearing")]
    assert codes(outcomes(cast.north, batch)[3]) == ["row.did_not_come"]


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - {"google_forms"}))
def test_what_is_guessed_of_a_tool_s_file_can_be_kept_as_it_is(cast, tool):
    entry = TOOLS[tool]
    headers = entry if isinstance(entry, list) else entry.get("header") or entry["attendee_header"]

    assert ready(cast.staff, ",".join(headers) + "\n" + "Ana" + "," * (len(headers) - 1)).state == "ready"


def test_one_of_two_columns_that_close_a_door_is_enough(cast):
    head = "nationbuilder_id,first_name,last_name,phone_number,mobile_opt_in,do_not_call,federal_donotcall\n"

    bring(
        cast.north,
        cast.staff,
        head + "7,Ana,Reyes,919-555-0142,,TRUE,FALSE\n8,Luis,Soto,919-555-0143,,FALSE,TRUE\n",
    )

    with tenant(cast.north.id):
        closed = ConsentEvent.objects.filter(purpose="call", value="withdrawn")
        assert closed.values("contact_id").distinct().count() == 2


def test_the_number_of_an_event_makes_nobody_the_same_person(cast):
    bring(cast.north, cast.staff, "event_id,First Name,Email\n1,Ana,ana@example.org\n1,Ben,ben@example.org\n")

    with tenant(cast.north.id):
        assert sorted(Contact.objects.values_list("given_name", flat=True)) == ["Ana", "Ben"]
        assert not ExternalId.objects.exists()


def test_words_for_who_somebody_is_are_known_under_any_heading(cast):
    batch = read(cast.staff, "Name,Hat,Email\nAna Paz,Mom,a@example.org\nLuis Soto,teacher,l@example.org\n")

    assert [column["field"] for column in batch.mapping["columns"]] == ["full_name", "constituency", "email"]


def test_nothing_common_to_all_addresses_is_taken_off_them(cast):
    rows = "".join(f"Ana{i},parents{chr(97 + i)}@example.org\n" for i in range(6))

    batch = read(cast.staff, "First Name,Email\n" + rows)

    assert all(not column["proposals"] for column in batch.mapping["columns"])
