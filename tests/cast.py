"""The named people of the tests. Two partners and the coalition; Northside is where stories happen, Southside looks on."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from crm.access.actors import Member
from crm.access.roles import ROLES
from crm.organizations.models import Organization
from tests import make


@dataclass
class Cast:
    coalition: Organization
    north: Organization
    south: Organization
    lead: Member  # of Northside
    organizer: Member
    volunteer: Member
    viewer: Member
    staff: Member
    admin: Member
    outsider: Member  # leads Southside
    overseer: Member  # leads the coalition


@pytest.fixture
def cast(db) -> Cast:
    coalition = make.organization("All Together", kind="coalition")
    north = make.organization("Northside", coalition=coalition)
    south = make.organization("Southside", coalition=coalition)
    return Cast(
        coalition=coalition,
        north=north,
        south=south,
        lead=make.member(north, "partner_lead", name="Lena Lead"),
        organizer=make.member(north, "organizer", name="Omar Organizer"),
        volunteer=make.member(north, "volunteer", name="Vera Volunteer"),
        viewer=make.member(north, "viewer", name="Vic Viewer"),
        staff=make.member(north, "data_staff", name="Dana Data"),
        admin=make.member(north, "org_admin", name="Ada Admin"),
        outsider=make.member(south, "partner_lead", name="Sol South"),
        overseer=make.member(coalition, "coalition_lead", name="Cora Coalition"),
    )


@pytest.fixture
def everybody(cast) -> SimpleNamespace:
    """One member for each of the eleven roles: of Northside, or of the coalition."""
    return SimpleNamespace(
        **{
            key: make.member(cast.coalition if role.in_coalition else cast.north, key)
            for key, role in ROLES.items()
        }
    )
