"""The steps from a file to a run, and who may take them."""

import datetime

import pytest
from django.utils import timezone

from crm.access.errors import NotAllowed, StaleEdit
from crm.access.tenancy import tenant
from crm.imports import reading, services, storage
from crm.imports.models import ImportBatch, ImportRow
from crm.queue import services as queue
from crm.queue.models import Job
from crm.queue.running import drain
from tests.crm.imports.bringing import bring, read, ready

GLUED = "district;superintendent;phone\n" + "".join(
    f"DISTRICT {n} CSD;{given} {family}LEGAL NAME;(315) 555-01{n:02}\n"
    for n, (given, family) in enumerate(
        [
            ("JAMES", "ALDER"),
            ("HEIDI", "BIRCH"),
            ("ANNETTE", "CEDAR"),
            ("ANDREA KIM", "DOGWOOD"),
            ("JOSEPH", "ELM"),
            ("MICKEY", "FIR"),
        ]
    )
)


def test_glued_words_are_found_and_taken_off(cast):
    batch = read(cast.staff, GLUED, "superintendents.csv")

    column = next(c for c in batch.mapping["columns"] if c["header"] == "superintendent")
    assert column["field"] == "full_name"
    assert column["rules"] == [{"rule": "remove_suffix", "column": "superintendent", "text": "LEGAL NAME"}]
    assert column["proposals"][0]["examples"][0] == ["JAMES ALDERLEGAL NAME", "JAMES ALDER"]


def test_what_was_previewed_is_what_starts(cast):
    batch = ready(cast.staff, "Name\nAna Reyes\n")
    seen = batch.mapping_hash
    with tenant(cast.north.id):
        services.decide_what(by=cast.staff, batch=batch, kind="contacts", options={"tags": ["bus"]})

        with pytest.raises(StaleEdit):
            services.start(by=cast.staff, batch=batch, mapping_hash=seen)


def test_starting_twice_starts_one_job(cast):
    batch = ready(cast.staff, "Name\nAna Reyes\n")
    with tenant(cast.north.id):
        first = services.start(by=cast.staff, batch=batch, mapping_hash=batch.mapping_hash)
        second = services.start(by=cast.staff, batch=batch, mapping_hash=batch.mapping_hash)

    assert first.job_id == second.job_id


def test_a_mapping_is_remembered_for_files_with_the_same_headings(cast):
    batch = ready(cast.staff, "Wer,Wo\nAna Reyes,Cary\n", columns={"Wer": {"field": "full_name", "policy": "fill"}, "Wo": {"field": "city", "policy": "overwrite"}})  # fmt: skip
    with tenant(cast.north.id):
        services.save_mapping(by=cast.staff, batch=batch, name="Sign-in sheet")

    again = read(cast.staff, "wo,wer\nApex,Luis Soto\n")

    fields = {column["header"]: (column["field"], column["policy"]) for column in again.mapping["columns"]}
    assert fields == {"wo": ("city", "overwrite"), "wer": ("full_name", "fill")}
    assert again.facts["saved_mapping"] == "Sign-in sheet"


def test_undo_is_offered_for_thirty_days(cast):
    batch = bring(cast.north, cast.staff, "Name\nAna Reyes\n")

    assert services.may_undo(batch)
    assert not services.may_undo(batch, now=timezone.now() + datetime.timedelta(days=31))


def test_uploads_and_raw_cells_go_after_thirty_days_outcomes_stay(cast):
    batch = bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919\n")

    with tenant(cast.north.id):
        services.forget_old_files(by=cast.staff, now=timezone.now() + datetime.timedelta(days=31))
        row = ImportRow.objects.get()
    storage.forget_import(cast.north.id, batch.pk)  # what the commit does

    assert (row.outcome, row.raw) == ("error", None)
    assert not storage.upload_of(cast.north.id, batch.pk).exists()


def test_a_file_that_cannot_be_read_keeps_its_sentence(cast):
    with pytest.raises(reading.Refused):
        read(cast.staff, b"MZ\x90\x00 not a spreadsheet", "people.xlsx")


def test_an_organizer_may_not_import(cast):
    with pytest.raises(NotAllowed):
        read(cast.organizer, "Name\nAna Reyes\n")


def test_imports_of_others_are_out_of_sight(cast):
    batch = read(cast.staff, "Name\nAna Reyes\n")

    with tenant(cast.south.id):
        assert not ImportBatch.objects.visible_to(cast.outsider).exists()
        assert not ImportBatch.objects.filter(pk=batch.pk).exists()


def test_a_stopped_run_goes_on_where_it_stopped(cast):
    batch = ready(cast.staff, "Name\nAna Reyes\n")
    with tenant(cast.north.id):
        batch = services.start(by=cast.staff, batch=batch, mapping_hash=batch.mapping_hash)
        job = Job.objects.get(pk=batch.job_id)
        queue.cancel(job, by=cast.staff)
        services.stopped(by=cast.staff, batch=batch)

        batch = services.go_on(by=cast.staff, batch=batch)

        assert batch.state == "running"
        assert Job.objects.get(pk=batch.job_id).state == "ready"


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_stopped_run_that_is_tried_again_on_the_job_desk_runs_and_one_that_was_undone_does_not(cast):
    batch = ready(cast.staff, "Name\nAna Reyes\n")
    with tenant(cast.north.id):
        batch = services.start(by=cast.staff, batch=batch, mapping_hash=batch.mapping_hash)
        queue.cancel(Job.objects.get(pk=batch.job_id), by=cast.staff)
        services.stopped(by=cast.staff, batch=batch)
        services.resumed(by=cast.staff, batch=batch)
        batch.refresh_from_db()
        resumed = batch.state
        ImportBatch.objects.filter(pk=batch.pk).update(state="undone")
        queue.retry(Job.objects.get(pk=batch.job_id), by=cast.lead)
    while drain():
        pass

    with tenant(cast.north.id):
        batch.refresh_from_db()
        job = Job.objects.get(pk=batch.job_id)
    assert (resumed, batch.state) == ("running", "undone")
    assert (job.state, job.last_error) == ("ready", "This import is past that step.")


def test_an_import_whose_command_was_killed_is_stopped_and_can_go_on(cast, settings):
    batch = ready(cast.staff, "Name\nAna Reyes\nTom Cole\n")
    with tenant(cast.north.id):
        services.begin(by=cast.staff, batch=batch)
        soon = services.stop_silent(by=cast.staff)
        later = timezone.now() + services.SILENT_FOR * 2
        count = services.stop_silent(by=cast.staff, now=later)
        batch.refresh_from_db()
        stopped = (batch.state, batch.counts)
        batch = services.go_on(by=cast.staff, batch=batch)
        kind = Job.objects.get(pk=batch.job_id).kind

    assert (soon, count) == (0, 1)
    assert stopped == ("cancelled", {})
    assert (batch.state, kind) == ("running", "imports.apply")
