"""Files on their way out: for their asker alone, inert, and as good as they came in."""

import csv
import datetime
import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import ConstituencyRow, Contact
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.imports import exporting, storage
from crm.imports.models import ExportFile
from crm.queue.running import drain
from tests import make
from tests.crm.imports.bringing import bring, stepper

RICH = (
    "First name,Last name,Goes by,Pronouns,E-mail,Mobile phone,Home phone,Address,City,State,ZIP,Constituency,School,Grade,Language,Tags,Notes,OK to text,OK to text on,OK to text how\n"
    'José,Núñez,Pepe,he/him,pepe@example.org; p@example.org,+1 919-555-0142,919-555-0143,1 Main St,Cary,NC,02139,parent: grandparent; educator: bus driver,Lowery High; Pine Elementary,5; ,Spanish,"bus; a, b",=1+1,yes,2026-03-04,paper\n'
    'Ana,Reyes,,,ana@example.org,,,,,,,,,,English,"c, d;",,no,2026-03-05,verbal\n'
)


def exported(organization, asker, **options) -> bytes:
    with tenant(organization.id):
        file = exporting.ask(
            by=asker, kind="contacts", filters=options.pop("filters", {}), reason="call list", **options
        )
    exporting.write(file, by=make.system(organization), step=stepper(organization))
    return storage.export_of(organization.id, file.pk).read_bytes()


