"""The first rows as a run would write them, and the button that writes them all."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import mapping, reading, report, reviewing, services
from crm.imports.kinds import Kind, kind_of, kinds
from crm.imports.models import ImportBatch
from crm.imports.sentences import say
from crm.imports.views.batches import PAGES, State, address, of, spool_of, standing
from crm.imports.views.people import looking

SHOWN, TRIED = 50, 5_000


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
        **standing(request.actor, batch, 4),
        **_preview(request, batch, kind),
        "trouble": trouble,
        "tally": reviewing.tally(request.actor, batch),
        "panel": looking(request, batch),
    }
    return render(request, "imports/check.html", context, status=422 if trouble else 200)


def _preview(request: HttpRequest, batch: ImportBatch, kind: Kind) -> dict:
    plan = mapping.plan_of(batch.mapping, batch.options)
    spool, by = spool_of(batch), request.actor
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
