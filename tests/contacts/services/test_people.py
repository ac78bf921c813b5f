"""Creating and editing people."""

import uuid

import pytest

from contacts.models import Contact, SearchToken
from contacts.services import archive_contact, create_contact, edit_contact, restore_contact
from contacts.services.people import ContactChanged
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent, Revision
from crm.organizations.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_a_new_person_is_sorted_and_found_by_every_part_of_their_name(cast):
    person = create_contact(
        by=cast.organizer, given_name="  José-María ", family_name="Núñez Reyes", chosen_name="Chema"
    )

    tokens = SearchToken.objects.filter(contact_id=person.pk).values_list("token", flat=True)
    assert (person.given_name, person.sort_name) == ("José-María", "nunez reyes  chema")
    assert set(tokens) == {"jose", "maria", "nunez", "reyes", "chema"}


def test_a_handle_is_enough_of_a_name_and_nothing_is_not(cast):
    assert (
        create_contact(by=cast.organizer, given_name="Ms. T, blue house").display_name == "Ms. T, blue house"
    )

    with pytest.raises(DomainError) as refused:
        create_contact(by=cast.organizer, given_name="  ")

    assert refused.value.field == "given_name"


def test_posting_the_same_phone_record_twice_makes_one_person(cast):
    key = uuid.uuid4()

    first = create_contact(by=cast.volunteer, given_name="Ana", client_uuid=key)
    second = create_contact(by=cast.volunteer, given_name="Ana", client_uuid=key)

    assert first.pk == second.pk and Contact.objects.count() == 1


def test_a_volunteer_owns_whom_they_met_and_so_finds_them_again(cast):
    person = create_contact(by=cast.volunteer, given_name="Ana")

    assert Contact.objects.visible_to(cast.volunteer).get() == person


def test_a_viewer_creates_nobody(cast):
    with pytest.raises(NotAllowed):
        create_contact(by=cast.viewer, given_name="Ana")


@pytest.mark.parametrize(
    ("age", "stake", "is_minor"),
    [
        ("13_15", "parent", True),
        ("unknown", "student", True),
        ("18_24", "student", False),
        ("unknown", "parent", False),
    ],
)
def test_whoever_is_young_or_a_student_of_unknown_age_is_a_minor(cast, age, stake, is_minor):
    person = create_contact(
        by=cast.organizer, given_name="Ana", age_band=age, constituencies=[{"kind": stake}]
    )

    assert Contact.objects.get(pk=person.pk).is_minor is is_minor


def test_an_edit_keeps_order_search_and_history(cast):
    person = create_contact(by=cast.organizer, given_name="Ana", family_name="Reyes")

    edited = edit_contact(by=cast.organizer, contact=person, version=1, changes={"family_name": "Ortega"})

    event = AuditEvent.objects.get(verb="contacts.edited")
    tokens = SearchToken.objects.filter(contact_id=person.pk).values_list("token", flat=True)
    assert (edited.sort_name, edited.version, set(tokens)) == ("ortega  ana", 2, {"ana", "ortega"})
    assert event.fields == ["family_name"] and "Ortega" not in str(event.details)
    assert Revision.objects.get(event_id=event.pk).after == {"family_name": "Ortega"}


def test_an_edit_of_what_somebody_saved_meanwhile_is_shown_and_not_written(cast):
    person = create_contact(by=cast.organizer, given_name="Ana", city="Durham")
    edit_contact(by=cast.lead, contact=person, version=1, changes={"city": "Raleigh"})

    with pytest.raises(ContactChanged) as stale:
        edit_contact(by=cast.organizer, contact=person, version=1, changes={"city": "Cary"})

    assert stale.value.current.city == "Raleigh"
    assert Contact.objects.get(pk=person.pk).city == "Raleigh"


def test_only_the_person_reopens_do_not_contact(cast):
    person = create_contact(by=cast.organizer, given_name="Ana", status="do_not_contact")

    with pytest.raises(DomainError):
        edit_contact(by=cast.lead, contact=person, version=1, changes={"status": "active"})


def test_an_archived_person_leaves_the_lists_and_comes_back(cast):
    person = create_contact(by=cast.organizer, given_name="Ana")

    archive_contact(by=cast.organizer, contact=person)
    assert not Contact.objects.visible_to(cast.lead).current().exists()

    restore_contact(by=cast.organizer, contact=person)
    assert Contact.objects.visible_to(cast.lead).current().get() == person


def test_a_minor_is_given_only_to_somebody_trained(cast):
    person = create_contact(by=cast.lead, given_name="Ana", age_band="16_17")
    untrained = Membership.objects.get(pk=cast.organizer.id)

    with pytest.raises(DomainError) as refused:
        edit_contact(by=cast.lead, contact=person, version=1, changes={"owner": untrained})

    assert refused.value.field == "owner"


def test_a_person_of_another_organization_cannot_be_edited(cast):
    stranger = create_contact(by=cast.organizer, given_name="Ana")

    with pytest.raises(NotAllowed):
        archive_contact(by=cast.outsider, contact=stranger)
