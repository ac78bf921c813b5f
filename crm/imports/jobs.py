"""The background work of imports and exports. The rules are in services and engine."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access.tenancy import tenant
from crm.imports import engine, exporting, reading, rereading, services, telling
from crm.imports.models import ExportFile, ImportBatch
from crm.queue.registry import Cancelled, Links, Run, job


def _import_links(*, batch_id: str) -> Links:
    """The rows of an import, those with an error among them, and its undo stand on its own page."""
    page, rows = (reverse(f"imports:{name}", args=[batch_id]) for name in ("detail", "rows"))
    return Links(result=page, result_label=_("See the rows"), errors=f"{rows}?outcome=error")


def _file_links(*, export_id: str) -> Links:
    return Links(result=reverse("imports:file", args=[export_id]), result_label=_("Download"))


@job("imports.read", label=_("Read a spreadsheet"))
def read(run: Run, *, batch_id: str) -> None:
    with tenant(run.organization_id):
        batch = ImportBatch.objects.visible_to(run.actor).get(pk=batch_id)
        saved = rereading.remembered(run.actor)
    try:
        facts, spool = services.read_upload(batch, saved)
    except reading.Refused as refused:
        with run.step():
            services.refuse(by=run.actor, batch=batch, refused=refused)
        return
    with run.step(done=1, total=1):
        services.keep_facts(by=run.actor, batch=batch, facts=facts, spool=spool)


@job(
    "imports.look_up",
    at_most=timedelta(hours=1),
    noun=_("rows"),
    label=_("Look up the people of a spreadsheet"),
)
def look_up(run: Run, *, batch_id: str) -> None:
    """Before Finish: who of the file may be somebody known. Nothing is written to anybody."""
    batch = _batch(run, batch_id)
    if batch.state == ImportBatch.State.READY and batch.matched_hash != batch.mapping_hash:
        engine.look_up(batch, by=run.actor, step=run.step)
    else:  # finished or decided anew meanwhile: nothing to look for, and nothing left to count
        with run.step(total=0):
            pass


@job(
    "imports.apply",
    at_most=timedelta(hours=6),
    noun=_("rows"),
    label=_("Import a spreadsheet"),
    links=_import_links,
)
def apply(run: Run, *, batch_id: str) -> None:
    batch = _batch(run, batch_id)
    try:
        with run.step():
            services.resumed(by=run.actor, batch=batch)
        counts = engine.apply(batch, by=run.actor, step=run.step)
    except Cancelled:
        with tenant(run.organization_id):
            services.stopped(by=run.actor, batch=batch)
        raise
    with run.step(done=sum(counts.values()), errors=counts["error"]):
        engine.finish(batch, by=run.actor, counts=counts)


@job("imports.tell", label=_("Count households and permissions"))
def tell(run: Run, *, batch_id: str) -> None:
    """For the report, once the rows are in: nobody waits for it."""
    batch = _batch(run, batch_id)
    with run.step():
        telling.keep(batch)


@job(
    "imports.undo",
    at_most=timedelta(hours=6),
    noun=_("people"),
    label=_("Undo an import"),
    links=_import_links,
)
def undo(run: Run, *, batch_id: str) -> None:
    batch, done = _batch(run, batch_id), run.done
    while True:
        with run.step() as step:
            count = services.undo_some(by=run.actor, batch=batch)
            done += count
            step.done = done
            if not count:
                services.undone(by=run.actor, batch=batch)
        if not count:
            return


@job("imports.export", at_most=timedelta(hours=1), noun=_("rows"), label=_("Write a file"), links=_file_links)
def export(run: Run, *, export_id: str) -> None:
    with tenant(run.organization_id):
        file = ExportFile.objects.visible_to(run.actor).get(pk=export_id)
    exporting.write(file, by=run.actor, step=run.step)


@job("imports.forget_files", label=_("Delete old files"))
def forget_files(run: Run) -> None:
    with run.step():
        services.forget_old_files(by=run.actor)


def _batch(run: Run, batch_id: str) -> ImportBatch:
    with tenant(run.organization_id):
        return ImportBatch.objects.visible_to(run.actor).get(pk=batch_id)
