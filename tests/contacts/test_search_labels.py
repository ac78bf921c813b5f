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
