"""Files made to hurt, through a real worker: each ends in a sentence, and the same worker reads the next honest file."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files import File
from django.db import connections

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.imports import services
from crm.imports.models import ImportBatch
from crm.imports.reading import say
from tests.crm.imports.bringing import read
from tests.crm.imports.reading import made

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True, databases="__all__")]

PEOPLE = [made.row(1, "First Name", "Email"), made.row(2, "Ana", "ana@example.org")]
FAR = '<row><c\nt="inlineStr" r="XFA1048570"><is><t>x</t></is></c></row>'
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
HONEST = b"First Name,Email\nAna,ana@example.org\n"


def book(tmp_path: Path, name: str, rows: list[str], **parts: object) -> bytes:
    return made.xlsx(tmp_path / name, rows, **parts).read_bytes()


@pytest.fixture
def worker(settings):
    """A process that does jobs, with the limits of the product."""
    environment = os.environ | {"MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    module, database = "tests.crm.imports.drain_jobs", connections["default"].settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, "-m", module, database], cwd=project.BASE_DIR, env=environment
    )
    yield process
    process.kill()
    process.wait()


def test_whatever_is_dropped_the_worker_lives_and_says_why(cast, worker, tmp_path):
    refused = {
        "bomb.xlsx": (book(tmp_path, "bomb.xlsx", [" " * 1_000_000] * 120), "zip.bomb"),
        "far.xlsx": (book(tmp_path, "far.xlsx", [*PEOPLE, FAR]), "file.too_much"),
        "entities.xlsx": (book(tmp_path, "entities.xlsx", PEOPLE, prolog=ENTITIES), "zip.entities"),
        "program.xlsx": (b"MZ\x90\x00" + b"\x00" * 4_000, "file.is_program"),
        "program.csv": (b"\x7fELF" + bytes(range(256)) * 40, "file.is_program"),
        "endless.csv": (b'Name,Email\n"' + b"x" * (33 << 20), "file.line_too_long"),
    }
    with tenant(cast.north.id):
        for name, (body, _code) in refused.items():
            services.upload(by=cast.staff, file=File(io.BytesIO(body), name=name), name=name, kind="contacts")
        services.upload(
            by=cast.staff, file=File(io.BytesIO(HONEST), name="a.csv"), name="a.csv", kind="contacts"
        )

    batches = until_read(cast.north)

    told = {name: batch.refusal.get("code") for name, batch in batches.items() if name != "a.csv"}
    assert told == {name: code for name, (_body, code) in refused.items()}
    assert all(
        say(batch.refusal["code"], batch.refusal["params"]) for name, batch in batches.items() if name in told
    )
    assert batches["a.csv"].state == "mapping"
    assert worker.poll() is None
    with tenant(cast.north.id):
        assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (b'Name,Email\nAna Reyes,"ana@example.org\nLuis Soto,luis@example.org\n', 2),  # an open quote
        (b"Name,Email\nAna Reyes,ana@example.org\n" + b"x" * (10 << 20) + b",b@example.org\n", 2),
        (b"Name,Email\nAna\x00 Reyes,ana@example.org\n", 1),
        (b'Name,Email\n"=HYPERLINK(""http://x"",""Ana Reyes"")",ana@example.org\n', 1),
    ],
)
def test_one_bad_row_costs_itself_and_no_other(cast, text, rows):
    batch = read(cast.staff, text)

    sheet = batch.facts["tables"][0]
    assert (batch.state, sheet["rows"]) == ("mapping", rows)


def until_read(organization) -> dict[str, ImportBatch]:
    give_up_at = time.monotonic() + 600
    while time.monotonic() < give_up_at:
        with tenant(organization.id):
            batches = {batch.file_name: batch for batch in ImportBatch.objects.all()}
        if all(batch.state in ("failed", "mapping") for batch in batches.values()):
            return batches
        time.sleep(0.2)
    raise AssertionError({name: batch.state for name, batch in batches.items()})
