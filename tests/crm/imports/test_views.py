"""The wizard on the screen, from a file to its report and back."""

import hashlib
import io
import zipfile

import pytest
from django.db import connection
from django.http.multipartparser import MultiPartParser
from django.urls import reverse

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.imports import storage
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.views.batches import progress
from crm.queue.running import drain
from crm.queue.services import enqueue
from tests import make
from tests.crm.imports.bringing import bring, read, ready
from tests.crm.imports.test_services import GLUED

HOSTILE = {
    "program.xlsx": b"MZ\x90\x00" + b"\x00" * 200,
    "empty.csv": b"",
    "macros.xlsm": b"PK\x03\x04",
    "page.csv": b"<html><body>no</body></html>",
}


def drop(client, body: bytes, name: str):
    return client.post(
        reverse("imports:start"), {"files": io.BytesIO(body) if isinstance(body, str) else named(body, name)}
    )


def named(body: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(body)
    file.name = name
    return file


def newest(organization) -> ImportBatch:
    with tenant(organization.id):
        return ImportBatch.objects.order_by("-created_at").first()


def choices(form) -> dict[str, str]:
    """What a browser would send back if nobody touched the form."""
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_in_is_checked_and_is_taken_back(cast, client):
    make.login(client, cast.staff)

    dropped = drop(client, GLUED.encode(), "superintendents.csv")
    drain()
    batch = newest(cast.north)
    what = client.get(reverse("imports:what", args=[batch.pk]))
    columns = client.post(reverse("imports:what", args=[batch.pk]), {**choices(what.context["form"]), "constituency": "educator", "bad_cells": "error"})  # fmt: skip
    shown = client.get(columns.url)
    checked = client.post(columns.url, choices(shown.context["form"]))
    preview = client.get(checked.url)
    with tenant(cast.north.id):
        before_finish = Contact.objects.count()
    client.post(checked.url, {"mapping_hash": preview.context["batch"].mapping_hash})
    drain()
    report = client.get(reverse("imports:detail", args=[batch.pk]))
    with tenant(cast.north.id):
        written = sorted(Contact.objects.values_list("given_name", "family_name", "constituencies__kind"))
    client.post(reverse("imports:undo", args=[batch.pk]))
    drain()

    assert dropped.status_code == 302
    assert "Take “LEGAL NAME” off the end" in shown.content.decode()
    assert "James Alder" in preview.content.decode() and "ALDERLEGAL" in preview.content.decode()
    assert before_finish == 0
    assert written[-1] == ("Mickey", "Fir", "educator") and len(written) == 6
    assert "6 of 6 rows are in" in report.content.decode()
    with tenant(cast.north.id):
        assert Contact.objects.count() == 0
    assert newest(cast.north).state == "undone"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_nothing_else_happens(cast, client, name):
    make.login(client, cast.staff)

    drop(client, HOSTILE[name], name)
    drain()
    batch = newest(cast.north)
    page = client.get(reverse("imports:detail", args=[batch.pk]))

    assert batch.state == "failed"
    assert page.status_code == 200
    assert "note bad" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(cast, client):
    make.login(client, cast.staff)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)

    drop(client, bomb.getvalue(), "bomb.xlsx")
    drain()

    assert newest(cast.north).refusal["code"].startswith("zip.")


def test_a_preview_writes_nothing(cast, client):
    batch = ready(cast.staff, "Name,Phone,Tags\nAna Reyes,919-555-0101,bus\n")
    make.login(client, cast.staff)

    page = client.get(reverse("imports:check", args=[batch.pk]))

    with tenant(cast.north.id):
        assert (Contact.objects.count(), ImportRow.objects.count()) == (0, 0)
    assert "Ana Reyes" in page.content.decode()


def test_finishing_what_was_not_previewed_is_refused(cast, client):
    batch = ready(cast.staff, "Name\nAna Reyes\n")
    make.login(client, cast.staff)

    page = client.post(reverse("imports:check", args=[batch.pk]), {"mapping_hash": "0" * 64})

    assert page.status_code == 422
    with tenant(cast.north.id):
        assert ImportBatch.objects.get().state == "ready"


