"""What is it, and what is in each column. Until Finish nothing is written to anybody's record."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.access.actors import Actor
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import mapping, reading, rereading, services
from crm.imports.forms import ColumnsForm, WhatForm
from crm.imports.kinds import Kind, followers, kind_of
from crm.imports.models import ImportBatch
from crm.imports.sentences import say
from crm.imports.views.batches import PAGES, address, of, spool_of, standing

SAMPLES, TOP, MANY_LEFT_OUT, FEW_UNKNOWN = 3, 6, 8, 2


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
    spool, last = spool_of(batch), kind.asked_last | getattr(options, "in_rows", frozenset())
    context = {
        **standing(request.actor, batch, 2),
        "form": form,
        "options": options,
        "asked": [one for one in options if one.name not in last],
        "asked_last": [one for one in options if one.name in last],
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
                if keep := request.POST.get("questions", ""):
                    services.decide_questions(
                        by=request.actor, batch=batch, columns=form.decided(), keep=keep
                    )
                    return redirect("imports:columns", batch_id=batch.pk)
                batch = services.decide_columns(by=request.actor, batch=batch, columns=form.decided())
                if name := form.cleaned_data["remember"]:
                    services.save_mapping(by=request.actor, batch=batch, name=name)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:check", batch_id=batch.pk)
    plan = mapping.plan_of(batch.mapping, batch.options)
    sampled = reading.sample(spool_of(batch), SAMPLES, plan.table)
    context = {
        **standing(request.actor, batch, 3),
        "form": form,
        **_folded(_lines(form, sampled)),
        "saved": batch.facts.get("saved_mapping", ""),
        **_questions(request.actor, batch, kind),
    }
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


def _questions(by: Actor, batch: ImportBatch, kind: Kind) -> dict:
    """Columns whose headings nobody knows, and what can be done with all of them at once."""
    asked = services.open_questions(batch)
    chosen = {column["field"].partition("_")[0] for column in asked}
    can = {"note": "noted" in kind.columns(), "own": kind.may_keep_questions(by), "out": True}
    now = {"noted": "note", "custom": "own", "": "out"}
    kept = now.get(next(iter(chosen)), "") if len(chosen) == 1 else ""
    is_form = any(column["reason"] == "column.question" for column in asked)
    return {
        "questions": asked if can["note"] and (is_form or len(asked) >= FEW_UNKNOWN) else [],
        "is_form": is_form,
        "kept": kept,
        "can_keep": [way for way, may in can.items() if may and way != kept],
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
    found = reading.top(spool, table["sheet"], TOP, start=start)
    return [(line, cells) for line, cells in found if line <= table["last_line"]]


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
