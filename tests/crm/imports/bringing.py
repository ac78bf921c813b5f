"""Bringing a file in without a wizard or a worker: the same services in the same order."""

import io
from contextlib import contextmanager
from types import SimpleNamespace

from django.core.files import File

from crm.access.tenancy import tenant
from crm.imports import engine, rereading, reviewing, services
from crm.imports.models import ImportBatch, ImportQuestion, ImportRow

KEPT = ("header", "field", "system", "policy", "rules")


def stepper(organization):
    @contextmanager
    def step(**figures):
        with tenant(organization.id):
            yield SimpleNamespace(**figures)

    return step


def read(
    by, text: str | bytes, name: str = "people.csv", *, kind: str = "contacts", **options
) -> ImportBatch:
    """Uploaded and read; its columns are guessed. A blank kind is what the file itself tells."""
    body = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    with tenant(by.organization_id):
        batch = services.keep_file(by=by, file=File(body, name=name), name=name, kind="contacts")
        batch.file_size = len(body.getvalue())
    batch = laid_out(by, batch)
    with tenant(by.organization_id):
        return services.decide_what(by=by, batch=batch, kind=kind or batch.kind, options=options)


def laid_out(by, batch: ImportBatch) -> ImportBatch:
    """What the job of reading does."""
    with tenant(by.organization_id):
        saved = rereading.remembered(by)
    facts, spool = services.read_upload(batch, saved)
    with tenant(by.organization_id):
        return services.keep_facts(by=by, batch=batch, facts=facts, spool=spool)


def ready(
    by, text: str | bytes, *, columns: dict | None = None, name: str = "people.csv", **options
) -> ImportBatch:
    """Mapped as guessed, but for `columns`: {"Header": {"policy": "overwrite"}}."""
    batch = read(by, text, name, **options)
    decided = [
        {key: column[key] for key in KEPT} | (columns or {}).get(column["header"], {})
        for column in batch.mapping["columns"]
    ]
    with tenant(by.organization_id):
        return services.decide_columns(by=by, batch=batch, columns=decided)


def look_up(organization, by, batch: ImportBatch) -> list[ImportQuestion]:
    """The people of a file are looked up; what is asked, in the order of asking."""
    engine.look_up(batch, by=by, step=stepper(organization))
    with tenant(organization.id):
        return list(ImportQuestion.objects.filter(batch_id=batch.pk).order_by("rank", "line", "part", "id"))


def answer(organization, by, question: ImportQuestion, given: str) -> None:
    with tenant(organization.id):
        reviewing.answer(by=by, question=question, answer=given)


def bring(organization, by, text: str | bytes, *, rows: int = 0, **options) -> ImportBatch:
    """From a file to its outcomes."""
    return run(organization, by, ready(by, text, **options), rows=rows)


def run(organization, by, batch: ImportBatch, *, rows: int = 0) -> ImportBatch:
    """Write what is mapped."""
    with tenant(organization.id):
        batch = services.begin(by=by, batch=batch)
    counts = engine.apply(batch, by=by, step=stepper(organization), rows=rows)
    with tenant(organization.id):
        engine.finish(batch, by=by, counts=counts)
        batch.refresh_from_db()
    return batch


def undo(organization, by, batch: ImportBatch) -> ImportBatch:
    with tenant(organization.id):
        while services.undo_some(by=by, batch=batch):
            pass
        services.undone(by=by, batch=batch)
        batch.refresh_from_db()
    return batch


def outcomes(organization, batch: ImportBatch) -> dict[int, ImportRow]:
    """By line; a second person of a row is left aside."""
    with tenant(organization.id):
        found = ImportRow.objects.filter(organization_id=organization.id, batch_id=batch.pk, part=0)
        return {row.line: row for row in found.order_by("line")}


def codes(row: ImportRow) -> list[str]:
    return [reason["code"] for reason in row.reasons]
