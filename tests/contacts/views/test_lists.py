"""The list of people as each role sees it, its filters and its cost."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from contacts.services import (
    add_constituency,
    archive_contact,
    create_contact,
    create_tag,
    merge_tags,
    retire_tag,
    tag_contacts,
    unmerge_tag,
)
from crm.access.tenancy import tenant
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
        ("?sort=given_name", ["Zed", "Guadalupe", "Kim"]),
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


def test_the_list_costs_at_most_fifteen_queries_however_long(client, cast, people):
    with tenant(cast.north.id):
        for number in range(60):
            create_contact(
                by=cast.lead,
                given_name=f"P{number}",
                methods=[{"kind": "mobile", "value": f"919-555-01{number:02}"}],
                constituencies=[{"kind": "parent"}],
            )
    make.login(client, cast.lead).get(LIST)

    with CaptureQueriesContext(connection) as asked:
        response = client.get(LIST)

    queries = [query for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(response.context["rows"]) == 50 and len(queries) <= 15


def test_the_next_step_and_the_saved_lists_stand_in_the_list(client, cast, people):
    with tenant(cast.north.id):
        lupe = Contact.objects.get(given_name="Guadalupe")
    make.task(cast.north, cast.lead, contact=lupe, title="Call about the bus")
    kept = make.segment(cast.north, "Parents", is_shared=True)
    make.segment(cast.north, "Hers alone", owner_id=cast.organizer.id)

    html = make.login(client, cast.lead).get(f"{LIST}?segment={kept.pk}").content.decode()

    assert "Call about the bus" in html and "Parents" in html and "Hers alone" not in html


def test_a_list_that_is_gone_or_not_theirs_shows_nobody(client, cast, people):
    hers = make.segment(cast.north, "Hers", owner_id=cast.organizer.id)

    assert shown(client, cast.lead, f"?segment={hers.pk}") == []
    assert shown(client, cast.organizer, f"?segment={hers.pk}") == ["Guadalupe"]


def test_a_kept_address_with_a_merged_or_retired_tag_still_means_its_people(client, cast, people):
    with tenant(cast.north.id):
        zed, lupe = (Contact.objects.get(given_name=name) for name in ("Zed", "Guadalupe"))
        riders, bus = (create_tag(by=cast.lead, name=name) for name in ("riders", "bus"))
        tag_contacts(by=cast.lead, contacts=[zed], tag=riders)
        tag_contacts(by=cast.lead, contacts=[lupe], tag=bus)
        merge_tags(by=cast.lead, tag=riders, into=bus)

    assert shown(client, cast.lead, f"?tag={riders.pk}") == ["Zed", "Guadalupe"]
    with tenant(cast.north.id):
        unmerge_tag(by=cast.lead, tag=riders)
        retire_tag(by=cast.lead, tag=riders)
    assert shown(client, cast.lead, f"?tag={riders.pk}") == ["Zed"]


@pytest.mark.parametrize(
    "query",
    [
        "?tag=01904000-0000-7000-8000-000000000000",
        "?status=asleep",
        "?minors=all",
        "?stake=nonsense",
        f"?q={'x' * 101}",
    ],
)
def test_a_filter_that_cannot_be_read_fits_nobody(client, cast, people, query):
    assert shown(client, cast.lead, query) == []


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("status=asleep", "Status"),
        ("stake=nonsense", "Stake"),
        ("school=what", "School"),
        ("turf=01904000-0000-7000-8000-000000000000", "Turf"),
        ("pick=nobody", "Chosen people"),
    ],
)
@pytest.mark.parametrize("page", ["list", "bulk_start", "sheet", "turf_cut"])
def test_what_cannot_be_read_is_named_and_can_be_taken_out(client, cast, people, page, query, label):
    answer = make.login(client, cast.lead).get(f"{reverse(f'contacts:{page}')}?state=NC&{query}")

    assert [(chip.label, chip.url) for chip in answer.context["unread"]] == [
        (f"{label}: cannot be read", "?state=NC")
    ]
    assert "Take it out" in answer.content.decode()
