"""Who is what to whom."""

import datetime

import pytest

from contacts.models import Relationship
from contacts.services import add_constituency, end_relationship, relate
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_a_relationship_has_a_direction_and_both_have_it_in_their_history(cast):
    rosa, ana = make.contact(cast.north, "Rosa"), make.contact(cast.north, "Ana", is_minor=True)

    link = relate(by=cast.organizer, contact=rosa, other=ana, kind="guardian")

    assert (link.contact_id, link.other_id) == (rosa.pk, ana.pk)
    told = AuditEvent.objects.filter(verb="contacts.related").values_list("target_id", flat=True)
    assert set(told) == {rosa.pk, ana.pk}
    assert Relationship.objects.guardians_of(ana.pk).get() == link


def test_a_mutual_one_is_kept_once_whichever_way_it_is_said(cast):
    ana, ben = make.contact(cast.north), make.contact(cast.north, "Ben")
    first = relate(by=cast.organizer, contact=ana, other=ben, kind="sibling")

    again = relate(by=cast.organizer, contact=ben, other=ana, kind="sibling")
    other = relate(by=cast.organizer, contact=ben, other=ana, kind="mentors")

    assert again == first != other


def test_what_ended_is_history_and_may_begin_again(cast):
    ana, ben = make.contact(cast.north), make.contact(cast.north, "Ben")
    link = relate(
        by=cast.organizer, contact=ana, other=ben, kind="works_with", starts_on=datetime.date(2025, 1, 1)
    )

    ended = end_relationship(by=cast.organizer, relationship=link, on=datetime.date(2026, 1, 1))
    anew = relate(by=cast.organizer, contact=ana, other=ben, kind="works_with")

    today = datetime.date(2026, 6, 1)
    assert ended.ends_on and list(Relationship.objects.current(on=today)) == [anew]
    with pytest.raises(DomainError):
        end_relationship(by=cast.organizer, relationship=link, on=datetime.date(2024, 1, 1))


def test_what_cannot_be_is_refused_at_its_field(cast):
    ana, ben = make.contact(cast.north, is_minor=True), make.contact(cast.north, "Ben")

    with pytest.raises(DomainError) as same:
        relate(by=cast.organizer, contact=ana, other=ana, kind="knows")
    with pytest.raises(DomainError) as young:
        relate(by=cast.organizer, contact=ana, other=ben, kind="guardian")
    with pytest.raises(NotAllowed):
        relate(by=cast.viewer, contact=ana, other=ben, kind="knows")

    assert (same.value.field, young.value.field) == ("other", "kind")


@pytest.mark.parametrize("year", [2099, 202, 1066])
def test_a_day_that_no_person_has_lived_is_refused_at_its_field(cast, year):
    rosa, ana = make.contact(cast.north, "Rosa"), make.contact(cast.north, "Ana")
    odd = datetime.date(year, 3, 4)

    with pytest.raises(DomainError, match="Check the year") as told:
        relate(by=cast.organizer, contact=rosa, other=ana, kind="sibling", starts_on=odd)
    assert told.value.field == "starts_on"
    for name in ("starts_on", "ends_on"):
        with pytest.raises(DomainError, match="Check the year") as told:
            add_constituency(by=cast.organizer, contact=ana, kind="student", **{name: odd})
        assert told.value.field == name
    begun = add_constituency(by=cast.organizer, contact=ana, kind="alum", starts_on=datetime.date(1961, 9, 1))
    assert begun.starts_on.year == 1961


def test_a_link_to_somebody_hidden_is_hidden(cast):
    ana = make.contact(cast.north)
    hidden = make.contact(cast.north, "Ben", confidentiality="hidden", owner_id=cast.lead.id)
    relate(by=cast.lead, contact=hidden, other=ana, kind="partner")

    assert not Relationship.objects.visible_to(cast.organizer).of(ana.pk).exists()
    assert not Relationship.objects.visible_to(cast.volunteer).exists()
    assert Relationship.objects.visible_to(cast.lead).of(ana.pk).count() == 1
