"""Who have we not heard: beside targets, beside enrollment, and for those who may not see small groups."""

import pytest
from django.urls import reverse

from crm.access.tenancy import tenant
from listening.models import CoverageTarget, ProjectDistrict
from listening.standing.unheard import LANGUAGE, PLACE, unheard
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def project(cast):
    return make.project(cast.north)


def target(organization, project, goal, **fields):
    with tenant(organization.id):
        CoverageTarget.objects.create(organization_id=organization.id, project=project, goal_n=goal, **fields)


def hear(organization, project, n, **fields):
    held = make.session(organization, project=project, status="held")
    for _one in range(n):
        make.participant(organization, held, **fields)


def seen(actor, project):
    with tenant(actor.organization_id):
        return unheard(actor, project)


def test_heard_stands_beside_the_goal_by_place_and_stake(cast, project):
    oak = make.enrolled_school("Oak", all=500)
    target(cast.north, project, 20, school=oak, constituency="parent")
    target(cast.north, project, 10, school=oak, constituency="student")
    target(cast.north, project, 8, language="es", constituency="parent")
    hear(cast.north, project, 5, school=oak, constituencies=["parent"], language="en")

    found = seen(cast.organizer, project)

    assert [matrix.name for matrix in found.matrices] == [PLACE, LANGUAGE]
    spots = {
        (line.label, str(column)): (spot.heard, spot.goal, spot.gap)
        for line in found.matrices[0].lines
        for column, spot in zip(found.matrices[0].columns, line.spots, strict=True)
        if spot
    }
    assert spots["Oak", "Parent or caregiver"] == (5, 20, 15)
    assert spots["Oak", "Student"] == (0, 10, 10)
    assert len(spots) == 2
    assert found.holes == ["Student, Oak", "Parent or caregiver, Spanish"]
    assert not found.is_protected


def test_goals_that_lie_within_each_other_are_not_added_up(cast, project):
    target(cast.north, project, 40, constituency="parent")
    target(cast.north, project, 12, language="es", constituency="parent")
    hear(cast.north, project, 6, constituencies=["parent"], language="es")

    found = seen(cast.organizer, project)

    assert [(spot.heard, spot.goal) for matrix in found.matrices for spot in matrix.spots] == [
        (6, 12),
        (6, 40),
    ]


def test_the_share_of_those_heard_stands_beside_the_share_of_those_enrolled(cast, project):
    oak = make.enrolled_school("Oak", all=400, hispanic=200, white=160, black=40)
    with tenant(cast.north.id):
        ProjectDistrict.objects.create(organization_id=cast.north.id, project=project, district=oak.district)
    hear(cast.north, project, 30, constituencies=["parent"], race=["white"])
    hear(cast.north, project, 10, constituencies=["student"], race=["hispanic", "hispanic:mexican"])
    hear(cast.north, project, 10, constituencies=["parent"], race=["black", "white"])
    hear(cast.north, project, 7, constituencies=["educator"], race=["white"])
    hear(cast.north, project, 4, constituencies=["parent"])

    one = seen(cast.organizer, project).comparison

    groups = {str(group.label): group for group in one.groups}
    assert (one.year, one.enrolled, one.told) == ("2023-2024", 400, 50)
    assert groups["Hispanic or Latino"].enrolled_share.percent == 50
    assert groups["Hispanic or Latino"].heard_share.percent == 20
    assert groups["Hispanic or Latino"].gap == -30
    assert groups["Two or more races"].heard == 10
    assert str(one.furthest.label) == "Hispanic or Latino"


def test_the_newest_year_is_taken(cast, project):
    oak = make.enrolled_school("Oak", year="2022-2023", all=390)
    target(cast.north, project, 5, school=oak)

    assert seen(cast.organizer, project).comparison.year == "2022-2023"


def test_whoever_reads_no_notes_sees_no_small_group_and_no_zero(cast, project):
    viewer = make.member(cast.north, "viewer")
    oak, elm = make.enrolled_school("Oak", all=500, white=300), make.enrolled_school("Elm", all=300)
    for school in (oak, elm):
        for kind in ("parent", "student"):
            target(cast.north, project, 40, school=school, constituency=kind)
    hear(cast.north, project, 30, school=oak, constituencies=["parent"], race=["white"])
    hear(cast.north, project, 14, school=elm, constituencies=["parent"], race=["black"])
    hear(cast.north, project, 4, school=elm, constituencies=["student"])

    found = seen(viewer, project)

    assert found.is_protected
    values = [spot.heard for spot in found.matrices[0].spots]
    assert values.count(None) >= 2
    assert all(value is None or value >= 10 for value in values)
    assert found.holes == []
    assert all(group.heard is None or group.heard >= 10 for group in found.comparison.groups)


def test_the_page_takes_no_filters(cast, project, client):
    """What one may ask of shared counts is a fixed shape: words in the address change nothing."""
    viewer = make.member(cast.north, "viewer")
    make.login(client, viewer)
    target(cast.north, project, 40, constituency="parent")
    hear(cast.north, project, 3, constituencies=["parent"])
    url = reverse("listening:unheard", args=[project.pk])

    plain, asked = client.get(url), client.get(url, {"language": "es", "school": "Oak"})

    assert plain.status_code == 200
    assert plain.context["seen"] == asked.context["seen"]
    assert "3 / 40" not in plain.text
