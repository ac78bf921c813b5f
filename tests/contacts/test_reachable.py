"""Whom a list to call, text or e-mail may hold: the query says what the ledger says."""

import datetime
import random
import re

import pytest

from contacts import consent
from contacts.models import ConsentEvent, Contact, ContactMethod
from contacts.services import add_method, archive_contact, create_contact, record_consent, suppress
from crm.access.tenancy import tenant
from tests import make
from tests.house.source import PRODUCT, REPOSITORY, where

pytestmark = pytest.mark.django_db
CHANNELS = ("text", "call", "email")
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def crowd(cast, dice: random.Random) -> list[Contact]:
    """People with every mixture of answers, numbers that others share, ages, and records merged into theirs."""
    people = []
    for _n in range(120):
        age = dice.choice(["unknown", "unknown", "25_plus", "under_13", "16_17"])
        person = make.contact(cast.north, age_band=age, is_minor=age in ("under_13", "16_17"))
        for _m in range(dice.choice([0, 1, 2])):
            kind = dice.choice(["mobile", "landline", "email"])
            value = (
                f"a{dice.randint(1, 25)}@example.org"
                if kind == "email"
                else f"919-555-01{dice.randint(10, 40)}"
            )
            label = "guardian" if age == "under_13" else dice.choice(["own", "guardian", "shared"])
            status = dice.choice(["ok", "ok", "ok", "ok", "bad", "wrong_person", "unsubscribed"])
            add_method(by=cast.lead, contact=person, kind=kind, value=value, label=label, status=status)
        for _line in range(dice.choice([0, 1, 2, 3])):
            ConsentEvent.objects.create(
                organization_id=cast.north.id,
                contact=person,
                purpose=dice.choice(CHANNELS),
                value=dice.choice(["granted", "granted", "granted", "denied", "withdrawn"]),
                given_by=dice.choice(["self", "self", "guardian"]),
                how=dice.choice(["verbal", "verbal", "import"]),
                source=dice.choice(["", "", "OK to text (list.csv)"]),
                at=START + datetime.timedelta(days=dice.randint(0, 300)),
            )
        people.append(person)
    for person in people[:8]:
        Contact.objects.filter(pk=person.pk).update(status="merged", merged_into=dice.choice(people[20:]))
    for person in people[8:11]:
        suppress(by=cast.lead, contact=person)
    archive_contact(by=cast.lead, contact=people[11])
    return people


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_list_of_whom_to_reach_is_what_the_ledger_allows(cast, seed):
    crowd(cast, random.Random(seed))
    seen = Contact.objects.visible_to(cast.lead)
    known = consent.consent_of(seen)

    reached = 0
    for channel in CHANNELS:
        allowed = {pk for pk, one in known.items() if one.may(channel).allowed}
        assert set(seen.reachable(by=channel).values_list("pk", flat=True)) == allowed
        reached += len(allowed)
    assert reached > 10, "the crowd must hold people to reach"


def test_a_minors_number_is_held_until_a_guardian_says_yes(cast):
    student = create_contact(
        by=cast.lead,
        given_name="Bo",
        methods=[{"kind": "mobile", "value": "919-555-0142"}],
        constituencies=[{"kind": "student"}],
    )
    record_consent(by=cast.lead, contact=student, purpose="call", value="granted")
    assert ContactMethod.objects.filter(contact=student).exists()
    assert not Contact.objects.reachable(by="call").exists()

    record_consent(by=cast.lead, contact=student, purpose="call", value="granted", given_by="guardian")

    assert Contact.objects.reachable(by="call").get() == student


def test_until_then_a_guardians_number_may_be_called(cast):
    student = make.contact(cast.north, is_minor=True)
    add_method(by=cast.lead, contact=student, kind="mobile", value="919-555-0142", label="guardian")

    assert consent.may_call(student).allowed and not consent.may_text(student).allowed
    assert Contact.objects.reachable(by="call").get() == student


# Who puts numbers in front of somebody.
READS_NUMBERS = re.compile(r"ContactMethod\b.*objects|(?<!seen)(?<!\))\.methods\b|\.usable\(")
ASKS = re.compile(r"reachable\(by=|\.may\(")
# Not a list to call, text or mail.
OTHERWISE = {
    "crm/demo": "writes the demonstration",
    "contacts/models": "declares them",
    "contacts/services": "writes them",
    "contacts/importers": "brings them",
    "contacts/merging": "moves them",
    "contacts/duplicates": "compares them",
    "contacts/search": "finds people by them and shows none",
    "contacts/querysets.py": "says who may be reached",
    "contacts/consent.py": "says who may be reached",
    "contacts/records.py": "declares what becomes of them",
    "contacts/api.py": "a person's record, as the page shows it",
    "contacts/pages/reach.py": "a person's page, with the reason beside each number",
    "contacts/views/methods.py": "changing one number of one person",
    "contacts/forms": "asking for a number",
    "listening/services/sessions/signing_in.py": "knows by the number somebody typed who signs in, and shows none",
    "contacts/exporters": "files: taken.py leaves out what is closed or held, people_for() whom a tool may not reach",
    "tasks/services/answering.py": "closes what bounced or was stopped",
}


def test_whoever_lists_numbers_asks_who_may_be_reached():
    careless = []
    for package in PRODUCT:
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            name, text = where(path), path.read_text(encoding="utf-8")
            if "/migrations/" in name or any(map(name.startswith, OTHERWISE)):
                continue
            if READS_NUMBERS.search(text) and not ASKS.search(text):
                careless.append(name)

    assert careless == []
