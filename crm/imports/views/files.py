"""Files come in and are thrown away; the list of all that was brought."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.imports import reading, services
from crm.imports.forms import DropForm
from crm.imports.kinds import kinds
from crm.imports.missing import still_missing
from crm.imports.models import ImportBatch
from crm.imports.views.batches import PAGES, STEPS, address, of
from crm.ui.paging import keyset
from crm.ui.toasts import toast


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
        if batch.refusal:
            batch.said = reading.say(**batch.refusal)
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