def cells(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_file_comes_back_unchanged_and_makes_the_same_people_elsewhere(cast):
    bring(cast.north, cast.staff, RICH)
    body = exported(cast.north, cast.lead)

    back = bring(cast.north, cast.staff, body, name="back.csv")
    bring(cast.south, cast.outsider, body, name="elsewhere.csv")
    again = exported(cast.south, cast.outsider)

    assert back.counts == {"unchanged": 2}
    here, there = cells(body), cells(again)
    for row in (*here, *there):
        row.pop("Earshot ID")
    assert there == here


def test_each_stake_keeps_its_own_district_school_and_days(cast):
    home, away = (
        make.district("Alder County", "NC", ("Lowery High",)),
        make.district("Birch City", "VA", ("Pine School",)),
    )
    person = make.contact(cast.north, "Ana", "Reyes", district=home, state="NC")
    days = {"starts_on": datetime.date(2020, 8, 1), "ends_on": datetime.date(2026, 6, 10)}
    with tenant(cast.north.id):
        for fields in (
            {
                "kind": "parent",
                "subtype": "grandparent",
                "district": home,
                "school": home.schools.get(name="Lowery High"),
                "grade": "5",
            },
            {
                "kind": "parent",
                "district": away,
                "school": away.schools.get(name="Pine School"),
                "grade": "K",
            },
            {"kind": "educator", "subtype": "bus driver", "district": away, **days},
            {"kind": "alum"},
        ):
            ConstituencyRow.objects.create(organization_id=cast.north.id, contact=person, **fields)
    body = exported(cast.north, cast.lead)

    back = bring(cast.north, cast.staff, body, name="back.csv")
    bring(cast.south, cast.outsider, body, name="elsewhere.csv")

    facts = (
        "kind",
        "subtype",
        "district__name",
        "school__name",
        "school_text",
        "grade",
        "starts_on",
        "ends_on",
    )
    with tenant(cast.north.id):
        here = list(ConstituencyRow.objects.order_by("pk").values_list(*facts))
    with tenant(cast.south.id):
        there = list(ConstituencyRow.objects.order_by("pk").values_list(*facts))
    assert back.counts == {"unchanged": 1}
    assert there == here and len(here) == 4


def test_no_cell_runs_as_a_formula(cast):
    bring(cast.north, cast.staff, RICH)

    row = cells(exported(cast.north, cast.lead))[0]

    assert row["Notes"] == "'=1+1"
    assert row["Mobile phone"] == "'+1 919-555-0142"


def test_minors_leave_only_with_who_may_see_them_and_says_so(cast):
    bring(cast.north, cast.staff, "Name,I am a\nAna Reyes,Student\nLuis Soto,Parent\n")

    assert [row["First name"] for row in cells(exported(cast.north, cast.lead))] == ["Luis"]
    assert len(cells(exported(cast.north, cast.lead, with_minors=True))) == 2
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        exporting.ask(by=cast.organizer, kind="contacts", filters={}, reason="x", with_minors=True)


def test_the_filters_of_the_list_hold_for_the_file(cast):
    bring(cast.north, cast.staff, "Name,I am a\nAna Reyes,Teacher\nLuis Soto,Parent\n")

    rows = cells(exported(cast.north, cast.lead, filters={"stake": "parent"}))

    assert [row["Last name"] for row in rows] == ["Soto"]


def test_an_export_needs_a_reason_and_is_audited_without_values(cast):
    bring(cast.north, cast.staff, RICH)
    with tenant(cast.north.id), pytest.raises(DomainError):
        exporting.ask(by=cast.lead, kind="contacts", filters={}, reason=" ")

    exported(cast.north, cast.lead, filters={"q": "Núñez"})

    with tenant(cast.north.id):
        told = AuditEvent.objects.get(verb="imports.exported").details
    assert (told["rows"], told["reason"], told["filters"]) == (1, "call list", ["q"])
    assert "Núñez" not in str(told)


def test_people_of_another_partner_are_not_in_the_file(cast):
    bring(cast.south, cast.outsider, RICH)

    assert cells(exported(cast.north, cast.lead)) == []


@pytest.mark.django_db(transaction=True)
def test_only_the_asker_downloads_it_and_only_for_a_day(cast, client):
    bring(cast.north, cast.staff, RICH)
    make.login(client, cast.lead)
    asked = client.post(reverse("imports:export", args=["contacts"]), {"reason": "call list"})
    drain()
    with tenant(cast.north.id):
        file = ExportFile.objects.get()
        later = timezone.now() + datetime.timedelta(hours=25)
        assert exporting.ready_for(cast.lead, file.pk, now=later) is None
        assert Contact.objects.count() == 2
    address = reverse("imports:download", args=[file.pk])

    mine = client.get(address)
    make.login(client, cast.admin)
    colleague = client.get(address)
    make.login(client, cast.outsider)
    stranger = client.get(address)

    assert asked.status_code == 302
    assert len(cells(b"".join(mine.streaming_content))) == 2
    assert (colleague.status_code, stranger.status_code) == (404, 404)


def test_a_workbook_holds_the_same_says_who_took_it_and_comes_back_unchanged(cast):
    bring(cast.north, cast.staff, RICH)

    body = exported(cast.north, cast.lead, file_format="xlsx")
    back = bring(cast.north, cast.staff, body, name="back.xlsx")

    with zipfile.ZipFile(io.BytesIO(body)) as book:
        told = book.read("docProps/core.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Lena Lead" in told and "call list" in told and "Northside" in told
    assert "<f>" not in sheet and 'r="A1"' in sheet
    assert back.counts == {"unchanged": 2}


def test_what_will_be_in_the_file_is_shown_before_it_is_written(cast, client):
    bring(cast.north, cast.staff, RICH)
    bring(cast.north, cast.staff, "Name,I am a\nKim Young,Student\n")
    make.login(client, cast.lead)

    page = client.get(reverse("imports:export", args=["contacts"]), {"layout": "mailchimp", "q": "reyes"})
    html = page.content.decode()

    assert page.status_code == 200 and "Email Address" in html
    assert "Did not say yes to e-mail" in html and 'name="layout" value="mailchimp"' in html
    with tenant(cast.north.id):
        assert not ExportFile.objects.exists()


@pytest.mark.parametrize(("layout", "file_format"), [("unknown", ""), ("mailchimp", "xlsx"), ("own", "vcf")])
def test_a_kind_of_file_that_does_not_exist_is_refused(cast, layout, file_format):
    with tenant(cast.north.id), pytest.raises(DomainError):
        exporting.ask(
            by=cast.lead, kind="contacts", filters={}, reason="x", layout=layout, file_format=file_format
        )


def test_a_filter_that_cannot_be_read_is_named_with_a_way_to_take_it_out(cast, client):
    bring(cast.north, cast.staff, RICH)
    make.login(client, cast.lead)
    gone = "01904000-0000-7000-8000-000000000000"

    page = client.get(reverse("imports:export", args=["contacts"]), {"tag": gone, "q": "reyes"})

    html = page.content.decode()
    assert "A part of this filter cannot be read, so it fits nobody" in html
    assert 'href="?q=reyes"' in html and page.context["look"].rows == 0
