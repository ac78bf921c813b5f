"""Building a list without JavaScript, keeping it, retiring it."""

import pytest
from django.urls import reverse

from contacts.models import Segment
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
NEW = reverse("contacts:segment_new")
PARENTS = {"g0r0-fact": "contacts.stake", "g0r0-how": "is", "g0r0-value": ["parent"]}


@pytest.fixture
def ana(cast):
    person = make.contact(cast.north, "Ana")
    make.stake(cast.north, person, "parent")
    make.contact(cast.north, "Ben")
    return person


def test_a_list_is_built_step_by_step_with_its_count(client, cast, ana):
    client = make.login(client, cast.lead)

    chosen = client.post(NEW, {"g0r0-fact": "contacts.stake", "do": "look"})
    counted = client.post(NEW, {**PARENTS, "do": "look"})
    wider = client.post(NEW, {**PARENTS, "do": "add-rule 0"})

    assert chosen.context["count"] is None and "is one of" in chosen.content.decode()
    assert (counted.context["count"], counted.context["summary"]) == (1, "Parent or caregiver")
    assert len(wider.context["builder"].groups[0].rules) == 2


def test_what_was_built_is_kept_as_a_filter_and_opens_as_a_list(client, cast, ana):
    client = make.login(client, cast.lead)

    answer = client.post(NEW, {**PARENTS, "name": "Parents", "is_shared": "on", "do": "save"}, follow=True)

    with tenant(cast.north.id):
        kept = Segment.objects.get()
    assert kept.definition["groups"][0]["rules"] == [
        {"fact": "contacts.stake", "is": "is", "value": ["parent"]}
    ]
    assert [row.contact.given_name for row in answer.context["rows"]] == ["Ana"]


def test_nothing_is_kept_without_a_name_or_a_condition(client, cast, ana):
    client = make.login(client, cast.lead)

    nameless = client.post(NEW, {**PARENTS, "do": "save"})
    empty = client.post(NEW, {"g0r0-fact": "", "name": "All", "do": "save"})

    with tenant(cast.north.id):
        assert (nameless.status_code, empty.status_code, Segment.objects.count()) == (422, 422, 0)


def test_the_filters_of_the_list_become_conditions(client, cast, ana):
    page = make.login(client, cast.lead).get(f"{NEW}?stake=parent&talk=never")

    assert (page.context["count"], page.context["summary"]) == (1, "Parent or caregiver, never talked with")


def test_a_retired_list_leaves_the_tabs_and_comes_back(client, cast, ana):
    kept = make.segment(cast.north, "Parents", is_shared=True)
    client = make.login(client, cast.organizer)

    client.post(reverse("contacts:segment_retire", args=[kept.pk]))
    without = client.get(reverse("contacts:list")).context["tabs"]
    client.post(reverse("contacts:segment_restore", args=[kept.pk]))
    back = client.get(reverse("contacts:list")).context["tabs"]

    assert without == [] and [tab["label"] for tab in back[1:]] == ["Parents"]


def test_the_count_of_a_list_is_the_readers(client, cast, ana):
    minor = make.contact(cast.north, "Kim", is_minor=True)
    make.stake(cast.north, minor, "parent")
    kept = make.segment(cast.north, is_shared=True)
    address = reverse("contacts:segment_count", args=[kept.pk])

    assert "2 people" in make.login(client, cast.lead).get(address).content.decode()
    assert "1 person" in make.login(client, cast.viewer).get(address).content.decode()


def test_a_kept_list_names_the_condition_that_cannot_be_read_and_keeps_the_others(client, cast, ana):
    broken = {"fact": "contacts.last_talk", "is": "in_last", "value": "soon"}
    sound = {"fact": "contacts.stake", "is": "is", "value": ["parent"]}
    with tenant(cast.north.id):
        kept = make.segment(cast.north, "Parents", owner_id=cast.lead.id)
        kept.definition = {"version": 1, "match": "all", "groups": [{"rules": [sound, broken]}]}
        kept.save()
    client = make.login(client, cast.lead)

    shelf, page = (
        client.get(reverse("contacts:segments")),
        client.get(f"{reverse('contacts:list')}?segment={kept.pk}"),
    )
    builder = client.get(reverse("contacts:segment", args=[kept.pk]))

    assert page.context["rows"] == [] and [chip.label for chip in page.context["unread"]] == [
        "Saved list: cannot be read"
    ]
    assert "The condition “Last talk” cannot be read" in shelf.content.decode()
    assert "The condition “Last talk” cannot be read" in builder.content.decode()
    assert builder.context["summary"] == "Parent or caregiver"
