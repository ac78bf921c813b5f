"""Streaming: every row gets one outcome, whatever happens on the way."""

import pytest

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.imports import engine, services
from crm.imports.models import ImportBatch, ImportRow
from tests.crm.imports.bringing import bring, outcomes, ready, stepper

MIXED = (
    "First name,Last name,Phone\nAna,Reyes,919-555-0101\nLuis,Soto,919-55\n,,\n,,919-555-0103\nFirst name,Last name,Phone\n"
    'Eva,"Díaz\nCruz",919-555-0104\nBen,Cruz,919-555-0105,extra\n'
)


class PowerCut(Exception):
    pass


def many(rows: int) -> str:
    lines = (f"Person {n},Family{n},{n}@example.org,{'tag a' if n % 2 else 'tag b'}" for n in range(rows))
    return "First name,Last name,Email,Tags\n" + "\n".join(lines) + "\n"


def test_every_row_has_one_outcome_and_they_sum_to_the_rows(cast):
    batch = bring(cast.north, cast.staff, MIXED)

    rows = outcomes(cast.north, batch)
    assert sum(batch.counts.values()) == len(rows) == batch.total
    assert batch.counts == {"created": 2, "error": 3, "skipped": 1}


def test_a_run_that_dies_goes_on_behind_its_last_committed_chunk(cast):
    batch = ready(cast.staff, many(40))
    with tenant(cast.north.id):
        batch = services.begin(by=cast.staff, batch=batch)
    step, opened = stepper(cast.north), []

    def cut_after_three(**figures):
        opened.append(figures)
        if len(opened) > 3:
            raise PowerCut
        return step(**figures)

    with pytest.raises(PowerCut):
        engine.apply(batch, by=cast.staff, step=cut_after_three, rows=10)
    with tenant(cast.north.id):
        assert Contact.objects.count() == 20

    counts = engine.apply(batch, by=cast.staff, step=step, rows=10)

    with tenant(cast.north.id):
        assert (Contact.objects.count(), ImportRow.objects.count()) == (40, 40)
    assert counts == {"created": 40}


def test_a_cell_copied_from_above_is_known_after_a_restart_too(cast):
    text = "Name,Phone\nAna Reyes,919-555-0101\nLuis Soto,same\nEva Diaz,same\n"
    batch = ready(cast.staff, text)
    with tenant(cast.north.id):
        batch = services.begin(by=cast.staff, batch=batch)
    step, opened = stepper(cast.north), []

    def cut_after_two(**figures):
        opened.append(figures)
        if len(opened) > 2:
            raise PowerCut
        return step(**figures)

    with pytest.raises(PowerCut):
        engine.apply(batch, by=cast.staff, step=cut_after_two, rows=1)

    engine.apply(batch, by=cast.staff, step=step, rows=1)

    with tenant(cast.north.id):
        assert set(Contact.objects.values_list("methods__key", flat=True)) == {"+19195550101"}


def test_chunks_know_the_people_of_earlier_chunks(cast):
    batch = bring(cast.north, cast.staff, many(10) + many(10).partition("\n")[2], rows=7)

    assert batch.counts == {"created": 10, "unchanged": 10}


def test_one_audit_event_a_chunk_names_nobody(cast):
    batch = bring(cast.north, cast.staff, many(5), rows=2)

    with tenant(cast.north.id):
        events = AuditEvent.objects.filter(verb="imports.chunk_applied", target_id=batch.pk)
        told = [event.details for event in events.order_by("id")]
    assert [(d["first_line"], d["last_line"]) for d in told] == [(2, 3), (4, 5), (6, 6)]
    assert "Person" not in str(told)


def test_a_mapping_that_changed_after_the_preview_does_not_run(cast):
    batch = ready(cast.staff, many(3))
    with tenant(cast.north.id):
        services.begin(by=cast.staff, batch=batch)
        ImportBatch.objects.filter(pk=batch.pk).update(options={"tags": ["other"]})
        batch.refresh_from_db()

    with pytest.raises(engine.Changed):
        engine.apply(batch, by=cast.staff, step=stepper(cast.north))

    with tenant(cast.north.id):
        assert not Contact.objects.exists()
