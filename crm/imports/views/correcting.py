"""One row of a file, written over by hand before anything of it is written."""

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import mapping, reading, services, storage
from crm.imports.forms import RowForm
from crm.imports.models import ImportBatch
from crm.imports.views.batches import State, address, of, steps_of


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.IMPORT)
def row(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The line is in the address, as `?line=12`."""
    batch = of(request, batch_id)
    if batch.state != State.READY:
        return redirect(address(batch))
    asked = request.GET.get("line", "")
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    line = int(asked)
    cells = _cells(batch, line)
    corrected = batch.mapping.get("corrections", {}).get(str(line), {})
    headers = [column["header"] for column in batch.mapping["columns"] if column["field"]]
    form = RowForm(request.POST or None, headers=headers, cells=cells, corrected=corrected)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.correct(by=request.actor, batch=batch, line=line, cells=form.changed())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:check", batch_id=batch.pk)
    context = {
        "batch": batch,
        "steps": steps_of(batch, 4),
        "current": 4,
        "line": line,
        "form": form,
        "is_changed": bool(corrected),
    }
    return render(request, "imports/row.html", context, status=422 if form.errors else 200)


def _cells(batch: ImportBatch, line: int) -> dict[str, str]:
    plan = mapping.plan_of(batch.mapping, batch.options)
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
    found = next(reading.rows(spool, start_row=line, table=plan.table), None)
    if found is None or found.line != line:
        raise Http404
    return found.values