def test_a_file_that_came_in_before_is_announced(cast, client):
    text = "Name\nAna Reyes\n"
    bring(cast.north, cast.staff, text)
    batch = ready(cast.staff, text)
    make.login(client, cast.staff)

    page = client.get(reverse("imports:check", args=[batch.pk]))

    assert "This file came in before" in page.content.decode()


def test_two_columns_cannot_be_the_same_thing(cast, client):
    batch = ready(
        cast.staff, "Name,City,Town\nAna Reyes,Cary,Apex\n", columns={"Town": {"field": "", "policy": ""}}
    )
    make.login(client, cast.staff)

    page = client.post(reverse("imports:columns", args=[batch.pk]), {"field_0": "full_name", "field_1": "city", "field_2": "city"})  # fmt: skip

    assert page.status_code == 422


def test_rows_that_failed_come_back_as_a_file_that_runs_no_formula(cast, client):
    batch = bring(cast.north, cast.staff, 'Name,Phone\n"=HYPERLINK(1)",919\n')
    make.login(client, cast.staff)

    text = client.get(reverse("imports:error_rows", args=[batch.pk])).content.decode("utf-8-sig")

    assert text.splitlines()[1].startswith("'=HYPERLINK(1),919,")


def test_a_row_that_failed_is_shown_in_the_order_of_its_file(cast, client):
    batch = bring(cast.north, cast.staff, "Name,Phone,Email,City\nAna Reyes,919,ana@example.org,Durham\n")
    make.login(client, cast.staff)

    page = client.get(reverse("imports:rows", args=[batch.pk])).content.decode()

    assert "Ana Reyes 919 ana@example.org Durham" in page


def test_a_done_step_is_gone_back_to_and_a_question_leads_to_its_answer(cast, client):
    batch = ready(cast.staff, "Name,Phone,May we text you?\nAna Reyes,919-555-0101,yes\n")
    make.login(client, cast.staff)

    page = client.get(reverse("imports:check", args=[batch.pk])).content.decode()

    assert page.count(f'href="{reverse("imports:what", args=[batch.pk])}"') == 2
    assert f'href="{reverse("imports:columns", args=[batch.pk])}"' in page


def test_many_columns_that_are_left_out_fold_away_and_can_still_be_chosen(cast, client):
    questions = [f"Question {n}" for n in range(12)]
    batch = read(cast.staff, f"Name,{','.join(questions)}\nAna Reyes{',word' * 12}\n")
    make.login(client, cast.staff)

    page = client.get(reverse("imports:columns", args=[batch.pk])).content.decode()

    assert page.index("<details>") < page.index("Question 0") < page.index('name="field_12"')


def test_a_row_that_cannot_be_read_shows_what_stands_in_it(cast, client):
    batch = ready(
        cast.staff, "Name,Phone\nAna Reyes,919-555-0101,too,many\n" + "Luis Soto,919-555-0102\n" * 5
    )
    make.login(client, cast.staff)

    page = client.get(reverse("imports:check", args=[batch.pk])).content.decode()

    assert "Ana Reyes · 919-555-0101" in page


def test_whoever_shares_a_phone_is_named_only_to_who_may_see_them(cast, client):
    hidden = make.contact(cast.north, "Secret", "Person", confidentiality="hidden")
    with tenant(cast.north.id):
        hidden.methods.create(
            organization_id=cast.north.id, kind="mobile", value="x", key="+19195550101", reversed_key="x"
        )
    batch = bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919-555-0101\n")
    make.login(client, cast.staff)

    page = client.get(reverse("imports:rows", args=[batch.pk]) + "?outcome=created")

    assert "Shares a phone with somebody we know" in page.content.decode()
    assert "Secret" not in page.content.decode()


