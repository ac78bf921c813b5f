"""Somebody hidden is in no list, search, file, feed or answer of whoever may not see them; somebody restricted only where
they are that organizer's."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts import search
from contacts.exporters import ContactExport
from contacts.models import (
    Assessment,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    CustomValue,
    ExternalId,
    Household,
    HouseholdMember,
    Relationship,
    RungStep,
)
from contacts.services import (
    add_external_id,
    answer_fields,
    assess,
    create_contact,
    make_household,
    move_to_rung,
    record_consent,
    relate,
    tag_contacts,
)
from crm.access.tenancy import tenant
from crm.imports.models import ExportFile
from crm.search.finders import everything
from crm.timeline.entries import timeline
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
NAME = "Zenobia Quill"
OF_THEM = (
    Assessment, ConsentEvent, ConstituencyRow, ContactMethod, ContactTag, CustomValue, ExternalId, HouseholdMember,
    RungStep,
)  # fmt: skip


@pytest.fixture(params=["hidden", "restricted"])
def zenobia(request, cast) -> Contact:
    """With one of everything; only the lead works with her."""
    rung, asked = make.rung(cast.north), make.custom_field(cast.north)
    tag = make.tag(cast.north)
    with tenant(cast.north.id):
        ana = create_contact(by=cast.lead, given_name="Ana", family_name="Reyes")
        person = create_contact(
            by=cast.lead,
            given_name="Zenobia",
            family_name="Quill",
            confidentiality=request.param,
            methods=[{"kind": "mobile", "value": "919-555-0142"}],
            constituencies=[{"kind": "parent"}],
            tags=[tag],
        )
        record_consent(by=cast.lead, contact=person, purpose="text", value="granted")
        move_to_rung(by=cast.lead, contact=person, rung=rung)
        assess(by=cast.lead, contact=person, level=2)
        answer_fields(by=cast.lead, contact=person, answers={asked.pk: "Bus 7"})
        add_external_id(by=cast.lead, contact=person, system="VAN", value="77")
        relate(by=cast.lead, contact=person, other=ana, kind="knows")
        make_household(by=cast.lead, members=[person])
        tag_contacts(by=cast.lead, contacts=[ana], tag=tag)
    return person


def test_nothing_that_hangs_on_them_is_read(cast, zenobia):
    with tenant(cast.north.id):
        for model in OF_THEM:
            assert model.objects.filter(contact=zenobia).exists(), model
            seen = model.objects.visible_to(cast.organizer).filter(contact=zenobia)
            assert not seen.exists(), model
            assert model.objects.visible_to(cast.lead).filter(contact=zenobia).exists(), model
        assert not Relationship.objects.visible_to(cast.organizer).exists()
        assert not Household.objects.visible_to(cast.organizer).exists()


def test_no_search_finds_them(cast, zenobia):
    with tenant(cast.north.id):
        for text in ("zenobia", "quill", "0142", "9195550142"):
            assert not search.people(cast.organizer, text).exists()
            assert search.people(cast.lead, text).exists()
        assert not list(search.similar(cast.organizer, NAME, [("mobile", "919-555-0142")]))
        assert NAME not in str(everything(cast.organizer, "zenobia"))


def test_no_list_page_names_them(cast, client, zenobia):
    make.login(client, cast.organizer)
    pages = ["contacts:list", "contacts:bin", "contacts:guardians", "contacts:school_year", "contacts:tags"]
    for name in pages:
        assert "Quill" not in client.get(reverse(name)).content.decode()
    ana = Contact.objects.none()
    with tenant(cast.north.id):
        ana = Contact.objects.get(given_name="Ana")
    assert "Quill" not in client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()
    assert client.get(reverse("contacts:detail", args=[zenobia.pk])).status_code == 404


def test_no_file_and_no_api_answer_holds_them(cast, client, zenobia):
    with tenant(cast.north.id):
        file = ExportFile(organization_id=cast.north.id, kind="contacts", filters={}, with_minors=True)
        rows, _next = ContactExport(file, cast.organizer).after(None, 100)
        assert "Quill" not in str(rows) and "Reyes" in str(rows)
    make.login(client, cast.organizer)
    assert b"Quill" not in client.get(reverse("api:contact-list")).content
    assert client.get(reverse("api:contact-detail", args=[zenobia.pk])).status_code == 404


def test_the_story_of_somebody_else_does_not_name_them(cast, zenobia):
    with tenant(cast.north.id):
        ana = Contact.objects.get(given_name="Ana")

        told = str(timeline(cast.organizer, ana.pk))

        assert "Quill" not in told and "Quill" in str(timeline(cast.lead, ana.pk))


def test_a_next_step_about_them_keeps_their_name(cast, client, zenobia):
    """Given while they were seen; the organizer still has the step, without the person."""
    with tenant(cast.north.id):
        Contact.objects.filter(pk=zenobia.pk).update(confidentiality="normal")
    make.task(
        cast.north, cast.organizer, contact=zenobia, due_on=timezone.localdate() + datetime.timedelta(days=1)
    )
    with tenant(cast.north.id):
        Contact.objects.filter(pk=zenobia.pk).update(confidentiality=zenobia.confidentiality)
    make.login(client, cast.organizer)

    assert "Quill" not in client.get(reverse("tasks:today")).content.decode()


def test_whoever_has_them_in_their_turf_sees_somebody_restricted_and_nobody_hidden(cast, zenobia):
    make.turf(cast.north, zenobia, members=[cast.organizer])

    with tenant(cast.north.id):
        seen = Contact.objects.visible_to(cast.organizer).filter(pk=zenobia.pk).exists()

    assert seen == (zenobia.confidentiality == "restricted")


def test_a_household_is_not_called_after_them(cast, client, zenobia):
    with tenant(cast.north.id):
        ana = Contact.objects.get(given_name="Ana")
        home = make_household(by=cast.lead, members=[ana, zenobia])
    make.login(client, cast.organizer)

    page = client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()
    form = client.get(reverse("contacts:household", args=[ana.pk, home.pk])).content.decode()

    assert "Reyes household" in page
    assert "Quill" not in page + form and 'name="name"' not in form
    make.login(client, cast.lead)
    assert home.name in client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()


def test_no_count_tells_of_them(cast, client, zenobia):
    make.login(client, cast.admin)  # sees nobody restricted either

    tags, rungs, fields = (
        client.get(reverse(f"contacts:{name}")).context for name in ("tags", "ladder", "fields")
    )

    assert [tag.worn for tag in tags["tags"]] == [1]
    assert [rung.standing for rung in rungs["rungs"]] == [0]
    assert [field.answered for field in fields["fields"]] == [0]
