"""What paper holds, and what it leaves out."""

import pytest
from django.urls import reverse

from contacts import sheets
from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
ASKED = {"reason": "Saturday walk", "names": "on", "title": ""}


@pytest.fixture
def street(cast):
    """Two sides of Oak St and one house on Elm; a minor, somebody restricted, somebody who said no to calls."""
    houses = {"Ann": "3 Oak St", "Bea": "2 Oak St", "Cal": "4 Oak St", "Dot": "1 Elm St"}
    people = {
        name: make.contact(cast.north, name, street=house, zip_code="27701") for name, house in houses.items()
    }
    for number, person in enumerate(people.values()):
        make.method(cast.north, person, f"+1919555010{number}")
    make.contact(cast.north, "Kim", is_minor=True)
    make.contact(cast.north, "Hid", confidentiality="restricted")
    make.contact(cast.north, "Shut", status="do_not_contact")
    make.consent(cast.north, people["Dot"], "denied", purpose="call")
    return people


def made(actor, kind: str) -> sheets.Sheet:
    with tenant(actor.organization_id):
        return sheets.sheet(actor, Contact.objects.visible_to(actor).current(), kind)


def test_a_walk_goes_up_one_side_of_the_street_and_down_the_other(cast, street):
    walk = made(cast.lead, "walk")

    assert [line.name.split()[0] for line in walk.lines] == ["Dot", "Bea", "Cal", "Ann"]
    assert walk.left_out == 3


def test_a_call_sheet_holds_numbers_only_where_a_call_is_allowed(cast, street):
    call = made(cast.lead, "call")

    phones = {line.name.split()[0]: line.phone for line in call.lines}
    assert phones == {"Ann": "(919) 555-0100", "Bea": "(919) 555-0101", "Cal": "(919) 555-0102"}
    assert (call.left_out, call.out_of_reach) == (3, 1)


def test_nobody_walks_to_a_house_that_nobody_knows(cast, street):
    make.contact(cast.north, "Moe", street="", city="Durham")

    walk = made(cast.lead, "walk")

    assert "Moe" not in {line.name.split()[0] for line in walk.lines}
    assert (walk.left_out, walk.out_of_reach) == (3, 1)


def test_whoever_prints_says_what_for_and_it_is_written_down(client, cast, street):
    client = make.login(client, cast.organizer)
    address = reverse("contacts:sheet")

    refused = client.post(address, {**ASKED, "kind": "call", "reason": " "})
    printed = client.post(address, {**ASKED, "kind": "signin", "blank_rows": "2"})

    html = printed.content.decode()
    assert refused.status_code == 422 and "Omar Organizer" in html and "Saturday walk" in html
    assert "Nombre" in html and "Kim" not in html and html.count('<th scope="row"') == 6
    with tenant(cast.north.id):
        event = AuditEvent.objects.get(verb="contacts.sheet_printed")
    assert (event.details["kind"], event.details["rows"]) == ("signin", 4)
