"""Everything that an organization knows of its people, out and in again: the same here, and the same elsewhere."""

import csv
import datetime
import io
import re
import uuid

import pytest

from contacts.models import (
    Assessment,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    CustomValue,
    ExternalId,
    Household,
    HouseholdMember,
    Relationship,
    Rung,
    RungStep,
    SearchToken,
    Suppression,
)
from contacts.services import make_field, record_consent
from contacts.services.customs import answer_fields
from crm.access.tenancy import tenant
from tests import make
from tests.contacts.exporters.test_round_trip import exported
from tests.crm.imports.bringing import bring, undo

pytestmark = pytest.mark.django_db
D = datetime.date.fromisoformat
ANSWERS = [("text", [], 'a "b"; =c'), ("number", [], -2.25), ("date", [], "1900-01-01"), ("yes_no", [], False),
           ("choice", ["None", "x"], "x"), ("choices", ["a, b", "No", "x"], ["a, b", "x"])]  # fmt: skip
WAYS = {
    "Rosa": [
        ("mobile", "919-555-0142", "own", "ok", True), ("landline", "(919) 555-0143", "shared", "ok", False),
        ("phone", "919-555-0144 x12", "work", "ok", False), ("whatsapp", "+52 55 1234 5678", "own", "ok", False),
        ("email", "Rosa@Example.org", "own", "ok", False), ("email", "old@example.org", "own", "bad", False),
        ("mobile", "919-555-0199", "own", "wrong_person", False), ("phone", "555-0100", "own", "ok", False),
    ],
    "Luis": [("landline", "919-555-0143", "shared", "ok", False), ("mobile", "919-555-0150", "own", "unsubscribed", False)],
    "Ana": [("mobile", "(919) 555-0142", "guardian", "ok", False)],
    "None": [("mobile", "919-555-0160", "own", "ok", False), ("mobile", "+1 919 555 0161", "own", "ok", False),
             ("whatsapp", "919-555-0160", "own", "ok", True), ("signal", "919-555-0162", "own", "ok", False)],
}  # fmt: skip
CONSENTS = {
    "Rosa": [("text", "granted", "paper", "2026-03-01"), ("call", "granted", "verbal", "2026-03-02"), ("email", "denied", "verbal", "2026-03-03")],
    "Luis": [("email", "granted", "web_form", "2026-02-01"), ("call", "withdrawn", "verbal", "2026-02-02"), ("text", "denied", "text_keyword", None)],
    "None": [("email", "granted", "web_form", "2025-01-01"), ("email", "withdrawn", "verbal", "2025-06-01")],
}  # fmt: skip
TIES = [
    ("Rosa", "Ana", "guardian", "2010-05-01", None, 'her "mother"; [sic] (yes)'), ("Rosa", "Luis", "partner", None, None, ""),
    ("Luis", "None", "recruited", "2025-01-01", "2026-01-01", "at the fair"), ("None", "Rosa", "mentors", None, None, ""),
    ("Luis", "None", "knows", None, "2024-01-01", ""), ("None", "Luis", "interprets", "2026-02-03", None, "=1+1"),
    ("Same", "Rosa", "influences", None, None, ""), ("Same", "Luis", "works_with", None, None, ""),
]  # fmt: skip
RUNGS = ["Heard", 'Joined; "in" (2020) [x], often', "Leads"]
STEPS = {
    "Rosa": [(0, "2025-01-01", "2025-03-01", "organizer", ""), (2, "2025-03-01", "2025-03-01", "rule", "=three; \"times\", (yes)"),
             (1, "2025-03-01", "2025-09-01", "organizer", "tired"), (0, "2026-01-01", None, "rule", "came (2020-01-01 to )")],
    "Luis": [(1, "2025-01-01", "2025-02-01", "organizer", "")],
    "Ana": [(0, "2026-02-02", None, "organizer", "")],
}  # fmt: skip
LEVELS = {
    "Rosa": [(2, "Supports it", "", False, "2025-01-01", "2025-02-01", "conversation", 'said: "yes"; (sic)'),
             (1, "Dirige a otras", "", False, "2025-02-01", None, "observed", ""),
             (4, "Works on it on it", 'The "bus"; [x]', True, "2025-01-01", None, "secondhand", "")],
    "Luis": [(5, "=", "the fair", False, "2025-02-01", None, "action", "x")],
}  # fmt: skip
CAMPAIGN = uuid.uuid4()
USES = {
    "Rosa": [("quote", "denied", "verbal", "2025-01-01", None), ("quote", "anonymous", "paper", "2025-06-01", None),
             ("photo", "granted", "paper", "2026-03-01", None), ("photo", "withdrawn", "verbal", "2026-03-01", None),
             ("recontact", "granted", "web_form", "2026-01-01", None)],
    "Luis": [("full_name", "granted", "paper", "2020-01-01", None), ("quote", "withdrawn", "verbal", None, None)],
    "Ana": [("photo", "granted", "paper", "2026-03-01", "Rosa"), ("photo", "granted", "verbal", "2026-03-02", None),
            ("text", "granted", "paper", "2026-03-03", "Rosa"), ("audio", "denied", "paper", "2026-03-03", "Rosa"),
            ("email", "granted", "paper", "2026-03-03", "Rosa"), ("email", "withdrawn", "verbal", "2026-03-04", None)],
}  # fmt: skip
NUMBERS = {
    "Rosa": [("van", "12345"), ("van:ga=1", "9;9"), ("action_network", "0c2e-77")],
    "Same": [("sheet", '"x"')],
}


