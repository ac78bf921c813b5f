"""Whoever reads no notes still finds who was heard, the practices and the votes."""

import pytest
from django.urls import reverse

from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.mark.parametrize("role", ["viewer", "data_staff"])
def test_a_role_without_notes_finds_its_way_from_the_menu_and_back(cast, client, role):
    with tenant(cast.north.id):
        project = make.project(cast.north)
    make.login(client, make.member(cast.north, role))

    assert reverse("listening:list") in client.get("/", follow=True).content.decode()
    page = client.get(reverse("listening:list"), follow=True).content.decode()
    for name in ("unheard", "practices"):
        there = reverse(f"listening:{name}", args=[project.pk])
        assert there in page
        assert reverse("listening:standing") in client.get(there).content.decode()
    assert f'href="{reverse("listening:project", args=[project.pk])}"' not in page


def test_a_volunteer_sees_none_of_it(cast, client):
    make.login(client, cast.volunteer)

    assert client.get(reverse("listening:standing")).status_code == 403
