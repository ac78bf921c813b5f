"""Tags and owners, one person or many."""

import pytest

from contacts.models import Contact, ContactTag
from contacts.services import (
    add_constituency,
    assign_owner,
    create_contact,
    create_tag,
    end_constituency,
    merge_tags,
    restore_tag,
    retire_tag,
    tag_contacts,
    unmerge_tag,
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


def test_two_tags_become_one_and_two_again_with_their_people(cast):
    ana, bo, cy = (make.contact(cast.north, name) for name in ("Ana", "Bo", "Cy"))
    riders, bus = make.tag(cast.north, "riders", ana, bo), make.tag(cast.north, "bus", bo, cy)

    assert merge_tags(by=cast.organizer, tag=riders, into=bus) == 1
    assert set(Contact.objects.tagged(bus.pk)) == {ana, bo, cy}
    assert create_tag(by=cast.organizer, name="Riders") == bus
    dee = make.contact(cast.north, "Dee")
    tag_contacts(by=cast.organizer, contacts=[dee], tag=riders)
    assert set(Contact.objects.tagged(bus.pk)) == {ana, bo, cy, dee}

    unmerge_tag(by=cast.organizer, tag=riders)

    assert set(Contact.objects.tagged(riders.pk)) == {ana, bo}
    assert set(Contact.objects.tagged(bus.pk)) == {bo, cy, dee}
    verbs = AuditEvent.objects.filter(target_id__in=[riders.pk, bus.pk]).values_list("verb", flat=True)
    assert set(verbs) == {"contacts.tag_merged", "contacts.tag_absorbed", "contacts.tag_unmerged"}


def test_a_tag_is_not_merged_into_itself_or_into_one_that_is_gone(cast):
    riders, bus = make.tag(cast.north, "riders"), make.tag(cast.north, "bus")
    retire_tag(by=cast.organizer, tag=bus)

    for into in (riders, bus):
        with pytest.raises(DomainError) as refused:
            merge_tags(by=cast.organizer, tag=riders, into=into)
        assert refused.value.field == "into"
    restore_tag(by=cast.organizer, tag=bus)
    assert merge_tags(by=cast.organizer, tag=riders, into=bus) == 0
