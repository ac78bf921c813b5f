"""A person's page by role, adding, editing beside somebody else, the bin, and the small forms."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import ConsentEvent, Contact
from contacts.services import (
    create_contact,
    create_tag,
    edit_contact,
    record_consent,
    tag_contacts,
)
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
PHONE, EMAIL = {"kind": "mobile", "value": "919-555-0142"}, {"kind": "email", "value": "lupe@example.org"}


@pytest.fixture
def lupe(cast):
    with tenant(cast.north.id):
        person = create_contact(
            by=cast.lead,
            given_name="Guadalupe",
            family_name="Reyes",
            methods=[PHONE, EMAIL],
            constituencies=[{"kind": "parent", "school_text": "Lowery High"}],
            about="Her son takes bus 12",
            street="12 Mabry Lane",
        )
        record_consent(by=cast.lead, contact=person, purpose="text", value="granted")
        tag_contacts(by=cast.lead, contacts=[person], tag=create_tag(by=cast.lead, name="bus riders"))
    return person


@pytest.fixture
def kim(cast):
    with tenant(cast.north.id):
        return create_contact(
            by=cast.lead,
            given_name="Kim",
            family_name="Young",
            age_band="13_15",
            methods=[PHONE],
            about="Shy",
        )


def page(client, actor, contact, name="detail", **answer):
    return make.login(client, actor).get(reverse(f"contacts:{name}", args=[contact.pk]), **answer)


def test_the_page_says_what_we_may_do_and_what_happened(client, cast, lupe):
    html = page(client, cast.lead, lupe).content.decode()

    for words in ("Guadalupe Reyes", "tel:+19195550142", "sms:+19195550142", "12 Mabry Lane", "Lowery High"):
        assert words in html
    assert "Tagged bus riders" in html and "Text messages: Yes" in html and "Her son takes bus 12" in html


@pytest.mark.parametrize(
    ("who", "seen", "unseen"),
    [
        ("organizer", ["919-555-0142", "bus riders", "Her son"], []),
        ("staff", ["919-555-0142", "bus riders"], ["Her son"]),
        ("viewer", ["Lowery High", "bus riders"], ["919-555", "0142", "lupe@", "Mabry", "Her son", "/edit/"]),
    ],
)
def test_each_role_sees_its_part_of_a_person(client, cast, lupe, who, seen, unseen):
    html = page(client, getattr(cast, who), lupe).content.decode()

    assert [words for words in seen if words not in html] == []
    assert [words for words in unseen if words in html] == []


def test_a_volunteer_sees_a_name_of_their_turf_and_nothing_else(client, cast, lupe):
    assert page(client, cast.volunteer, lupe).status_code == 404
    make.turf(cast.north, lupe, members=[cast.volunteer])

    html = page(client, cast.volunteer, lupe).content.decode()

    hidden = ("0142", "lupe@", "Mabry", "bus riders", "Her son", "Lowery", "/edit/")
    assert "Guadalupe Reyes" in html and [words for words in hidden if words in html] == []


def test_minors_are_names_to_data_staff_and_nobody_to_the_untrained(client, cast, kim):
    staff, organizer = page(client, cast.staff, kim), page(client, cast.organizer, kim)

    assert "Kim Young" in staff.content.decode() and "0142" not in staff.content.decode()
    assert (organizer.status_code, page(client, cast.viewer, kim).status_code) == (404, 404)


def test_what_one_may_not_see_one_does_not_change(client, cast, kim):
    added = make.login(client, cast.staff).post(reverse("contacts:method_add", args=[kim.pk]), EMAIL)

    assert added.status_code == 403


def test_strangers_and_outsiders_find_nobody(client, cast, lupe):
    assert page(client, cast.outsider, lupe).status_code == 404
    client.logout()
    assert client.get(reverse("contacts:detail", args=[lupe.pk])).status_code == 302


def test_a_restricted_person_is_seen_by_their_organizer_and_the_lead(client, cast, lupe):
    with tenant(cast.north.id):
        edit_contact(by=cast.lead, contact=lupe, version=1, changes={"confidentiality": "restricted"})

    assert page(client, cast.lead, lupe).status_code == 200
    assert page(client, cast.organizer, lupe).status_code == 404


def test_adding_a_person_with_all_that_was_said_at_the_door(client, cast):
    make.district("Alder County", schools=("Lowery High",))
    form = {
        "client_uuid": str(uuid.uuid4()),
        "given_name": "Ana",
        "family_name": "Núñez",
        "phone": "919 555 0199",
        "may_text": "granted",
        "email": "Ana@Example.org",
        "stake": "educator",
        "district": "Alder County, NC",
        "school": "lowery high",
        "age_band": "unknown",
        "language": "es",
    }
    client = make.login(client, cast.organizer)

    for _press in range(2):
        response = client.post(reverse("contacts:new"), form)

    with tenant(cast.north.id):
        ana = Contact.objects.get()
        stake = ana.constituencies.select_related("school").get()
        methods = set(ana.methods.values_list("key", flat=True))
        assert ConsentEvent.objects.filter(purpose="text", value="granted", contact=ana).exists()
    assert response.status_code == 302 and methods == {"+19195550199", "ana@example.org"}
    assert (stake.kind, stake.school.name, ana.language) == ("educator", "Lowery High", "es")


def test_a_mistake_stands_in_its_field_and_saves_nothing(client, cast):
    form = {
        "client_uuid": str(uuid.uuid4()),
        "given_name": "Ana",
        "phone": "12",
        "age_band": "unknown",
        "language": "en",
    }

    response = make.login(client, cast.organizer).post(reverse("contacts:new"), form)

    assert response.status_code == 422 and "phone" in response.context["form"].errors
    with tenant(cast.north.id):
        assert not Contact.objects.exists()


def test_somebody_who_may_be_here_already_is_shown_while_typing(client, cast, lupe, kim):
    client = make.login(client, cast.organizer)
    ask = reverse("contacts:similar")

    by_name = client.get(ask, {"given_name": "Lupe", "family_name": "reyes"}).content.decode()
    by_phone = client.get(ask, {"given_name": "Xa", "phone": "(919) 555 0142"}).content.decode()
    nobody = client.get(ask, {"given_name": "Guadalupe"}).content.decode()

    assert "Guadalupe Reyes" in by_name and "Guadalupe Reyes" in by_phone
    assert "Kim" not in by_phone and "Reyes" not in nobody


def test_two_edits_at_once_show_both_values_and_the_second_save_decides(client, cast, lupe):
    client = make.login(client, cast.organizer)
    form = {"version": 1, "given_name": "Guadalupe", "family_name": "Reyes", "city": "Cary", "language": "en",
            "age_band": "unknown", "status": "active", "confidentiality": "normal", "street": "12 Mabry Lane"}  # fmt: skip
    with tenant(cast.north.id):
        edit_contact(by=cast.lead, contact=lupe, version=1, changes={"city": "Raleigh"})

    stale = client.post(reverse("contacts:edit", args=[lupe.pk]), form)
    shown = stale.content.decode()
    saved = client.post(
        reverse("contacts:edit", args=[lupe.pk]),
        {**form, "version": stale.context["form"]["version"].value()},
    )

    with tenant(cast.north.id):
        assert Contact.objects.get(pk=lupe.pk).city == "Cary"
    assert (stale.status_code, saved.status_code) == (422, 302)
    assert "Raleigh" in shown and "Cary" in shown


def test_data_staff_edit_a_person_without_losing_the_story_they_may_not_read(client, cast, lupe):
    form = {"version": 1, "given_name": "Lupe", "family_name": "Reyes", "language": "en", "age_band": "unknown",
            "status": "active", "confidentiality": "normal", "street": "12 Mabry Lane"}  # fmt: skip

    make.login(client, cast.staff).post(reverse("contacts:edit", args=[lupe.pk]), form)

    with tenant(cast.north.id):
        after = Contact.objects.get(pk=lupe.pk)
    assert (after.given_name, after.about) == ("Lupe", "Her son takes bus 12")


def test_into_the_bin_and_back(client, cast, lupe):
    client = make.login(client, cast.organizer)

    client.post(reverse("contacts:archive", args=[lupe.pk]))
    binned = client.get(reverse("contacts:detail", args=[lupe.pk]))
    refused = client.post(reverse("contacts:tag_add", args=[lupe.pk]), {"name": "late"})
    client.post(reverse("contacts:restore", args=[lupe.pk]))

    with tenant(cast.north.id):
        assert Contact.objects.get(pk=lupe.pk).archived_at is None
    assert "In the bin" in binned.content.decode() and refused.status_code == 403


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("stake_add", {"kind": "neighbor", "subtype": "interpreter"}, "Neighbor"),
        (
            "method_add",
            {"kind": "landline", "value": "919 555 0111", "label": "work", "status": "ok"},
            "0111",
        ),
        ("tag_add", {"name": "speaks at the board"}, "speaks at the board"),
        (
            "consent",
            {"purpose": "photo", "value": "denied", "how": "paper", "given_by": "self", "language": "es"},
            "on paper",
        ),
    ],
)
def test_small_forms_open_in_place_and_give_the_person_back(client, cast, lupe, name, form, words):
    client = make.login(client, cast.organizer)
    url, htmx = reverse(f"contacts:{name}", args=[lupe.pk]), {"HX-Request": "true"}

    opened = client.get(url, headers=htmx).content.decode()
    saved = client.post(url, form, headers=htmx)
    plain = client.get(url)

    assert "<form" in opened and "<html" not in opened and "<html" in plain.content.decode()
    assert saved.status_code == 200 and saved["HX-Retarget"] == "#person" and words in saved.content.decode()


def test_a_wrong_small_form_comes_back_with_its_error(client, cast, lupe):
    response = make.login(client, cast.organizer).post(reverse("contacts:method_add", args=[lupe.pk]), {
        "kind": "email", "value": "not an address", "label": "own", "status": "ok"
    })  # fmt: skip

    assert response.status_code == 422 and "value" in response.context["form"].errors


def test_viewers_and_volunteers_change_nobody(client, cast, lupe):
    make.turf(cast.north, lupe, members=[cast.volunteer])
    names = ("edit", "archive", "restore", "do_not_contact", "consent", "stake_add", "method_add", "tag_add")

    for actor in (cast.viewer, cast.volunteer):
        answers = {
            make.login(client, actor).post(reverse(f"contacts:{name}", args=[lupe.pk])).status_code
            for name in names
        }
        assert answers == {403}


def test_a_person_page_costs_the_same_however_long_their_story(client, cast, lupe):
    page(client, cast.lead, lupe)
    with CaptureQueriesContext(connection) as short:
        client.get(reverse("contacts:detail", args=[lupe.pk]))
    with tenant(cast.north.id):
        for number in range(12):
            tag_contacts(by=cast.lead, contacts=[lupe], tag=create_tag(by=cast.lead, name=f"tag {number}"))
            record_consent(by=cast.lead, contact=lupe, purpose="photo", value="denied")

    with CaptureQueriesContext(connection) as long:
        client.get(reverse("contacts:detail", args=[lupe.pk]))

    assert len(long) == len(short)
