"""The ledger of consent and what follows from it."""

import datetime
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from contacts import consent
from contacts.models import ConsentEvent, Contact, Suppression
from contacts.services import add_method, create_contact, edit_contact, record_consent, suppress
from crm.access.errors import DomainError
from crm.access.tenancy import tenant

pytestmark = pytest.mark.django_db

PHONE = {"kind": "mobile", "value": "919-555-0142"}
MARCH, MAY = (
    datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
    datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
)


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


@pytest.fixture
def ana(cast):
    return create_contact(by=cast.organizer, given_name="Ana", methods=[PHONE])


def test_texting_needs_a_yes_and_calling_only_the_absence_of_a_no(cast, ana):
    assert not consent.may_text(ana).allowed and consent.may_call(ana).allowed

    record_consent(by=cast.volunteer, contact=ana, purpose="text", value="granted")
    record_consent(by=cast.volunteer, contact=ana, purpose="call", value="denied")

    assert consent.may_text(ana).allowed and not consent.may_call(ana).allowed


def test_a_yes_without_a_number_reaches_nobody(cast):
    person = create_contact(by=cast.organizer, given_name="Bo")

    record_consent(by=cast.organizer, contact=person, purpose="text", value="granted")

    assert not consent.may_text(person).allowed


def test_what_was_said_on_an_evening_was_said_that_day(cast, ana):
    nine_in_the_evening = datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC)
    record_consent(by=cast.organizer, contact=ana, purpose="text", value="granted", now=nine_in_the_evening)

    assert consent.consent_of([ana])[ana.pk].standing("text").on == datetime.date(2026, 11, 22)


def test_the_latest_answer_holds(cast, ana):
    record_consent(by=cast.organizer, contact=ana, purpose="text", value="withdrawn", now=MARCH)
    record_consent(by=cast.organizer, contact=ana, purpose="text", value="granted", now=MAY)

    assert consent.may_text(ana).allowed


def test_an_import_never_reopens_what_somebody_withdrew(cast, ana):
    record_consent(by=cast.organizer, contact=ana, purpose="text", value="withdrawn", now=MARCH)
    record_consent(
        by=cast.staff,
        contact=ana,
        purpose="text",
        value="granted",
        how="import",
        source="column OK to text, list.csv",
        given_on=MARCH.date(),
        now=MAY,
    )

    assert consent.consent_of([ana])[ana.pk].standing("text").value == "withdrawn"


def test_a_yes_from_a_file_needs_its_column_and_its_day(cast, ana):
    with pytest.raises(DomainError):
        record_consent(by=cast.staff, contact=ana, purpose="text", value="granted", how="import")


def test_a_withdrawal_wins_across_merged_records(cast, ana):
    double = create_contact(by=cast.organizer, given_name="Ana", family_name="R")
    record_consent(by=cast.organizer, contact=double, purpose="quote", value="withdrawn", now=MARCH)
    record_consent(by=cast.organizer, contact=ana, purpose="quote", value="granted", now=MAY)

    Contact.objects.filter(pk=double.pk).update(status="merged", merged_into=ana)

    assert consent.consent_of([ana])[ana.pk].standing("quote").value == "withdrawn"


def test_a_session_has_its_own_answer_and_the_stricter_one_holds_there(cast, ana):
    session = uuid.uuid4()
    record_consent(by=cast.organizer, contact=ana, purpose="quote", value="granted")
    record_consent(by=cast.organizer, contact=ana, purpose="quote", value="anonymous", session_id=session)

    known = consent.consent_of([ana])[ana.pk]

    assert known.standing("quote").value == "granted"
    assert known.standing("quote", session_id=session).value == "anonymous"


def test_a_minors_own_yes_is_kept_but_waits_for_a_guardian(cast):
    teenager = create_contact(by=cast.lead, given_name="Bo", age_band="13_15", methods=[PHONE])
    record_consent(by=cast.lead, contact=teenager, purpose="text", value="granted")
    record_consent(by=cast.lead, contact=teenager, purpose="quote", value="granted")

    assert consent.may_text(teenager).sign == "youth"
    assert consent.consent_of([teenager])[teenager.pk].standing("quote").value == "anonymous"

    record_consent(by=cast.lead, contact=teenager, purpose="text", value="granted", given_by="guardian")
    assert consent.may_text(teenager).allowed


def test_do_not_contact_closes_every_way_until_the_person_says_yes_again(cast, ana):
    record_consent(by=cast.organizer, contact=ana, purpose="text", value="granted", now=MARCH)

    suppress(by=cast.volunteer, contact=ana)
    closed = Contact.objects.get(pk=ana.pk)
    assert closed.status == "do_not_contact" and not consent.may_call(closed).allowed

    record_consent(by=cast.organizer, contact=ana, purpose="text", value="granted", now=MAY)
    opened = Contact.objects.get(pk=ana.pk)
    assert opened.status == "active" and consent.may_text(opened).allowed


def test_a_suppressed_number_is_not_reached_through_anybody_else_either(cast, ana):
    edit_contact(by=cast.organizer, contact=ana, version=1, changes={"status": "do_not_contact"})
    sister = create_contact(by=cast.organizer, given_name="Bo")

    add_method(by=cast.organizer, contact=sister, **PHONE)
    record_consent(by=cast.organizer, contact=sister, purpose="text", value="granted")

    stored = bytes(Suppression.objects.get().digest)
    assert not consent.may_text(Contact.objects.get(pk=sister.pk)).allowed and b"0142" not in stored


def test_lines_of_the_ledger_cannot_be_rewritten(cast, ana):
    record_consent(by=cast.organizer, contact=ana, purpose="text", value="denied")

    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update contacts_consentevent set value = 'granted'")


def test_a_page_of_people_costs_three_queries_however_long(cast, django_assert_num_queries):
    people = [create_contact(by=cast.organizer, given_name=f"P{n}", methods=[PHONE]) for n in range(4)]

    with django_assert_num_queries(3):
        known = consent.consent_of(people)

    assert len(known) == 4 and ConsentEvent.objects.count() == 0
