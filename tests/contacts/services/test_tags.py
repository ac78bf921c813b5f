"""Tags and owners, one person or many."""

import pytest

from contacts.models import Contact, ContactTag
from contacts.services import (
    add_constituency,
    assign_owner,
    create_contact,
    create_tag,
    end_constituency,
    retire_tag,
    tag_contacts,
    untag_contacts,
)
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.organizations.models import Membership
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_tagging_twice_tags_once_and_each_person_remembers_it(cast):
    people = [create_contact(by=cast.organizer, given_name=name) for name in ("Ana", "Bo")]
    tag = create_tag(by=cast.organizer, name=" Bus  riders ")

    assert tag_contacts(by=cast.organizer, contacts=people, tag=tag) == 2
    assert tag_contacts(by=cast.organizer, contacts=people[:1], tag=tag) == 0
    assert untag_contacts(by=cast.organizer, contacts=people, tag=tag) == 2

    verbs = AuditEvent.objects.filter(target_id=people[0].pk).values_list("verb", flat=True)
    assert (tag.name, ContactTag.objects.count()) == ("Bus riders", 0)
    assert {"contacts.tagged", "contacts.untagged"} <= set(verbs)


def test_a_retired_tag_comes_back_under_its_own_name(cast):
    tag = create_tag(by=cast.organizer, name="bus")
    retire_tag(by=cast.organizer, tag=tag)

    assert create_tag(by=cast.organizer, name="BUS") == tag


def test_giving_people_to_somebody_untrained_leaves_minors_out(cast):
    adult = create_contact(by=cast.lead, given_name="Ana")
    minor = create_contact(by=cast.lead, given_name="Bo", age_band="16_17")
    omar = Membership.objects.get(pk=cast.organizer.id)

    assert assign_owner(by=cast.lead, contacts=[adult, minor], owner=omar) == 1

    assert Contact.objects.get(pk=minor.pk).owner_id == cast.lead.id


def test_people_are_given_to_members_who_talk_with_people(cast):
    person = create_contact(by=cast.lead, given_name="Ana")

    with pytest.raises(DomainError):
        assign_owner(by=cast.lead, contacts=[person], owner=Membership.objects.get(pk=cast.viewer.id))


def test_leaving_school_ends_the_protection_of_an_unknown_age(cast):
    student = create_contact(by=cast.lead, given_name="Bo", constituencies=[{"kind": "student"}])

    end_constituency(by=cast.lead, row=student.constituencies.get())

    assert Contact.objects.get(pk=student.pk).is_minor is False


def test_a_school_brings_its_district_along(cast):
    alder = make.district("Alder County", schools=("Lowery High",))
    school = alder.schools.get()
    person = create_contact(by=cast.organizer, given_name="Ana")

    row = add_constituency(by=cast.organizer, contact=person, kind="parent", school=school)

    assert (
        row.district_id == alder.pk and Contact.objects.visible_to(cast.lead).in_district(alder.pk).exists()
    )
