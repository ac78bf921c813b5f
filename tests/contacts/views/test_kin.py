"""Relationships and households on the page of a person."""

import pytest
from django.urls import reverse

from contacts.models import Contact, HouseholdMember, Relationship, SearchToken
from contacts.services import create_contact, relate
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    with tenant(cast.north.id):
        ana = create_contact(
            by=cast.lead, given_name="Ana", family_name="Reyes", constituencies=[{"kind": "student"}]
        )
        rosa = create_contact(by=cast.lead, given_name="Rosa", family_name="Reyes", street="12 Oak St")
    return ana, rosa


def test_somebody_is_found_by_typing_and_chosen_in_a_second_step_without_script(cast, client, pair):
    ana, rosa = pair
    make.login(client, cast.lead)
    url = reverse("contacts:relation_add", args=[ana.pk])

    asked = client.post(url, {"tie": "guardian:from", "who": "ros"})
    assert asked.status_code == 422 and str(rosa.pk) in asked.content.decode()

    client.post(url, {"tie": "guardian:from", "who": "ros", "person": rosa.pk})

    with tenant(cast.north.id):
        link = Relationship.objects.get()
    assert (link.contact_id, link.other_id, link.kind) == (rosa.pk, ana.pk, "guardian")
    page = client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()
    assert "Rosa Reyes" in page and "Guardian" in page


def test_typing_offers_nobody_who_is_hidden_and_not_the_person_of_the_page(cast, client, pair):
    ana, rosa = pair
    with tenant(cast.north.id):
        Contact.objects.filter(pk=rosa.pk).update(confidentiality="hidden", owner=None)
        assert SearchToken.objects.exists()
    make.login(client, cast.organizer)
    url = reverse("contacts:picks")

    found = client.get(url, {"who": "reyes", "besides": str(ana.pk)}).content.decode()

    assert str(rosa.pk) not in found and str(ana.pk) not in found


@pytest.mark.parametrize(
    ("given", "field"),
    [({"who": ""}, "tie_who"), ({"who": "zzz"}, "tie_who"), ({"who": "rosa"}, "tie_person")],
)
def test_what_is_missing_is_said_at_its_field(cast, client, pair, given, field):
    make.login(client, cast.lead)

    answer = client.post(reverse("contacts:relation_add", args=[pair[0].pk]), {"tie": "knows:from", **given})

    assert answer.status_code == 422 and f'id="{field}_error"' in answer.content.decode()


def test_two_who_live_together_become_a_household_with_the_address_we_know(cast, client, pair):
    ana, rosa = pair
    make.login(client, cast.lead)

    client.post(reverse("contacts:household_add", args=[ana.pk]), {"who": "rosa", "person": rosa.pk})

    with tenant(cast.north.id):
        links = list(HouseholdMember.objects.select_related("household"))
    assert {link.contact_id for link in links} == {ana.pk, rosa.pk}
    assert links[0].household.street == "12 Oak St"
    home = links[0].household
    client.post(reverse("contacts:household_leave", args=[ana.pk, home.pk]), {"ends_on": ""})
    with tenant(cast.north.id):
        assert HouseholdMember.objects.get(left_on=None).contact_id == rosa.pk


def test_a_guardian_who_is_known_is_named_in_the_ledger(cast, client, pair):
    ana, rosa = pair
    with tenant(cast.north.id):
        relate(by=cast.lead, contact=rosa, other=ana, kind="guardian")
    make.login(client, cast.lead)
    assert "Ana Reyes" in client.get(reverse("contacts:guardians")).content.decode()

    answer = client.post(
        reverse("contacts:consent", args=[ana.pk]),
        {
            "purpose": "text",
            "value": "granted",
            "how": "paper",
            "given_by": "self",
            "guardian": rosa.pk,
            "language": "en",
        },
    )

    assert answer.status_code == 302
    with tenant(cast.north.id):
        line = ana.consents.get()
    assert (line.given_by, line.guardian_id) == ("guardian", rosa.pk)
    assert "Ana Reyes" not in client.get(reverse("contacts:guardians")).content.decode()


def test_who_shares_a_number_is_shown_to_who_may_see_them(cast, client):
    phone = [{"kind": "mobile", "value": "919-555-0142"}]
    with tenant(cast.north.id):
        ana = create_contact(by=cast.lead, given_name="Ana", methods=phone)
        create_contact(by=cast.lead, given_name="Ben", methods=phone)
        create_contact(by=cast.lead, given_name="Cyrillica", methods=phone, confidentiality="hidden")
    url = reverse("contacts:detail", args=[ana.pk])

    make.login(client, cast.organizer)
    seen = client.get(url).content.decode()
    assert "Shared with" in seen and "Ben" in seen and "Cyrillica" not in seen
    make.login(client, cast.lead)
    assert "Cyrillica" in client.get(url).content.decode()


def test_the_address_of_a_merged_record_leads_to_the_one_that_holds_it(cast, client):
    ana, old, older = (make.contact(cast.north, name) for name in ("Ana", "Anna", "Anita"))
    with tenant(cast.north.id):
        Contact.objects.filter(pk=older.pk).update(status="merged", merged_into=old)
        Contact.objects.filter(pk=old.pk).update(status="merged", merged_into=ana)
    make.login(client, cast.organizer)

    for gone in (old, older):
        answer = client.get(reverse("contacts:detail", args=[gone.pk]))
        assert answer.status_code == 302 and answer.url == reverse("contacts:detail", args=[ana.pk])
    with tenant(cast.north.id):
        Contact.objects.filter(pk=ana.pk).update(confidentiality="hidden")
    assert client.get(reverse("contacts:detail", args=[old.pk])).status_code == 404
