"""A text file whose letters or columns were guessed wrong is read anew."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import rereading, storage
from crm.imports.forms import ReadingForm
from crm.imports.views.batches import address, of, steps_of


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.IMPORT)
def otherwise(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    batch = of(request, batch_id)
    if not rereading.may_read_otherwise(batch):
        return redirect(address(batch))
    chosen = batch.facts.get("chosen", {})
    form = ReadingForm(
        request.POST or None,
        path=storage.upload_of(batch.organization_id, batch.pk),
        encoding=batch.facts.get("encoding") or chosen.get("encoding", ""),
        delimiter=batch.facts.get("delimiter") or chosen.get("delimiter", ","),
    )
    if request.method == "POST" and form.is_valid():
        try:
            rereading.read_otherwise(by=request.actor, batch=batch, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch_id=batch.pk)
    context = {
        "batch": batch,
        "steps": steps_of(batch, 2),
        "current": 2,
        "form": form,
        "back": address(batch),
    }
    return render(request, "imports/otherwise.html", context, status=422 if form.errors else 200)