def everything_we_can_know(cast):
    """An organization that uses all there is, and names that look like guesses."""
    of = cast.north
    people = {
        "Rosa": make.contact(of, "Rosa", "de la Cruz", age_band="25_plus", city="Cary", state="NC", street="1 Main St"),
        "Ana": make.contact(of, "Ana and Luis", "de la Cruz", age_band="under_13", is_minor=True),
        "Luis": make.contact(of, "Luis", "Soto & Cruz", chosen_name="Lucho", age_band="25_plus"),
        "None": make.contact(of, "Na", "None", pronouns="x"),
        "Same": make.contact(of, "Same", ""),
    }  # fmt: skip
    with tenant(of.id):
        for name, ways in WAYS.items():
            for kind, value, label, status, preferred in ways:
                key = key_of(kind, value)
                ContactMethod.objects.create(
                    organization_id=of.id, contact=people[name], kind=kind, value=value, label=label, status=status,
                    is_preferred=preferred, key=key, reversed_key=key[::-1],
                )  # fmt: skip
        for name, lines in CONSENTS.items():
            for purpose, value, how, on in lines:
                record_consent(
                    by=cast.lead, contact=people[name], purpose=purpose, value=value, how=how, given_on=D(on) if on else None
                )  # fmt: skip
        for one, other, kind, starts, ends, note in TIES:
            Relationship.objects.create(
                organization_id=of.id, contact=people[one], other=people[other], kind=kind, note=note,
                starts_on=D(starts) if starts else None, ends_on=D(ends) if ends else None,
            )  # fmt: skip
        home = Household.objects.create(
            organization_id=of.id, name='Cruz; "the [blue] house"', street="1 Main St | Apt 2", city="Cary",
            state="NC", zip_code="27513",
        )  # fmt: skip
        bare = Household.objects.create(organization_id=of.id, name="=None at home")
        for household, name, joined, left in [
            (home, "Rosa", "2020-01-01", None), (home, "Ana", None, None), (home, "Luis", "2020-01-01", "2024-06-30"),
            (home, "Luis", "2025-01-01", None), (bare, "None", None, None),
        ]:  # fmt: skip
            HouseholdMember.objects.create(
                organization_id=of.id, household=household, contact=people[name],
                joined_on=D(joined) if joined else None, left_on=D(left) if left else None,
            )  # fmt: skip
        stand_and_answer(cast, people)
    for name, numbers in NUMBERS.items():
        for system, value in numbers:
            make.external_id(of, people[name], system, value)
    make.stake(of, people["Rosa"], kind="parent", grade="5; 6", school_text="Lincoln; East")
    make.stake(of, people["Rosa"], kind="educator", starts_on=D("2019-08-01"), ends_on=D("2022-06-10"))
    make.stake(of, people["Luis"], kind="alum", ends_on=D("2001-06-10"))
    for number, name in enumerate(("none", "a, b; c", '"', "=1+1")):
        make.tag(of, name, people["Rosa"], *([people["Same"]] if number else []))
    ask(of, cast.admin, people["Rosa"])
    return people


