"""Ways to reach people."""

import pytest

from contacts.consent import may_call, may_email
from contacts.models import ContactMethod
from contacts.services import (
    add_method,
    change_method,
    create_contact,
    edit_contact,
    record_consent,
    remove_method,
    suppress,
)
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_a_number_is_kept_as_said_and_compared_as_dialled(cast):
    person = create_contact(by=cast.organizer, given_name="Ana")

    method = add_method(by=cast.organizer, contact=person, kind="mobile", value="(919) 555-0142")
    again = add_method(by=cast.organizer, contact=person, kind="mobile", value="919.555.0142")

    assert (method.value, method.key) == ("(919) 555-0142", "+19195550142")
    assert method.reversed_key.startswith("2410") and again.pk == method.pk


@pytest.mark.parametrize(("kind", "value"), [("mobile", "no phone"), ("email", "lupe at home")])
def test_what_cannot_be_dialled_or_mailed_is_refused_in_its_field(cast, kind, value):
    person = create_contact(by=cast.organizer, given_name="Ana")

    with pytest.raises(DomainError) as refused:
        add_method(by=cast.organizer, contact=person, kind=kind, value=value)

    assert refused.value.field == "value"


def test_a_child_is_reached_through_a_guardian_only(cast):
    child = create_contact(by=cast.lead, given_name="Ana", age_band="under_13")
    teenager = create_contact(
        by=cast.lead, given_name="Bo", age_band="13_15", methods=[{"kind": "mobile", "value": "919-555-0142"}]
    )

    add_method(by=cast.lead, contact=child, kind="mobile", value="919-555-0142", label="guardian")
    with pytest.raises(DomainError):
        add_method(by=cast.lead, contact=child, kind="mobile", value="919-555-0143")
    with pytest.raises(DomainError) as refused:
        edit_contact(by=cast.lead, contact=teenager, version=1, changes={"age_band": "under_13"})

    assert refused.value.field == "age_band"


def test_one_way_is_preferred_at_a_time(cast):
    person = create_contact(by=cast.organizer, given_name="Ana")
    first = add_method(
        by=cast.organizer, contact=person, kind="mobile", value="919-555-0142", is_preferred=True
    )
    second = add_method(by=cast.organizer, contact=person, kind="email", value="ana@example.org")

    change_method(by=cast.organizer, method=second, is_preferred=True)

    assert list(ContactMethod.objects.filter(is_preferred=True)) == [second]
    assert ContactMethod.objects.get(pk=first.pk).value == "919-555-0142"


def test_a_removed_number_stays_in_the_erasable_history_only(cast):
    person = create_contact(by=cast.organizer, given_name="Ana")
    method = add_method(by=cast.organizer, contact=person, kind="mobile", value="919-555-0142")

    remove_method(by=cast.organizer, method=method)

    event = AuditEvent.objects.get(verb="contacts.method_removed")
    assert "0142" not in f"{event.details}{event.fields}"
    assert Revision.objects.get(event_id=event.pk).before == {"mobile": "919-555-0142"}


def test_what_is_true_of_a_number_is_true_for_all_who_share_it(cast):
    ana, ben = (
        create_contact(
            by=cast.organizer, given_name=name, methods=[{"kind": "mobile", "value": "919-555-0142"}]
        )
        for name in ("Ana", "Ben")
    )
    hers = ContactMethod.objects.get(contact=ana)
    assert may_call(ben).allowed

    change_method(by=cast.organizer, method=hers, status="wrong_person")
    assert may_call(ben).allowed and not may_call(ana).allowed

    change_method(by=cast.organizer, method=hers, status="bad")
    assert not may_call(ben).allowed

    his = ContactMethod.objects.get(contact=ben)
    change_method(by=cast.organizer, method=his, status="bad")
    change_method(by=cast.organizer, method=hers, status="ok")
    assert may_call(ben).allowed and may_call(ana).allowed


def test_who_unsubscribed_is_opened_by_their_own_yes_only(cast):
    ana = create_contact(
        by=cast.organizer, given_name="Ana", methods=[{"kind": "email", "value": "a@example.org"}]
    )
    suppress(by=cast.organizer, contact=ana, reason="unsubscribed")
    method = ContactMethod.objects.get()

    with pytest.raises(DomainError) as refused:
        change_method(by=cast.organizer, method=method, status="ok")
    record_consent(by=cast.organizer, contact=ana, purpose="email", value="granted")

    assert refused.value.field == "status" and may_email(ana).allowed
