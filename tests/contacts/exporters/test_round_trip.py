"""Our own file, changed by nobody, changes nothing; in an empty organization it makes the same people."""

import csv
import io

import pytest
from django.urls import reverse

from contacts.models import ConstituencyRow, Contact, ContactMethod, ContactTag, CustomValue
from contacts.services import (
    add_constituency,
    add_method,
    answer_fields,
    create_contact,
    create_tag,
    make_field,
    merge_tags,
    record_consent,
    tag_contacts,
)
from crm.access.tenancy import tenant
from crm.imports import exporting, storage
from tests import make
from tests.crm.imports.bringing import bring, stepper

pytestmark = pytest.mark.django_db


def exported(organization, asker, file_format: str, *, with_minors: bool = True) -> bytes:
    with tenant(organization.id):
        file = exporting.ask(
            by=asker,
            kind="contacts",
            filters={},
            reason="to keep",
            with_minors=with_minors,
            file_format=file_format,
        )
    exporting.write(file, by=make.system(organization), step=stepper(organization))
    return storage.export_of(organization.id, file.pk).read_bytes()


@pytest.fixture
def people(cast):
    with tenant(cast.north.id):
        rosa = create_contact(
            by=cast.lead, given_name="Rosa María", family_name="de la Cruz-Ibáñez", chosen_name="Rosie", pronouns="she/her",
            language="es", other_languages=["en", "mix"], needs_interpreter=True, city="Cary", state="NC", zip_code="02139",
            street="1 Main St, Apt 2", about="=Wants a bus\nthat comes.", age_band="25_plus",
            methods=[{"kind": "mobile", "value": "919-555-0142"}, {"kind": "email", "value": "rosa@example.org"}],
        )  # fmt: skip
        add_method(by=cast.lead, contact=rosa, kind="whatsapp", value="+52 55 1234 5678")
        add_method(by=cast.lead, contact=rosa, kind="landline", value="(919) 555-0143", label="shared")
        add_constituency(by=cast.lead, contact=rosa, kind="parent", school_text="Hollow Oak High", grade="5")
        add_constituency(
            by=cast.lead, contact=rosa, kind="educator", subtype="bus driver", school_text="Hollow Oak Annex"
        )
        record_consent(by=cast.lead, contact=rosa, purpose="text", value="granted", how="paper")
        record_consent(by=cast.lead, contact=rosa, purpose="call", value="denied")
        for name in ("bus; riders", "a, b", "=x"):
            tag_contacts(by=cast.lead, contacts=[rosa], tag=create_tag(by=cast.lead, name=name))
        create_contact(by=cast.lead, given_name="Ms. T, blue house")
        create_contact(by=cast.lead, given_name="ana", family_name="LOPEZ", zip_code="27513-1234")
        create_contact(by=cast.lead, given_name="Kim", family_name="Young", age_band="16_17")
        create_contact(by=cast.lead, family_name="'Obrien")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_that_nobody_changed_changes_nothing(cast, people, file_format):
    body = exported(cast.north, cast.lead, file_format)
    with tenant(cast.north.id):
        before = [*Contact.objects.order_by("pk").values(), *ContactMethod.objects.order_by("pk").values()]

    batch = bring(cast.north, cast.admin, body, name=f"people.{file_format}")

    with tenant(cast.north.id):
        after = [*Contact.objects.order_by("pk").values(), *ContactMethod.objects.order_by("pk").values()]
    assert batch.counts == {"unchanged": 5}
    assert after == before


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_empty_organization_has_the_same_people_afterwards(cast, people, file_format):
    body = exported(cast.north, cast.lead, file_format)

    bring(cast.south, cast.outsider, body, name=f"people.{file_format}")

    assert told(exported(cast.south, cast.outsider, "csv")) == told(exported(cast.north, cast.lead, "csv"))


def told(body: bytes) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    for row in rows:
        row.pop("Earshot ID")
        row.pop("Organizer")  # nobody of ours works there
    return sorted(rows, key=lambda row: (row["Last name"], row["First name"]))


