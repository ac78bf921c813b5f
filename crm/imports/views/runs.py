"""A run while it works, its report, the rows to look at, and taking it back."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import afterwards, report, rereading, services, telling
from crm.imports.kinds import kind_of
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.reading import say as say_refusal
from crm.imports.sentences import say
from crm.imports.views.batches import NEXT, STEPS, WORKING, State, address, of, progress
from crm.queue import services as queue
from crm.queue.models import Job
from crm.ui.paging import keyset
from crm.ui.toasts import toast

LOOKED_AT = ("error", "review", "skipped")
UNDONE = ("kept", "failed", "reversed")


@require_safe
@allowed(Permission.IMPORT)
def detail(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if batch.state in NEXT:
        return redirect(address(batch))
    context = {
        "batch": batch,
        "steps": STEPS,
        "current": 1 if batch.state in (State.READING, State.FAILED) else 5,
    }
    if batch.state in WORKING:
        panel = progress(request, batch)
        if batch.state in WORKING:
            return render(request, "imports/working.html", {**context, "panel": panel})
        return redirect(address(batch))
    if batch.state == State.FAILED:
        return render(
            request,
            "imports/failed.html",
            {
                **context,
                "sentence": say_refusal(**batch.refusal),
                "can_read_otherwise": rereading.may_read_otherwise(batch),
            },
        )
    return render(request, "imports/report.html", {**context, **_report(request, batch)})


@require_safe
@allowed(Permission.IMPORT)
def panel(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Every two seconds; once the work is over, the page that comes next."""
    batch = of(request, batch_id)
    shown = progress(request, batch) if batch.state in WORKING else None
    if batch.state not in WORKING:
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": address(batch)})
        return redirect(address(batch))
    return render(request, "ui/_job.html", {"job": shown, "id": "import-job"})


