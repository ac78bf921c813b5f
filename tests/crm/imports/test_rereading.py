"""A text file that was guessed wrong is read as a person says, and the next one by itself."""

import pytest
from django.urls import reverse

from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.imports import rereading, services
from crm.imports.models import ImportBatch, SavedMapping
from tests import make
from tests.crm.imports.bringing import laid_out, read, ready

pytestmark = pytest.mark.django_db

# In DOS letters é is 0x82: read as Windows it is a low quotation mark.
DOS = "Name,City\nJosé Núñez,Cary\nAna Reyes,Apex\n".encode("cp850")


def otherwise(by, batch: ImportBatch, encoding: str = "cp850", delimiter: str = ",") -> ImportBatch:
    with tenant(by.organization_id):
        batch = rereading.read_otherwise(by=by, batch=batch, encoding=encoding, delimiter=delimiter)
    return laid_out(by, batch)


def first_name(by, client, batch: ImportBatch) -> str:
    make.login(client, by)
    return client.get(reverse("imports:what", args=[batch.pk])).content.decode()


def test_letters_are_chosen_by_what_the_first_lines_look_like(cast, client):
    batch = read(cast.staff, DOS)
    page = first_name(cast.staff, client, batch)
    choices = client.get(reverse("imports:otherwise", args=[batch.pk])).content.decode()
    after = otherwise(cast.staff, batch)

    assert "José" not in page and reverse("imports:otherwise", args=[batch.pk]) in page
    assert "José Núñez" in choices  # under one of the guesses
    assert after.state == "mapping" and after.facts["encoding"] == "cp850"
    assert "José Núñez" in first_name(cast.staff, client, after)


def test_the_mark_between_columns_is_chosen(cast):
    batch = read(cast.staff, "Name|Note;City\nAna Reyes|x;Cary\n")
    after = otherwise(cast.staff, batch, "utf-8-sig", "|")
    again = otherwise(cast.staff, after, "utf-8-sig", ";")

    assert after.mapping["table"]["headers"] == ["Name", "Note;City"]
    assert again.mapping["table"]["headers"] == ["Name|Note", "City"]
    with tenant(cast.north.id):  # there and back is read each time
        back = rereading.read_otherwise(by=cast.staff, batch=again, encoding="utf-8-sig", delimiter="|")
    assert laid_out(cast.staff, back).mapping["table"]["headers"] == ["Name", "Note;City"]


def test_what_was_chosen_is_remembered_with_the_mapping(cast):
    batch = otherwise(cast.staff, read(cast.staff, DOS))
    with tenant(cast.north.id):
        services.save_mapping(by=cast.staff, batch=batch, name="Old office")
    again = read(cast.staff, "Name,City\nAsunción Peña,Cary\n".encode("cp850"))
    modern = read(cast.staff, "Name,City\nAsunción Peña,Cary\n")

    assert again.facts["encoding"] == "cp850"
    assert {"code": "note.read_as_before", "params": {}} in again.facts["notes"]
    assert modern.facts["encoding"] == "utf-8-sig"  # its bytes say so themselves


def test_a_guess_is_not_remembered(cast):
    batch = ready(cast.staff, "Name,City\nAna Reyes,Cary\n")
    with tenant(cast.north.id):
        saved = services.save_mapping(by=cast.staff, batch=batch, name="As guessed")

    assert (saved.encoding, saved.delimiter) == ("", "")


def test_a_workbook_and_a_file_that_ran_are_not_read_otherwise(cast):
    done = make.import_batch(cast.north, state="done")
    workbook = make.import_batch(cast.north, state="mapping", file_name="people.xlsx", facts={"kind": "xlsx"})

    assert not rereading.may_read_otherwise(workbook)
    with tenant(cast.north.id), pytest.raises(DomainError):
        rereading.read_otherwise(by=cast.staff, batch=done, encoding="cp1252", delimiter=",")


def test_a_mapping_for_oneself_is_proposed_to_nobody_else(cast):
    batch = ready(cast.staff, "Wer,Wo\nAna Reyes,Cary\n", columns={"Wer": {"field": "full_name"}})
    with tenant(cast.north.id):
        saved = services.save_mapping(by=cast.staff, batch=batch, name="Mine")
        rereading.change_mapping(by=cast.staff, saved=saved, name="Mine alone", is_shared=False)
    own = read(cast.staff, "Wer,Wo\nLuis Soto,Apex\n")
    theirs = read(cast.admin, "Wer,Wo\nLuis Soto,Apex\n")

    assert own.facts["saved_mapping"] == "Mine alone"
    assert "saved_mapping" not in theirs.facts
    with tenant(cast.north.id):
        assert not SavedMapping.objects.visible_to(cast.admin).exists()


def test_mappings_are_renamed_and_deleted_on_their_page(cast, client):
    saved, other = make.saved_mapping(cast.north, "Sign-in"), make.saved_mapping(cast.north, "Phone bank")
    make.login(client, cast.staff)
    listed = client.get(reverse("imports:mappings")).content.decode()
    taken = client.post(
        reverse("imports:mapping", args=[saved.pk]), {"name": "Phone bank", "is_shared": "on"}
    )
    client.post(reverse("imports:mapping", args=[saved.pk]), {"name": "  Door   list ", "is_shared": "on"})
    client.post(reverse("imports:mapping_delete", args=[other.pk]))

    assert "Sign-in" in listed and "Phone bank" in listed
    assert taken.status_code == 422 and "Another mapping is called that." in taken.content.decode()
    with tenant(cast.north.id):
        assert [one.name for one in SavedMapping.objects.visible_to(cast.staff)] == ["Door list"]
