"""Tags, districts and schools lead to lists of people."""

import pytest
from django.urls import reverse

from contacts.services import create_tag
from crm.access.tenancy import tenant
from crm.search import finders
from tests import make

pytestmark = pytest.mark.django_db


def test_tags_and_districts_lead_to_their_lists(cast):
    make.district("Alder County")
    with tenant(cast.north.id):
        tag = create_tag(by=cast.lead, name="Bus riders")
        groups = {group.name: group.hits for group in finders.everything(cast.lead, "bus ride")}
        places = {group.name: group.hits for group in finders.everything(cast.viewer, "alder")}

    assert groups["tags"][0].url == f"{reverse('contacts:list')}?tag={tag.pk}"
    assert "district=Alder+County%2C+NC" in places["districts"][0].url


def test_schools_lead_to_their_people_and_say_which_of_the_name_they_are(cast):
    alder = make.district("Alder County", schools=("Lincoln Elementary",))
    make.district("Birch County", schools=("Lincoln Elementary",))
    school = alder.schools.get(name="Lincoln Elementary")
    with tenant(cast.north.id):
        make.stake(cast.north, make.contact(cast.north, given_name="Ann"), school=school)
        make.contact(cast.north, given_name="Ben")
        both = {group.name: group.hits for group in finders.everything(cast.lead, "lincoln")}
        one = {group.name: group.hits for group in finders.everything(cast.lead, "lincoln alder nc")}
        district_alone = {group.name for group in finders.everything(cast.lead, "alder")}
        for_volunteer = {group.name for group in finders.everything(cast.volunteer, "lincoln")}

    assert [hit.detail for hit in both["schools"]] == ["Alder County, NC", "Birch County, NC"]
    assert [hit.url for hit in one["schools"]] == [f"{reverse('contacts:list')}?school={school.pk}"]
    assert "schools" not in district_alone
    assert "schools" not in for_volunteer


def test_the_list_of_a_school_says_so_and_is_kept_with_it(cast, client):
    school = make.district("Alder County", schools=("Lowery High",)).schools.get(name="Lowery High")
    with tenant(cast.north.id):
        make.stake(
            cast.north, make.contact(cast.north, given_name="Ann", family_name="Atschool"), school=school
        )
        make.contact(cast.north, given_name="Ben", family_name="Elsewhere")
    make.login(client, cast.lead)
    page = client.get(f"{reverse('contacts:list')}?school={school.pk}").content.decode()
    kept = client.get(f"{reverse('contacts:segment_new')}?school={school.pk}").content.decode()
    gone = client.get(f"{reverse('contacts:list')}?school={cast.north.pk}").content.decode()

    assert "Atschool" in page and "Elsewhere" not in page
    assert "Lowery High · Alder County" in page  # a chip that takes it off
    assert "contacts.school" in kept
    assert "Atschool" not in gone  # a school that is not there is nobody's