@require_POST
@allowed(Permission.IMPORT)
def stop(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    job = Job.objects.visible_to(request.actor).filter(pk=batch.job_id).first()
    try:
        if job is not None:
            queue.cancel(job, by=request.actor)
            if job.state == Job.State.READY:
                services.stopped(by=request.actor, batch=batch)
    except DomainError as error:
        toast(request, str(error))
    return redirect("imports:detail", batch_id=batch.pk)


@require_POST
@allowed(Permission.IMPORT)
def go_on(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Work that was stopped or has failed goes on where it was."""
    batch = of(request, batch_id)
    try:
        services.go_on(by=request.actor, batch=batch)
    except DomainError as error:
        toast(request, str(error))
    return redirect("imports:detail", batch_id=batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.IMPORT)
def undo(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if request.method == "POST":
        try:
            services.ask_undo(by=request.actor, batch=batch)
        except DomainError as error:
            toast(request, str(error))
        return redirect("imports:detail", batch_id=batch.pk)
    created, updated = batch.counts.get("created", 0), batch.counts.get("updated", 0)
    context = {
        "question": _("Undo the import of %(file)s?") % {"file": batch.file_name},
        "happens": _undone(created, updated),
        "stays": _("Whoever was changed since stays as they are, and you get a list of them."),
        "act": _("Undo this import"),
        "cancel": _("Keep it"),
        "cancel_url": reverse("imports:detail", args=[batch.pk]),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


@require_safe
@allowed(Permission.IMPORT)
def rows(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """What became of single rows: those that need somebody, or all of one outcome."""
    batch = of(request, batch_id)
    found = ImportRow.objects.visible_to(request.actor).of_batch(batch.pk)
    chosen, told = request.GET.get("outcome", ""), request.GET.get("told", "")
    if told:
        found, chosen = telling.telling(found, batch, told), f"told={told}"
    elif chosen in UNDONE:
        found = found.filter(undo=chosen)
    elif chosen in ImportRow.Outcome.values:
        found = found.filter(outcome=chosen)
    else:
        found, chosen = found.filter(outcome__in=LOOKED_AT), ""
    page = keyset(found, request, sorts={"line": ("line", "part")}, default="line", size=100)
    kind = kind_of(batch.kind)
    names = kind.shown(request.actor, report.mentioned(page.rows))
    for row in page.rows:
        row.said = report.reasons_said(row.reasons, names, _("somebody we know"))
        row.who, row.who_url = names.get(row.object_id, ("", ""))
        row.cells = report.first_cells(row, batch)
        row.kept_because = say(row.undo_reason) if row.undo_reason else ""
    tabs = [
        {"label": label, "count": count, "url": f"?outcome={key}" if key else "?", "current": key == chosen}
        for key, label, count in _tabs(batch)
    ]
    telling_of = next((one for one in _told(batch) if one["key"] == told), None)
    context = {"batch": batch, "page": page, "tabs": tabs, "chosen": chosen, "told": telling_of}
    return render(request, "imports/rows.html", context)


@require_safe
@allowed(Permission.IMPORT)
def error_rows(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The rows that were not written, as a spreadsheet to mend and bring again."""
    batch = of(request, batch_id)
    found = ImportRow.objects.visible_to(request.actor).of_batch(batch.pk).filter(outcome="error", part=0)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    response.write("\ufeff")
    report.write_error_rows(batch, found.order_by("line"), response, _("What is wrong"))
    return response


@require_safe
@allowed(Permission.IMPORT)
def outcomes(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """What became of every row, and what an undo did, as a spreadsheet."""
    batch = of(request, batch_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="what-became-of-each-row.csv"'
    response.write("\ufeff")
    headings = [_("Row"), _("Who"), _("Outcome"), _("Why"), _("Undo"), _("Why kept")]
    report.write_outcomes(batch, request.actor, response, headings)
    return response


def _tabs(batch: ImportBatch) -> list[tuple[str, str, int | None]]:
    counts = batch.counts
    looked_at = sum(counts.get(name, 0) for name in LOOKED_AT)
    tabs: list[tuple[str, str, int | None]] = [("", _("To look at"), looked_at)]
    tabs += [(value, label, counts[value]) for value, label in ImportRow.Outcome.choices if counts.get(value)]
    if batch.state == State.UNDONE:
        tabs += [
            ("kept", _("Kept by the undo"), None),
            ("failed", _("Not taken back"), None),
            ("reversed", _("Taken back"), None),
        ]
    return tabs


def _told(batch: ImportBatch) -> list[dict]:
    """What the rows tell beside their outcomes, each with its rows."""
    told, rows = telling.told(batch), reverse("imports:rows", args=[batch.pk])
    return [
        {"key": one.key, "label": one.label, "count": told[one.key], "url": f"{rows}?told={one.key}"}
        for one in kind_of(batch.kind).tells
        if told.get(one.key)
    ]


def _report(request: HttpRequest, batch: ImportBatch) -> dict:
    found = ImportRow.objects.visible_to(request.actor).of_batch(batch.pk)
    address_of_rows = reverse("imports:rows", args=[batch.pk])
    stats = [
        {
            "label": label,
            "value": batch.counts.get(value, 0),
            "url": f"{address_of_rows}?outcome={value}" if batch.counts.get(value) else "",
        }
        for value, label in ImportRow.Outcome.choices
    ]
    seconds = (
        (batch.finished_at - batch.started_at).total_seconds()
        if batch.finished_at and batch.started_at
        else 0
    )
    written = sum(batch.counts.values())
    context = {
        "stats": stats,
        "rate": round(written / seconds) if seconds >= 3 else None,
        "seconds": round(seconds),
        "are_in": sum(batch.counts.get(name, 0) for name in ("created", "updated", "unchanged")),
        "told": _told(batch) if batch.state == State.DONE else [],
        "told_in_words": kind_of(batch.kind).told_in_words(telling.told(batch))
        if batch.state == State.DONE
        else [],
        "can_undo": services.may_undo(batch),
        "undo_until": batch.finished_at + services.UNDO_WITHIN if batch.finished_at else None,
        "errors": batch.counts.get("error", 0),
        "to_decide": batch.counts.get("review", 0) if afterwards.may_decide(batch) else 0,
        "has_raw": batch.file_gone_at is None,
        "can_go_on": batch.state == State.CANCELLED and written < batch.total,
    }
    if batch.state == State.UNDONE:
        context["reversed"] = found.filter(undo=ImportRow.Undo.REVERSED).count()
        context["kept"] = found.filter(undo=ImportRow.Undo.KEPT).count()
        context["failed"] = found.filter(undo=ImportRow.Undo.FAILED).count()
    return context


def _undone(created: int, updated: int) -> str:
    """Only what there is: nobody is told of nobody."""
    gone = ngettext("%(shown)s new person is deleted.", "%(shown)s new people are deleted.", created)
    back = ngettext(
        "%(shown)s person returns to what they were.", "%(shown)s people return to what they were.", updated
    )
    told = [(gone, created)] if created or not updated else []
    told += [(back, updated)] if updated else []
    return " ".join(said % {"shown": f"{n:,}"} for said, n in told)
