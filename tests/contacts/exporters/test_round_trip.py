"""Our own file, changed by nobody, changes nothing; in an empty organization it makes the same people."""

import csv
import io

import pytest

from contacts.models import Contact, ContactMethod
from contacts.services import (
    add_constituency,
    add_method,
    create_contact,
    create_tag,
    record_consent,
    tag_contacts,
)
from crm.access.tenancy import tenant
from crm.imports import exporting, storage
from tests import make
from tests.crm.imports.bringing import bring, stepper

pytestmark = pytest.mark.django_db


def exported(organization, asker, file_format: str) -> bytes:
    with tenant(organization.id):
        file = exporting.ask(
            by=asker, kind="contacts", filters={}, reason="to keep", with_minors=True, file_format=file_format
        )
    exporting.write(file, by=make.system(organization), step=stepper(organization))
    return storage.export_of(organization.id, file.pk).read_bytes()


@pytest.fixture
def people(cast):
    with tenant(cast.north.id):
        rosa = create_contact(
            by=cast.lead, given_name="Rosa María", family_name="de la Cruz-Ibáñez", chosen_name="Rosie", pronouns="she/her",
            language="es", other_languages=["en", "mix"], needs_interpreter=True, city="Cary", state="NC", zip_code="02139",
            street="1 Main St, Apt 2", about="=Wants a bus\nthat comes.", age_band="25_plus",
            methods=[{"kind": "mobile", "value": "919-555-0142"}, {"kind": "email", "value": "rosa@example.org"}],
        )  # fmt: skip
        add_method(by=cast.lead, contact=rosa, kind="whatsapp", value="+52 55 1234 5678")
        add_method(by=cast.lead, contact=rosa, kind="landline", value="(919) 555-0143", label="shared")
        add_constituency(by=cast.lead, contact=rosa, kind="parent", school_text="Hollow Oak High", grade="5")
        add_constituency(
            by=cast.lead, contact=rosa, kind="educator", subtype="bus driver", school_text="Hollow Oak Annex"
        )
        record_consent(by=cast.lead, contact=rosa, purpose="text", value="granted", how="paper")
        record_consent(by=cast.lead, contact=rosa, purpose="call", value="denied")
        for name in ("bus; riders", "a, b", "=x"):
            tag_contacts(by=cast.lead, contacts=[rosa], tag=create_tag(by=cast.lead, name=name))
        create_contact(by=cast.lead, given_name="Ms. T, blue house")
        create_contact(by=cast.lead, given_name="ana", family_name="LOPEZ", zip_code="27513-1234")
        create_contact(by=cast.lead, given_name="Kim", family_name="Young", age_band="16_17")
        create_contact(by=cast.lead, family_name="'Obrien")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_that_nobody_changed_changes_nothing(cast, people, file_format):
    body = exported(cast.north, cast.lead, file_format)
    with tenant(cast.north.id):
        before = [*Contact.objects.order_by("pk").values(), *ContactMethod.objects.order_by("pk").values()]

    batch = bring(cast.north, cast.admin, body, name=f"people.{file_format}")

    with tenant(cast.north.id):
        after = [*Contact.objects.order_by("pk").values(), *ContactMethod.objects.order_by("pk").values()]
    assert batch.counts == {"unchanged": 5}
    assert after == before


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_empty_organization_has_the_same_people_afterwards(cast, people, file_format):
    body = exported(cast.north, cast.lead, file_format)

    bring(cast.south, cast.outsider, body, name=f"people.{file_format}")

    assert told(exported(cast.south, cast.outsider, "csv")) == told(exported(cast.north, cast.lead, "csv"))


def told(body: bytes) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    for row in rows:
        row.pop("Earshot ID")
        row.pop("Organizer")  # nobody of ours works there
    return sorted(rows, key=lambda row: (row["Last name"], row["First name"]))
