"""Files for other tools: their columns, nobody who must not be reached, and our own import reads them back."""

import csv
import io

import pytest

from contacts.consent import consent_of
from contacts.exporters import look
from contacts.models import Contact, ContactMethod
from contacts.services import close_address, create_contact, record_consent
from crm.access.tenancy import tenant
from crm.imports import exporting, storage
from crm.imports.models import ExportFile
from tests import make
from tests.crm.imports.bringing import bring, stepper

pytestmark = pytest.mark.django_db
PEPE = (
    "First name,Last name,Goes by,E-mail,Mobile phone,Home phone,Address,City,State,ZIP,I am a,Tags,Notes,OK to email,Voter File VANID\n"
    "José,Núñez,Pepe,pepe@example.org,919-555-0142,(919) 555-0143,1 Main St,Cary,NC,02139,Parent,bus,=secret,yes,77\n"
)


@pytest.fixture
def pepe(cast) -> Contact:
    bring(cast.north, cast.staff, PEPE, consent_how="paper")
    with tenant(cast.north.id):
        found = Contact.objects.get()
        record_consent(by=cast.lead, contact=found, purpose="email", value="granted", how="verbal")
        return found


def written(cast, layout: str, *, asker=None, **options) -> tuple[bytes, ExportFile]:
    asker = asker or cast.lead
    with tenant(cast.north.id):
        file = exporting.ask(by=asker, kind="contacts", filters={}, reason="a list", layout=layout, **options)
    exporting.write(file, by=make.system(cast.north), step=stepper(cast.north))
    with tenant(cast.north.id):
        file.refresh_from_db()
    return storage.export_of(cast.north.id, file.pk).read_bytes(), file


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        (
            "action_network",
            {"email": "pepe@example.org", "first_name": "Pepe", "can2_phone": "(919) 555-0142", "zip_code": "02139"},
        ),
        ("everyaction", {"First Name": "Pepe", "Phone": "(919) 555-0142", "Phone Type": "Cell", "Email Subscription Status": "Subscribed"}),
        ("van", {"Voter File VANID": "77", "LastName": "Núñez", "Cell Phone": "(919) 555-0142", "Zip5": "02139"}),
        ("mailchimp", {"Email Address": "pepe@example.org", "Address": "1 Main St  Cary  NC  02139", "TAGS": "bus"}),
        ("google", {"First Name": "José", "Nickname": "Pepe", "Phone 2 - Label": "Home", "Labels": "* myContacts ::: bus"}),
    ],
)  # fmt: skip
def test_each_tool_gets_its_own_columns_and_no_story(cast, pepe, layout, said):
    body, _file = written(cast, layout)

    (row,) = rows(body)
    assert {name: row[name] for name in said} == said
    assert b"secret" not in body


@pytest.mark.parametrize(
    "layout", ["action_network", "everyaction", "van", "mailchimp", "google", "cards", "cards4"]
)
def test_our_own_import_understands_each_of_them(cast, pepe, layout):
    body, file = written(cast, layout)

    bring(cast.south, cast.outsider, body, name=f"list.{file.file_format}")

    with tenant(cast.south.id):
        there = Contact.objects.get()
        keys = set(ContactMethod.objects.values_list("key", flat=True))
    assert there.family_name == "Núñez" and "Pepe" in (there.given_name, there.chosen_name)
    assert {"pepe@example.org", "+19195550142"} <= keys


@pytest.mark.parametrize("layout", ["action_network", "mailchimp"])
def test_mass_mail_goes_only_to_who_said_yes(cast, pepe, layout):
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=pepe, purpose="email", value="withdrawn", how="verbal")

    assert rows(written(cast, layout)[0]) == []


def test_a_no_goes_along_as_a_no_and_stays_one_where_it_arrives(cast, pepe):
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=pepe, purpose="email", value="withdrawn", how="verbal")
        record_consent(by=cast.lead, contact=pepe, purpose="text", value="denied", how="verbal")

    body, _file = written(cast, "everyaction")

    (row,) = rows(body)
    assert (row["Email Subscription Status"], row["SMS Opt-In Status"]) == ("Unsubscribed", "Opt-Out")
    bring(cast.south, cast.outsider, body, name="list.csv")
    with tenant(cast.south.id):
        said = consent_of(Contact.objects.all())
    (there,) = said.values()
    assert {there.standing(purpose).value for purpose in ("email", "text")} == {"withdrawn"}


def test_who_asked_not_to_be_contacted_is_in_no_other_tools_file(cast, pepe):
    with tenant(cast.north.id):
        Contact.objects.filter(pk=pepe.pk).update(status="do_not_contact")

    for layout in ("action_network", "everyaction", "van", "mailchimp", "google"):
        assert rows(written(cast, layout)[0]) == []
    assert b"BEGIN" not in written(cast, "cards")[0]
    assert rows(written(cast, "own")[0])[0]["Do not contact"] == "yes"


@pytest.mark.parametrize("privacy", ["restricted", "hidden"])
def test_somebody_at_risk_goes_into_no_other_tool(cast, pepe, privacy):
    with tenant(cast.north.id):
        Contact.objects.filter(pk=pepe.pk).update(confidentiality=privacy)
        told = look(cast.lead, {}, layout="google", with_minors=False)

    assert told.rows == 0 and [one.count for one in told.left_out] == [1]
    for layout in ("action_network", "everyaction", "van", "mailchimp", "google"):
        assert rows(written(cast, layout)[0]) == []
    assert b"BEGIN" not in written(cast, "cards4")[0]
    assert len(rows(written(cast, "own")[0])) == 1


def test_closed_and_suppressed_numbers_are_left_out_and_counted(cast, pepe):
    close_both(cast)

    body, file = written(cast, "google")

    assert b"555-0142" not in body and b"pepe@example.org" not in body and b"555-0143" in body
    assert file.left_out == {"number.closed": 2}


def test_our_own_file_tells_of_a_number_that_it_does_not_work_and_keeps_back_what_must_not_be_used(
    cast, pepe
):
    close_both(cast)

    body, file = written(cast, "own")

    [row] = rows(body)
    assert (row["Mobile phone"], row["E-mail"]) == ("", "")
    assert row["About numbers and addresses"] == "919-555-0142: mobile, wrong person"
    assert b"pepe@example.org" not in body and file.left_out == {"number.closed": 1}


def close_both(cast):
    with tenant(cast.north.id):
        ContactMethod.objects.filter(kind="mobile").update(status="wrong_person")
        close_address(by=cast.admin, kind="email", value="pepe@example.org")


def test_numbers_of_minors_wait_for_their_guardian(cast):
    with tenant(cast.north.id):
        create_contact(
            by=cast.lead, given_name="Kim", family_name="Young", age_band="16_17", methods=[{"kind": "mobile", "value": "919-555-0177"}]
        )  # fmt: skip

    body, file = written(cast, "own", with_minors=True)

    assert b"Kim" in body and b"0177" not in body and file.left_out == {"number.held": 1}
