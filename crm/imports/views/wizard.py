"""Drop, what is it, columns, check. Until Finish nothing is written to anybody's record."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.access.actors import Actor
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import mapping, reading, report, rereading, reviewing, services, storage
from crm.imports.forms import ColumnsForm, DropForm, WhatForm
from crm.imports.kinds import Kind, followers, kind_of, kinds
from crm.imports.missing import still_missing, unanswered
from crm.imports.models import ImportBatch
from crm.imports.sentences import say
from crm.imports.views.batches import STEPS, State, address, of, steps_of
from crm.imports.views.people import looking
from crm.ui.paging import keyset
from crm.ui.toasts import toast

SHOWN, SAMPLES, TRIED, TOP, MANY_LEFT_OUT = 50, 3, 5_000, 6, 8
PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@allowed(Permission.IMPORT)
def start(request: HttpRequest) -> HttpResponse:
    form = DropForm(request.POST or None, request.FILES or None) if request.method == "POST" else DropForm()
    if request.method == "POST" and form.is_valid():
        made = [
            services.upload(by=request.actor, file=file, name=file.name, kind=kinds()[0].key)
            for file in form.cleaned_data["files"]
        ]
        if len(made) == 1:
            return redirect(address(made[0]))
        toast(request, _("%(n)s files are being read.") % {"n": len(made)})
        return redirect("imports:start")
    found = ImportBatch.objects.visible_to(request.actor).select_related("made_by__user")
    page = keyset(found, request, sorts={"new": ("-created_at", "-id")}, default="new", size=30)
    for batch in page.rows:
        batch.address, batch.can_undo, batch.said = address(batch), services.may_undo(batch), summary(batch)
        batch.missing = next(iter(still_missing(batch)), "")
    context = {
        "form": form,
        "page": page,
        "steps": STEPS,
        "limit_mb": reading.Limits().upload_bytes // (1 << 20),
    }
    return render(request, "imports/start.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGES)
@allowed(Permission.IMPORT)
def what(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if batch.state not in services.BEFORE_RUN:
        return redirect(address(batch))
    kind = kind_of(batch.kind)
    form = WhatForm(request.POST or None, batch=batch)
    initial = kind.options_form.initial_from(batch.options)
    options = kind.options_form(request.POST or None, actor=request.actor, batch=batch, initial=initial)
    for follower in followers(kind.key):
        options.fields |= follower.fields(request.actor, batch)
    if request.method == "POST" and form.is_valid() and options.is_valid():
        try:
            with transaction.atomic():
                services.decide_what(
                    by=request.actor, batch=batch, options=options.cleaned_data, **form.decided()
                )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("imports:columns", batch_id=batch.pk)
    spool = _spool(batch)
    context = {
        **_common(request.actor, batch, 2),
        "form": form,
        "options": options,
        "asked": [one for one in options if one.name not in kind.asked_last],
        "asked_last": [one for one in options if one.name in kind.asked_last],
        "top": _top(spool, batch.mapping["table"]),
        "header_lines": batch.mapping["table"]["header_lines"],
        "notes": [say(note["code"], note["params"]) for note in batch.facts["notes"]],
        "around": _around(batch.mapping["table"]),
        "others": _others(batch),
        "can_read_otherwise": rereading.may_read_otherwise(batch),
    }
    return render(request, "imports/what.html", context, status=422 if form.errors or options.errors else 200)


@require_http_methods(PAGES)
@allowed(Permission.IMPORT)
def columns(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if batch.state not in services.BEFORE_RUN:
        return redirect(address(batch))
    kind = kind_of(batch.kind)
    form = ColumnsForm(request.POST or None, batch=batch, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                batch = services.decide_columns(by=request.actor, batch=batch, columns=form.decided())
                if name := form.cleaned_data["remember"]:
                    services.save_mapping(by=request.actor, batch=batch, name=name)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:check", batch_id=batch.pk)
    plan = mapping.plan_of(batch.mapping, batch.options)
    sampled = reading.sample(_spool(batch), SAMPLES, plan.table)
    context = {
        **_common(request.actor, batch, 3),
        "form": form,
        **_folded(_lines(form, sampled)),
        "saved": batch.facts.get("saved_mapping", ""),
    }
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGES)
@allowed(Permission.IMPORT)
def check(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if batch.state != State.READY:
        return redirect(address(batch))
    trouble = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                services.start(
                    by=request.actor, batch=batch, mapping_hash=request.POST.get("mapping_hash", "")
                )
        except DomainError as error:
            trouble = str(error)
        else:
            return redirect("imports:detail", batch_id=batch.pk)
    kind = kind_of(batch.kind)
    context = {
        **_common(request.actor, batch, 4),
        **_preview(request, batch, kind),
        "trouble": trouble,
        "tally": reviewing.tally(request.actor, batch),
        "panel": looking(request, batch),
    }
    return render(request, "imports/check.html", context, status=422 if trouble else 200)


@require_http_methods(PAGES)
@allowed(Permission.IMPORT)
def discard(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if request.method == "POST":
        services.discard(by=request.actor, batch=batch)
        toast(request, _("The file is deleted. Nothing of it was written."))
        return redirect("imports:start")
    context = {
        "question": _("Delete this file?"),
        "happens": _("%(file)s goes. Nothing of it was written, so nobody changes.")
        % {"file": batch.file_name},
        "act": _("Delete the file"),
        "cancel": _("Keep it"),
        "cancel_url": address(batch),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def summary(batch: ImportBatch) -> str:
    """What became of it, in a few words."""
    counts = batch.counts
    said = [
        (counts.get("created", 0), ngettext("%(n)s new", "%(n)s new", counts.get("created", 0))),
        (counts.get("updated", 0), ngettext("%(n)s updated", "%(n)s updated", counts.get("updated", 0))),
        (
            counts.get("unchanged", 0),
            ngettext("%(n)s as before", "%(n)s as before", counts.get("unchanged", 0)),
        ),
        (counts.get("review", 0), ngettext("%(n)s to decide", "%(n)s to decide", counts.get("review", 0))),
        (counts.get("skipped", 0), ngettext("%(n)s left out", "%(n)s left out", counts.get("skipped", 0))),
        (
            counts.get("error", 0),
            ngettext("%(n)s with an error", "%(n)s with errors", counts.get("error", 0)),
        ),
    ]
    return ", ".join(words % {"n": f"{number:,}"} for number, words in said if number)


def _common(by: Actor, batch: ImportBatch, current: int) -> dict:
    again = ImportBatch.objects.visible_to(by).of_same_file(batch.sha256)
    before = again.exclude(pk=batch.pk).order_by("-finished_at").first()
    return {
        "batch": batch,
        "steps": steps_of(batch, current),
        "current": current,
        "answer_first": current > 2 and unanswered(batch),
        "before": before,
        "preset": batch.facts.get("preset", ""),
        "missing": still_missing(batch),
    }


def _others(batch: ImportBatch) -> int:
    """Tables with headings of their own that this import does not bring."""
    meant = (batch.mapping["table"]["sheet"], batch.mapping["table"]["first_line"])
    there = [(table["sheet"], table["first_line"]) for table in batch.facts["tables"] if table["rows"] > 1]
    return sum(1 for place in there if place != meant)


def _around(table: dict) -> list[str]:
    """Lines of the file that are no rows of the table."""
    lines = [*table.get("preamble", ()), *table.get("footers", ())]
    return [_("Row %(line)s: %(text)s") % {"line": one["line"], "text": one["text"][:80]} for one in lines]


def _top(spool: reading.Spool, table: dict) -> list[tuple[int, list[str]]]:
    """The headings and the first rows under them; what stands above is listed apart."""
    start = table["header_lines"][0] if table["header_lines"] else table["first_line"]
    return reading.top(spool, table["sheet"], TOP, start=start)


def _spool(batch: ImportBatch) -> reading.Spool:
    return reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))


def _lines(form: ColumnsForm, sampled: list[reading.Row]) -> list[dict]:
    """One line a column, ready to draw."""
    found = []
    for at, column in enumerate(form.columns):
        guessed = bool(column["field"]) and column["confidence"] < 0.95 and column["reason"] != "column.saved"
        found.append(
            {
                "header": column["header"],
                "samples": [
                    row.values[column["header"]] for row in sampled if row.values[column["header"]].strip()
                ],
                "field": form[f"field_{at}"],
                "policy": form[f"policy_{at}"],
                "rules": form[f"rules_{at}"] if f"rules_{at}" in form.fields else None,
                "examples": [p["examples"][0] for p in column.get("proposals", ()) if p["examples"]],
                "is_guess": guessed,
                "why": say(column["drop"] or column["reason"]),
                "is_open": not column["field"] and not column["drop"],
            }
        )
    return found


def _folded(lines: list[dict]) -> dict[str, list[dict]]:
    """Many columns that are left out fold away, so that those which say something about people stand together."""
    out = [line for line in lines if not line["field"].value() and not line["field"].errors]
    if len(out) < MANY_LEFT_OUT or len(out) == len(lines):
        return {"lines": lines, "folded": []}
    return {"lines": [line for line in lines if line not in out], "folded": out}


def _preview(request: HttpRequest, batch: ImportBatch, kind: Kind) -> dict:
    plan = mapping.plan_of(batch.mapping, batch.options)
    spool, by = _spool(batch), request.actor
    shown = kind.preview(batch, plan, by, reading.sample(spool, SHOWN, plan.table))
    tried = reading.sample(spool, TRIED, plan.table)
    names = kind.shown(by, {uuid.UUID(r["id"]) for row in shown.rows for r in row.reasons if "id" in r})
    for row in shown.rows:
        row.said = report.reasons_said(row.reasons, names, _("somebody we know"))
        for cell in row.cells:
            for mark in cell.marks:
                mark.why = say(mark.reason) if mark.reason else _("Cleaned up.")
    outcomes = [row.outcome for row in shown.rows]
    return {
        "preview": shown,
        "errors": kind.expected_errors(batch, plan, by, tried),
        "tried": len(tried),
        "guesses": sum(1 for row in shown.rows for cell in row.cells if cell.marks and not cell.is_wrong),
        "outcomes": {name: outcomes.count(name) for name in set(outcomes)},
        "shown_rows": len({row.line for row in shown.rows}),
        "left_out": [
            {"header": column["header"], "why": say(column["drop"] or column["reason"])}
            for column in batch.mapping["columns"]
            if not column["field"]
        ],
        "is_of_people": kind.key == kinds()[0].key,
    }