# What a reader of foreign files takes for nothing, for the same as above, for two people or for several values.
ODD_PEOPLE = [
    {"given_name": "Na", "family_name": "None", "pronouns": "x"},
    {"given_name": "Ana and Luis", "family_name": "Soto & Cruz", "city": "Same", "county": "Do", "street": '"'},
    {"given_name": "Soto, Ana", "family_name": "Unknown", "city": "None", "about": "none", "zip_code": "K1A 0B1"},
    {"given_name": '=Ana "Nena"', "family_name": "''' x", "about": "- line\r\n\n=2;\ttab", "language": "zh-Hant"},
    {"chosen_name": "Ms. T (blue house)", "other_languages": ["hmn", "zza-x"], "race_source": "self",
     "race_ethnicity": ["black"], "race_words": "Black, from Haiti"},
    {"given_name": "Di", "status": "moved", "confidentiality": "restricted"},
    {"given_name": "Ed", "status": "deceased"},
    {"given_name": "Fe", "status": "do_not_contact", "confidentiality": "hidden"},
    {"given_name": "Gil", "status": "inactive"},
    {"given_name": "Bo", "race_source": "self", "race_words": "White", "race_ethnicity": []},
    {"given_name": "Cy", "race_source": "self", "race_words": 'a, "b"; c', "race_ethnicity": ["hispanic"]},
]  # fmt: skip
ODD_STAKES = [
    [{"kind": "educator", "subtype": "5th and 6th grade, K+1 & music"}, {"kind": "parent", "grade": "5; 6"}],
    [{"kind": "other", "subtype": 'role: "coach"; aide [x] (2020 to 2021)', "school_text": "Lincoln; East"}],
    [
        {"kind": "parent", "school_text": "Lincoln; East", "grade": "x"},
        {"kind": "alum", "school_text": "Pine"},
    ],
    [{"kind": "parent", "subtype": "madre y abuela"}, {"kind": "educator", "school_text": '"Pine"'}],
]
ODD_TAGS = [
    '"Bus" riders',
    'a "b"; d',
    "* star",
    "none",
    "x",
    "a|b",
    "a:::b",
    "a, b; c",
    "a,b",
    "-",
    '"',
    "=1+1",
]
ODD_ANSWERS = [
    ("text", [], 'a "b"; =c'), ("text", [], "none"), ("text", [], '"'), ("text", [], "one\ntwo"), ("number", [], 1e20),
    ("number", [], 0.1), ("number", [], -2.25), ("date", [], "1900-01-01"), ("yes_no", [], False), ("choice", ["None", "x"], "x"),
    ("choices", ["a, b", "No", "x"], ["a, b", "x"]),
]  # fmt: skip
FACTS = ("given_name", "family_name", "chosen_name", "pronouns", "language", "other_languages", "city", "county", "street",
         "zip_code", "about", "status", "confidentiality", "race_source", "race_ethnicity", "race_words")  # fmt: skip
STAKE_FACTS = ("contact__family_name", "kind", "subtype", "school_text", "grade")


def everything() -> list[list]:
    return [
        sorted(map(str, found))
        for found in (
            Contact.objects.values_list(*FACTS),
            ConstituencyRow.objects.values_list(*STAKE_FACTS),
            ContactTag.objects.values_list("contact__family_name", "tag__name"),
            CustomValue.objects.values_list("field__name", "slot", "text", "number", "day", "yes"),
        )
    ]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_whatever_somebody_wrote_comes_back_to_the_letter(cast, file_format):
    south = make.member(cast.south, "org_admin", name="Sam South")
    for facts in ODD_PEOPLE:
        make.contact(cast.north, **{"given_name": "", "family_name": "", **facts})
    for number, stakes in enumerate(ODD_STAKES):
        person = make.contact(cast.north, "Stake", f"Number {number}", age_band="25_plus")
        for stake in stakes:
            make.stake(cast.north, person, **stake)
    worn = make.contact(cast.north, "Tags", "All")
    for number, name in enumerate(ODD_TAGS):
        make.tag(cast.north, name, worn, make.contact(cast.north, "Tag", f"Number {number}"))
    for organization, by in ((cast.north, cast.admin), (cast.south, south)):
        with tenant(organization.id):
            fields = [
                make_field(by=by, name=f"Question {number}, of “it”; =", kind=kind, options=options)
                for number, (kind, options, _answer) in enumerate(ODD_ANSWERS)
            ]
            if organization is cast.north:
                answers = {field.pk: said for field, (_k, _o, said) in zip(fields, ODD_ANSWERS, strict=True)}
                answer_fields(by=by, contact=worn, answers=answers)
    body = exported(cast.north, cast.lead, file_format)
    with tenant(cast.north.id):
        before = everything()

    back = bring(cast.north, cast.admin, body, name=f"people.{file_format}")
    bring(cast.south, cast.outsider, body, name=f"people.{file_format}")

    assert set(back.counts) == {"unchanged"}
    with tenant(cast.south.id):
        assert everything() == before


def test_people_who_came_in_one_second_are_known_by_ids_that_begin_alike(cast):
    for letter in "abcdef":
        make.contact(
            cast.north, f"Ana {letter}", "Smith-Jones", id=f"01a20548-8a{letter}7-7a46-856c-9e4ba5adbb81"
        )
    body = exported(cast.north, cast.lead, "csv")

    batch = bring(cast.north, cast.admin, body)

    assert batch.counts == {"unchanged": 6}
    assert not any(column["rules"] for column in batch.mapping["columns"])


def test_the_old_word_of_a_merged_tag_stands_beside_nobody_any_more(cast, client):
    person = make.contact(cast.north)
    old, new = make.tag(cast.north, "choristers", person), make.tag(cast.north, "singers")
    with tenant(cast.north.id):
        merge_tags(by=cast.lead, tag=old, into=new)
    make.login(client, cast.lead)

    [row] = told(exported(cast.north, cast.lead, "csv"))
    page = client.get(reverse("contacts:detail", args=[person.pk])).content.decode()
    answer = client.get(reverse("api:contact-detail", args=[person.pk])).json()

    assert (row["Tags"], answer["tags"]) == ("singers", ["singers"])
    assert "choristers" not in page
