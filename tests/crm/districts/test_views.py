"""Suggestions for the pickers."""

import pytest
from django.urls import reverse

from crm.districts.forms import DistrictField
from crm.districts.models import District
from tests import make

pytestmark = pytest.mark.django_db


def test_typing_a_part_suggests_districts_and_their_schools(client, cast):
    make.district("Alder County", schools=("Lowery High", "Pine Hollow"))
    make.district("Birch City", schools=("Lowery Middle",))
    client = make.login(client, cast.volunteer)

    districts = client.get(reverse("districts:options"), {"district": "cou ald"}).content.decode()
    schools = client.get(
        reverse("districts:schools"), {"school": "low", "district": "Alder County, NC"}
    ).content.decode()

    assert "Alder County, NC" in districts and "Birch" not in districts
    assert "Lowery High" in schools and "Middle" not in schools


def test_a_picked_label_is_read_back_as_its_district():
    alder = make.district("Alder County")

    assert DistrictField().clean(" alder county, NC") == alder
    assert DistrictField(required=False).clean("") is None


def test_a_county_tells_two_districts_of_one_name_apart():
    assert str(District(name="CUSD 4", state="IL", county="Adams").label) == "CUSD 4, IL · Adams"
