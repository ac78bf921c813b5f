"""Who lives with whom."""

import datetime

import pytest

from contacts.models import Contact, Household, HouseholdMember
from contacts.services import change_household, join_household, leave_household, make_household
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_a_household_is_called_after_its_families(cast):
    ana, ben = make.contact(cast.north), make.contact(cast.north, "Ben", "Cole")

    household = make_household(by=cast.organizer, members=[ana, ben], city="Wilson")

    assert "Reyes – Cole" in household.name and household.city == "Wilson"
    assert AuditEvent.objects.filter(verb="contacts.household_joined", target_id=ana.pk).exists()


def test_who_lives_there_joins_once_and_leaves_a_line_behind(cast):
    ana, ben = make.contact(cast.north), make.contact(cast.north, "Ben")
    household = make_household(by=cast.organizer, members=[ana])
    first = join_household(by=cast.organizer, household=household, contact=ben)

    again = join_household(by=cast.organizer, household=household, contact=ben)
    leave_household(by=cast.organizer, household=household, contact=ben, on=datetime.date(2026, 6, 1))
    back = join_household(by=cast.organizer, household=household, contact=ben)

    assert again.pk == first.pk != back.pk
    assert HouseholdMember.objects.filter(contact=ben, left_on=datetime.date(2026, 6, 1)).count() == 1


def test_a_household_keeps_a_name(cast):
    household = make_household(by=cast.organizer, name="Blue house", members=[])

    change_household(by=cast.organizer, household=household, street="12 Oak St")

    with pytest.raises(DomainError):
        change_household(by=cast.organizer, household=household, name=" ")
    with pytest.raises(DomainError):
        make_household(by=cast.organizer, members=[])
    assert Household.objects.get().street == "12 Oak St"


def test_another_organization_has_no_hand_in_it(cast):
    household = make_household(by=cast.organizer, members=[make.contact(cast.north)])

    with pytest.raises(NotAllowed):
        join_household(by=cast.viewer, household=household, contact=make.contact(cast.north, "Ben"))
    with pytest.raises(NotAllowed):
        make_household(by=cast.organizer, members=[Contact(given_name="Nobody")])


def test_a_household_is_seen_through_its_people(cast):
    hidden = make.contact(cast.north, confidentiality="hidden", owner_id=cast.lead.id)
    household = make_household(by=cast.lead, members=[hidden])

    assert not Household.objects.visible_to(cast.organizer).filter(pk=household.pk).exists()
    assert not HouseholdMember.objects.visible_to(cast.organizer).exists()
    assert Household.objects.visible_to(cast.lead).filter(pk=household.pk).exists()
