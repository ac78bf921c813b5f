"""Reviewing pairs: one after the other, each answer can be taken back, two readers do not get in each other's way."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact, ContactMerge, DuplicatePair
from crm.access.tenancy import tenant
from tests import make
from tests.contacts.duplicates.test_finding import found, known

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def twins(cast):
    pair = known(cast, "Guadalupe Reyes", zip_code="27601"), known(cast, "Lupe Reyes", language="es")
    found(cast)
    return pair


def url(one, other, name="pair"):
    return reverse(f"contacts:{name}", args=[one.pk, other.pk])


def answer(client, pair, what, **fields):
    return client.post(url(*pair), {"answer": what, **fields}, follow=True)


def test_the_queue_shows_the_next_pair_with_its_reasons(client, cast, twins):
    html = make.login(client, cast.lead).get(reverse("contacts:duplicates")).content.decode()

    assert "1 pair to look at" in html
    assert "Same phone" in html
    assert "Guadalupe Reyes" in html
    assert 'data-key="1"' in html


def test_the_same_person_keeps_what_was_chosen_and_her_old_address_leads_to_her(client, cast, twins):
    kept, merged = twins

    page = answer(make.login(client, cast.lead), twins, "same", keep_language="right", keep_name="left")

    assert "Merged" in page.content.decode()
    assert "Nobody seems to be here twice" in page.content.decode()
    with tenant(cast.north.id):
        person = Contact.objects.get(pk=kept.pk)
        assert (person.display_name, person.language) == ("Guadalupe Reyes", "es")
    assert client.get(reverse("contacts:detail", args=[merged.pk])).url == reverse(
        "contacts:detail", args=[kept.pk]
    )


@pytest.mark.parametrize("what", ["same", "different", "household", "later"])
def test_every_answer_can_be_taken_back(client, cast, twins, what):
    make.login(client, cast.lead)
    answer(client, twins, what)
    with tenant(cast.north.id):
        assert not DuplicatePair.objects.filter(state="open", later_until=None).exists()

    client.post(url(*twins, name="pair_undo"))

    with tenant(cast.north.id):
        assert DuplicatePair.objects.get().state == "open"
        assert Contact.objects.filter(status="active").count() == 2
    assert "1 pair to look at" in client.get(reverse("contacts:duplicates")).content.decode()


def test_two_who_review_the_same_pair_at_once_do_it_once(client, cast, twins):
    other = make.login(Client(), cast.staff)
    for reader in (make.login(client, cast.lead), other):
        assert reader.get(url(*twins)).status_code == 200

    answer(client, twins, "same")
    late = answer(other, twins, "same")

    assert late.status_code == 422
    assert "answered this pair already" in late.content.decode()
    with tenant(cast.north.id):
        assert ContactMerge.objects.count() == 1


def test_a_press_of_a_key_brings_the_next_pair_without_a_new_page(client, cast, twins):
    make.login(client, cast.lead)

    page = client.post(url(*twins), {"answer": "different"}, headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith('<div id="pair"')
    assert 'data-key="u"' in page


def test_taking_a_merge_apart_from_her_page(client, cast, twins):
    kept, merged = twins
    make.login(client, cast.lead)
    answer(client, twins, "same")
    with tenant(cast.north.id):
        merge = ContactMerge.objects.get()
    assert "Merged with Lupe Reyes" in client.get(reverse("contacts:detail", args=[kept.pk])).content.decode()

    page = client.post(reverse("contacts:unmerge", args=[merge.pk]), follow=True)

    assert "Two people again" in page.content.decode()
    with tenant(cast.north.id):
        assert Contact.objects.get(pk=merged.pk).status == "active"
        assert DuplicatePair.objects.get().state == "different"


def test_the_number_waiting_stands_in_the_menu(client, cast, twins):
    page = make.login(client, cast.lead).get(reverse("ui:more")).content.decode()

    assert "Here twice?" in page
    assert '<span class="tag num">1</span>' in page


def test_the_page_asks_no_more_queries_however_many_pairs_wait(client, cast, twins):
    make.login(client, cast.lead)
    client.get(reverse("contacts:duplicates"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("contacts:duplicates"))
    for number in range(6):
        known(cast, "Rosa Cole", phone=f"919-555-02{number:02}", zip_code="27601")
        known(cast, "Rosa Cole", phone=f"919-555-02{number:02}", zip_code="27601")
    found(cast, everybody=True)

    with CaptureQueriesContext(connection) as many:
        client.get(reverse("contacts:duplicates"))

    assert len(many) == len(few)


def test_somebody_who_may_not_edit_sees_none_of_it(client, cast, twins):
    assert make.login(client, cast.viewer).get(reverse("contacts:duplicates")).status_code == 403
    assert make.login(client, cast.outsider).get(url(*twins)).status_code == 404


def test_where_a_minor_lives_is_shown_to_nobody_who_is_not_trained(client, cast):
    one, other = (
        known(cast, name, street="605 Magnolia Ct", city="Cary", age_band="13_15")
        for name in ("Kim Young", "Kim Yung")
    )
    address = reverse("contacts:pair", args=[one.pk, other.pk])
    seen = {
        who: make.login(client, actor).get(address).content.decode()
        for who, actor in (("staff", cast.staff), ("lead", cast.lead))
    }

    assert "605 Magnolia Ct" not in seen["staff"] and "Cary" in seen["staff"]
    assert "605 Magnolia Ct" in seen["lead"]


def test_the_heading_counts_along_with_each_answer(client, cast, twins):
    client = make.login(client, cast.lead)
    before = client.get(reverse("contacts:duplicates")).content.decode()
    after = client.post(url(*twins), {"answer": "different"}, headers={"hx-request": "true"}).content.decode()

    assert "1 pair to look at" in before and "hx-swap-oob" not in before
    assert 'id="pairs-left" hx-swap-oob="true">Nobody seems to be here twice' in after
