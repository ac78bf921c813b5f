"""The list of numbers and addresses that must not be reached again."""

import pytest

from contacts import consent, derived
from contacts.models import Contact, ContactMethod, Suppression
from contacts.services import add_method, close_address, create_contact, lift, record_consent, suppress
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db
PHONE = {"kind": "mobile", "value": "919-555-0142"}


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_an_administrator_closes_a_number_and_opens_it_again_with_a_reason(cast):
    ana = create_contact(by=cast.organizer, given_name="Ana", methods=[PHONE])

    assert close_address(by=cast.admin, **PHONE) and not close_address(by=cast.admin, **PHONE)
    assert not consent.may_call(ana).allowed and ContactMethod.objects.get().is_suppressed

    assert lift(by=cast.admin, **PHONE, why="mistake") == ["do_not_contact"]
    assert consent.may_call(ana).allowed and not ContactMethod.objects.get().is_suppressed
    assert AuditEvent.objects.get(verb="contacts.address_lifted").details["why"] == "mistake"
    with pytest.raises(NotAllowed):
        close_address(by=cast.organizer, **PHONE)


def test_without_a_reason_or_for_an_erased_person_nothing_is_lifted(cast):
    person = make.contact(cast.north)
    add_method(by=cast.lead, contact=person, **PHONE)
    suppress(by=cast.lead, contact=person, reason="erased")

    for why, field in (("", "why"), ("asked", "value")):
        with pytest.raises(DomainError) as refused:
            lift(by=cast.admin, **PHONE, why=why)
        assert refused.value.field == field


def test_a_number_added_later_is_marked_at_once(cast):
    close_address(by=cast.admin, **PHONE)

    ana = create_contact(by=cast.organizer, given_name="Ana", methods=[PHONE])

    assert ContactMethod.objects.get().is_suppressed and not Contact.objects.reachable(by="call").exists()
    assert not consent.may_call(ana).allowed


def test_a_new_key_still_knows_what_was_closed_under_the_old_one(cast, settings):
    ana = create_contact(by=cast.organizer, given_name="Ana", methods=[PHONE])
    close_address(by=cast.admin, **PHONE)
    old = derived.suppression_digest(cast.north.id, "+19195550142")

    settings.SUPPRESSION_KEYS_BEFORE, settings.SUPPRESSION_KEY = [settings.SUPPRESSION_KEY], "another"
    derived._site_keys.cache_clear()
    try:
        assert derived.suppression_digest(cast.north.id, "+19195550142") != old
        assert not consent.may_call(ana).allowed and not close_address(by=cast.admin, **PHONE)
        assert lift(by=cast.admin, **PHONE, why="asked")
    finally:
        derived._site_keys.cache_clear()
    assert not Suppression.objects.exists()


def test_the_yes_of_one_does_not_open_the_phone_that_another_closed(cast):
    ana, ben = (
        create_contact(by=cast.organizer, given_name=name, methods=[PHONE]) for name in ("Ana", "Ben")
    )
    suppress(by=cast.organizer, contact=ana)
    suppress(by=cast.organizer, contact=ben)

    record_consent(by=cast.organizer, contact=ben, purpose="text", value="granted")

    ben.refresh_from_db()
    assert ben.status == "active" and not consent.may_text(ben).allowed
