"""The wall chart counts people by school against where they stand, and shows the holes."""

import pytest
from django.urls import reverse

from contacts import facts, services, wall
from contacts.models import ConstituencyRow
from crm.access.tenancy import tenant
from crm.districts.models import School
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def schools(cast):
    district = make.district("Wall County", schools=("Wall High", "Wall Middle", "Wall Elementary"))
    return {school.name: school for school in School.objects.filter(district=district)}


def test_holes_are_people_without_a_place_and_schools_without_people(client, cast, schools):
    ana, ben = make.contact(cast.north, "Ana"), make.contact(cast.north, "Ben")
    with tenant(cast.north.id):
        for person, kind, name in (
            (ana, "parent", "Wall High"),
            (ana, "parent", "Wall Middle"),
            (ben, "educator", "Wall Middle"),
        ):
            ConstituencyRow.objects.create(
                organization_id=cast.north.id, contact=person, kind=kind, school=schools[name]
            )
        services.assess(by=cast.lead, contact=ana, level=2)
        drawn = wall.wall(cast.lead, facts.fact("contacts.assessment"))
        parents = wall.wall(cast.lead, facts.fact("contacts.assessment"), stake="parent")

    counts = {row.label: [cell.count for cell in row.cells] for row in drawn.rows}
    assert counts == {"Wall High": [0, 1, 0, 0, 0, 0], "Wall Middle": [0, 1, 0, 0, 0, 1]}
    assert (drawn.people, drawn.unknown, [school.name for school in drawn.empty]) == (
        2,
        1,
        ["Wall Elementary"],
    )
    assert (parents.people, parents.unknown) == (1, 0)
    page = make.login(client, cast.organizer).get(reverse("contacts:wall"))
    assert "1 of 2 people" in page.content.decode()
