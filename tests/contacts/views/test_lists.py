"""The list of people as each role sees it, its filters and its cost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from contacts.services import add_constituency, archive_contact, create_contact, create_tag, tag_contacts
from crm.access.tenancy import tenant
from crm.organizations.models import Membership
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
LIST = reverse("contacts:list")


@pytest.fixture
def people(cast):
    with tenant(cast.north.id):
        create_contact(
            by=cast.lead,
            given_name="Guadalupe",
            family_name="Reyes",
            methods=[{"kind": "mobile", "value": "919-555-0142"}],
            constituencies=[{"kind": "parent"}],
            state="NC",
        )
        create_contact(by=cast.lead, given_name="Kim", family_name="Young", age_band="13_15")
        create_contact(by=cast.organizer, given_name="Zed", family_name="Abbot")
    with tenant(cast.south.id):
        create_contact(by=cast.outsider, given_name="Sam", family_name="South")


def shown(client, actor, query="") -> list[str]:
    response = make.login(client, actor).get(f"{LIST}{query}")
    assert response.status_code == 200
    return [row.contact.given_name for row in response.context["rows"]]


def test_each_role_sees_its_own_people(client, cast, people):
    assert shown(client, cast.lead) == ["Zed", "Guadalupe", "Kim"]
    assert shown(client, cast.organizer) == ["Zed", "Guadalupe"]
    assert shown(client, cast.viewer) == ["Zed", "Guadalupe"]
    assert shown(client, cast.volunteer) == []
    assert shown(client, cast.outsider) == ["Sam"]


def test_a_volunteer_sees_the_names_of_their_turf_and_nothing_else(client, cast, people):
    with tenant(cast.north.id):
        lupe = Contact.objects.get(given_name="Guadalupe")
    make.turf(cast.north, lupe, members=[cast.volunteer])

    response = make.login(client, cast.volunteer).get(LIST)

    html = response.content.decode()
    assert "Guadalupe Reyes" in html and "Parent" not in html and "Lena" not in html and "pick" not in html


def test_researchers_and_the_coalition_see_no_people(client, cast, everybody):
    for actor in (everybody.researcher, cast.overseer):
        assert make.login(client, actor).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?stake=parent", ["Guadalupe"]),
        ("?state=NC", ["Guadalupe"]),
        ("?minors=only", ["Kim"]),
        ("?minors=no", ["Zed", "Guadalupe"]),
        ("?owner=me", ["Guadalupe", "Kim"]),
        ("?talk=never", ["Guadalupe", "Kim"]),
        ("?talk=90", ["Zed"]),
        ("?q=0142", ["Guadalupe"]),
        ("?q=lupe", ["Guadalupe"]),
        ("?sort=-name", ["Kim", "Guadalupe", "Zed"]),
        ("?sort=talk", ["Zed", "Guadalupe", "Kim"]),
        ("?sort=new", ["Zed", "Kim", "Guadalupe"]),
        ("?sort=given_name&stake=nonsense", ["Zed", "Guadalupe", "Kim"]),
    ],
)
def test_filters_and_orders_live_in_the_address(client, cast, people, query, names):
    with tenant(cast.north.id):
        long_ago = timezone.now() - datetime.timedelta(days=100)
        Contact.objects.filter(given_name="Zed").update(last_talk_at=long_ago)

    assert shown(client, cast.lead, query) == names


def test_a_tag_and_a_district_narrow_the_list(client, cast, people):
    alder = make.district("Alder County")
    with tenant(cast.north.id):
        lupe, zed = Contact.objects.get(given_name="Guadalupe"), Contact.objects.get(given_name="Zed")
        tag = create_tag(by=cast.lead, name="bus")
        tag_contacts(by=cast.lead, contacts=[lupe], tag=tag)
        add_constituency(by=cast.lead, contact=zed, kind="neighbor", district=alder)

    assert shown(client, cast.lead, f"?tag={tag.pk}") == ["Guadalupe"]
    assert shown(client, cast.lead, "?district=Alder+County%2C+NC") == ["Zed"]


def test_the_bin_is_apart(client, cast, people):
    with tenant(cast.north.id):
        archive_contact(by=cast.lead, contact=Contact.objects.get(given_name="Zed"))

    binned = make.login(client, cast.lead).get(reverse("contacts:bin"))

    assert shown(client, cast.lead) == ["Guadalupe", "Kim"] and "Zed Abbot" in binned.content.decode()


def test_the_list_costs_at_most_fifteen_queries_however_long(
    client, cast, people, django_assert_max_num_queries
):
    with tenant(cast.north.id):
        for number in range(60):
            create_contact(
                by=cast.lead,
                given_name=f"P{number}",
                methods=[{"kind": "mobile", "value": f"919-555-01{number:02}"}],
                constituencies=[{"kind": "parent"}],
            )
    make.login(client, cast.lead).get(LIST)

    with django_assert_max_num_queries(15):
        response = client.get(LIST)

    assert len(response.context["rows"]) == 50


def test_many_are_tagged_at_once_and_more_than_a_page_only_when_asked_twice(client, cast, people):
    with tenant(cast.north.id):
        for number in range(49):
            create_contact(by=cast.lead, given_name=f"P{number}")
    client = make.login(client, cast.lead)
    deed = {"act": "1", "whom": "all", "query": "", "pick": [], "name": "all of us"}

    asked = client.post(reverse("contacts:bulk_tag"), deed)
    with tenant(cast.north.id):
        worn_before = Contact.objects.filter(tag_links__isnull=False).count()
    done = client.post(reverse("contacts:bulk_tag"), {**deed, "sure": "1"})

    with tenant(cast.north.id):
        assert Contact.objects.filter(tag_links__tag__name="all of us").count() == 52
    assert (asked.status_code, worn_before, done.status_code) == (200, 0, 302)


def test_ticked_people_of_others_are_not_touched(client, cast, people):
    with tenant(cast.south.id):
        sam = Contact.objects.get(given_name="Sam")
    with tenant(cast.north.id):
        lupe = Contact.objects.get(given_name="Guadalupe")
        omar = Membership.objects.get(pk=cast.organizer.id)

    deed = {"act": "1", "pick": [str(sam.pk), str(lupe.pk)], "owner": str(omar.pk)}
    make.login(client, cast.lead).post(reverse("contacts:bulk_assign"), deed)

    with tenant(cast.north.id):
        assert Contact.objects.get(pk=lupe.pk).owner_id == omar.pk
    with tenant(cast.south.id):
        assert Contact.objects.get(pk=sam.pk).owner_id == cast.outsider.id
