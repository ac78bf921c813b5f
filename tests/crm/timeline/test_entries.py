"""A person's past, told by every room that knows something."""

import datetime

import pytest

from contacts.models import Contact
from contacts.services import create_contact, create_tag, record_consent, tag_contacts, untag_contacts
from contacts.services.bulk import do_at_once, undo_some
from crm.access.tenancy import tenant
from crm.timeline.entries import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast):
    with tenant(cast.north.id):
        person = create_contact(by=cast.organizer, given_name="Ana", family_name="Reyes")
        tag = create_tag(by=cast.lead, name="bus")
        tag_contacts(by=cast.lead, contacts=[person], tag=tag)
        untag_contacts(by=cast.organizer, contacts=[person], tag=tag)
        record_consent(by=cast.organizer, contact=person, purpose="text", value="granted", how="paper")
        yield person


def test_it_says_what_happened_by_whom_newest_first(cast, ana):
    told = timeline(cast.lead, ana.pk)

    assert {(str(entry.title), entry.by) for entry in told} == {
        ("Added", "Omar Organizer"),
        ("Tagged bus", "Lena Lead"),
        ("Tag bus taken off", "Omar Organizer"),
        ("Text messages: Yes", "Omar Organizer"),
    }
    assert [entry.at for entry in told] == sorted((entry.at for entry in told), reverse=True)


def test_it_stops_where_it_is_told_to(cast, ana):
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    record_consent(by=cast.organizer, contact=ana, purpose="photo", value="denied", now=later)

    assert [str(entry.title) for entry in timeline(cast.lead, ana.pk, limit=1)] == ["Photos: No"]


def test_it_tells_a_volunteer_nothing(cast, ana):
    assert timeline(cast.volunteer, ana.pk) == []


def test_it_tells_another_organization_nothing(cast, ana):
    assert timeline(cast.outsider, ana.pk) == []


def test_a_deed_for_many_stands_in_the_past_of_each_of_them(cast, ana):
    deed = do_at_once(
        by=cast.lead,
        kind="language",
        parameters={"value": "es"},
        filters={},
        people=Contact.objects.filter(pk=ana.pk),
    )
    done = {str(entry.title): entry for entry in timeline(cast.lead, ana.pk)}
    while undo_some(by=cast.lead, deed=deed):
        pass
    undone = {str(entry.title) for entry in timeline(cast.lead, ana.pk)}
    of_organizer = {str(entry.title): entry for entry in timeline(cast.organizer, ana.pk)}

    assert done["Language set to Spanish"].by == "Lena Lead"
    assert str(deed.pk) in done["Language set to Spanish"].url
    assert {"Language set to Spanish", "Taken back: Language set to Spanish"} <= undone
    assert of_organizer["Language set to Spanish"].url == ""  # somebody else's deed
    assert "Language set to Spanish" not in {str(entry.title) for entry in timeline(cast.volunteer, ana.pk)}