def stand_and_answer(cast, people):
    of = {"organization_id": cast.north.id}
    rungs = [
        Rung.objects.create(**of, name=name, position=place, name_es="En español") for place, name in enumerate(RUNGS, 1)
    ]  # fmt: skip
    for name, steps in STEPS.items():
        for rung, since, until, basis, reason in steps:
            RungStep.objects.create(
                **of, contact=people[name], rung=rungs[rung], since=D(since), until=D(until) if until else None, basis=basis,
                reason=reason, recorded_by_id=cast.lead.membership_id,
            )  # fmt: skip
    for name, levels in LEVELS.items():
        for level, words, about, campaign, since, until, basis, reason in levels:
            Assessment.objects.create(
                **of, contact=people[name], level=level, words=words, about=about, campaign_id=CAMPAIGN if campaign else None,
                since=D(since), until=D(until) if until else None, basis=basis, reason=reason,
            )  # fmt: skip
    for name, lines in USES.items():
        for purpose, value, how, on, guardian in lines:
            record_consent(
                by=cast.lead, contact=people[name], purpose=purpose, value=value, how=how, given_on=D(on) if on else None,
                guardian=people[guardian] if guardian else None,
            )  # fmt: skip


def key_of(kind: str, value: str) -> str:
    digits = re.sub(r"\D", "", value.partition(" x")[0])
    if kind == "email":
        return value.lower()
    return digits if len(digits) < 10 else f"+{digits if len(digits) > 10 else '1' + digits}"


def ask(of, by, person=None):
    with tenant(of.id):
        fields = [
            make_field(by=by, name=f"Question {n} of “it”; =", kind=kind, options=options)
            for n, (kind, options, _said) in enumerate(ANSWERS)
        ]
        if person:
            said = {field.pk: answer for field, (_k, _o, answer) in zip(fields, ANSWERS, strict=True)}
            answer_fields(by=by, contact=person, answers=said)


MODELS = (Contact, ContactMethod, ConstituencyRow, ContactTag, ConsentEvent, CustomValue, ExternalId, Household,
          HouseholdMember, Relationship, Rung, RungStep, Assessment, SearchToken, Suppression)  # fmt: skip


def rows_of(organization) -> list[list]:
    with tenant(organization.id):
        return [list(model.objects.order_by("pk").values()) for model in MODELS]


def told(body: bytes) -> set[tuple[str, str, str]]:
    """Every filled cell of a file, whatever the ids are there."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    for row in rows:
        row.pop("Earshot ID")
        for heading in ("Relationships", "Household", "Assessments", "Guardian's answers"):
            row[heading] = re.sub(r"\[[0-9a-f-]{36}\]", "[id]", row[heading])
    return {(row["First name"], heading, cell) for row in rows for heading, cell in row.items() if cell}


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_same_file_changes_nothing_here(cast, file_format):
    everything_we_can_know(cast)
    body = exported(cast.north, cast.lead, file_format)
    before = rows_of(cast.north)

    batch = bring(cast.north, cast.admin, body, name=f"people.{file_format}")

    assert batch.counts == {"unchanged": 5}
    assert rows_of(cast.north) == before


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_empty_organization_has_it_all_and_an_undo_leaves_nothing(cast, file_format, rows):
    everything_we_can_know(cast)
    south = make.member(cast.south, "org_admin", name="Sam South")
    ask(cast.south, south)
    body = exported(cast.north, cast.lead, file_format)
    empty = rows_of(cast.south)

    batch = bring(cast.south, south, body, name=f"people.{file_format}", rows=rows)

    assert batch.counts == {"created": 5}
    assert told(exported(cast.south, cast.outsider, "csv")) == told(exported(cast.north, cast.lead, "csv"))
    again = bring(cast.south, south, body, name=f"people.{file_format}", rows=rows)
    assert again.counts == {"unchanged": 5}
    undo(cast.south, south, again)
    undo(cast.south, south, batch)
    assert rows_of(cast.south) == empty