def test_the_wizard_speaks_spanish(cast, client):
    batch = ready(cast.staff, "Nombre,Teléfono\nAna Reyes,919-555-0101\n")
    make.login(client, cast.staff)

    client.cookies["django_language"] = "es"
    page = client.get(reverse("imports:check", args=[batch.pk]))

    assert "Revise las personas" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_guess_can_be_written_over_before_anything_is_written(cast, client):
    make.login(client, cast.staff)
    batch = ready(cast.staff, "Name,Email,Phone\nMaria & Jose Lopez,kim@gmail.con,call us\nAna Reyes,,\n")
    row = reverse("imports:row", args=[batch.pk]) + "?line=2"
    old_hash = batch.mapping_hash

    shown = client.get(row)
    written = client.post(
        row, {"cell_0": "Maria Lopez", "cell_1": "kim@gmail.con", "cell_2": "919-555-0101"}, follow=True
    )
    client.post(written.request["PATH_INFO"], {"mapping_hash": old_hash})
    stale = newest(cast.north).state
    client.post(
        written.request["PATH_INFO"], {"mapping_hash": written.context["batch"].mapping_hash}, follow=True
    )
    drain()

    assert "Maria &amp; Jose Lopez" in shown.content.decode()
    assert "You wrote it so." in written.content.decode()
    assert stale == "ready"
    with tenant(cast.north.id):
        people = sorted(Contact.objects.values_list("given_name", "family_name"))
        keys = set(Contact.objects.get(given_name="Maria").methods.values_list("key", flat=True))
    assert people == [("Ana", "Reyes"), ("Maria", "Lopez")]
    assert keys == {"kim@gmail.com", "+19195550101"}


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_not_in_the_file_is_not_there(cast, client):
    make.login(client, cast.staff)
    batch = ready(cast.staff, "Name\nAna Reyes\n")

    row = reverse("imports:row", args=[batch.pk])
    assert [client.get(f"{row}?line={line}").status_code for line in ("9", "x", "")] == [404, 404, 404]


@pytest.mark.django_db(transaction=True)
def test_lines_around_the_table_are_said_to_be_left_out(cast, client):
    make.login(client, cast.staff)
    batch = read(
        cast.staff, "Alder PTA sign-in,,\n\nName,Phone,City\nAna Reyes,919-555-0101,Durham\nTOTAL,1,\n"
    )

    page = client.get(reverse("imports:what", args=[batch.pk])).content.decode()

    assert "2 lines around the table are left out" in page and "Alder PTA sign-in" in page
    assert "Still missing" in page


@pytest.mark.django_db(transaction=True)
def test_a_large_upload_is_received_before_any_transaction_and_moved(cast, client, monkeypatch):
    make.login(client, cast.staff)
    opened = []
    monkeypatch.setattr(
        MultiPartParser,
        "parse",
        lambda self, real=MultiPartParser.parse: opened.append(connection.in_atomic_block) or real(self),
    )
    body = b"Name,Email\n" + b"".join(b"Person %d,p%d@example.org\n" % (n, n) for n in range(110_000))

    answer = drop(client, body, "large.csv")

    batch = newest(cast.north)
    kept = storage.upload_of(batch.organization_id, batch.pk)
    assert answer.status_code == 302 and opened[0] is False
    assert (kept.stat().st_size, batch.sha256) == (len(body), hashlib.sha256(body).hexdigest())


def test_work_that_ends_while_its_page_is_made_opens_the_next_step(cast, rf):
    """The panel of a job that is done asks no more: the page must know that the import is past it."""
    batch = read(cast.staff, "Name\nAna Reyes\n")
    with tenant(cast.north.id):
        job = enqueue("imports.read", by=cast.staff, payload={"batch_id": str(batch.pk)})
        ImportBatch.objects.filter(pk=batch.pk).update(job_id=job.pk)
        batch.state, batch.job_id = "reading", job.pk  # as it was when the page began
        request = rf.get("/")
        request.actor = cast.staff

        progress(request, batch)

    assert batch.state == "mapping"
