"""Taking a list out: say what for, wait, download. Nobody but the asker finds the file."""

import dataclasses
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import exporting, storage
from crm.imports.files import MEDIA_TYPES
from crm.imports.forms import ExportForm, LookForm
from crm.imports.kinds import kind_of
from crm.imports.layouts import OWN
from crm.imports.models import ExportFile
from crm.queue.models import Job
from crm.queue.progress import progress_of
from crm.ui.progress import Progress


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EXPORT)
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """The list's own filters come along in the address."""
    try:
        what = kind_of(kind)
    except LookupError:
        raise Http404 from None
    if not what.may_export(request.actor):
        raise PermissionDenied
    chosen = LookForm(request.POST or request.GET, actor=request.actor, kind=what)
    form = ExportForm(request.POST or None)
    filters = {
        name: values for name, values in request.GET.lists() if any(values) and name not in chosen.fields
    }
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                file = exporting.ask(
                    by=request.actor, kind=kind, filters=filters, **form.cleaned_data, **chosen.chosen
                )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("imports:file", file_id=file.pk)
    look = {name: chosen.chosen[name] for name in ("layout", "with_minors")}
    context = {
        "form": form,
        "kind": what,
        "chosen": chosen,
        "kept": [(name, value) for name, values in filters.items() for value in values],
        "look": what.look(request.actor, filters, **look),
        "is_filtered": bool(filters),
        "unread": what.unread(request.actor, request.GET),
    }
    return render(request, "imports/export.html", context, status=422 if form.errors else 200)


@require_safe
@allowed(Permission.EXPORT)
def file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    found = _mine(request, file_id)
    left_out = kind_of(found.kind).left_out(found.left_out)
    context = {"file": found, "panel": _progress(request, found), "left_out": left_out}
    return render(request, "imports/file.html", context)


@require_safe
@allowed(Permission.EXPORT)
def panel(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """While it is written. Then the whole page, which says what was left out."""
    found = _mine(request, file_id)
    answer = render(request, "ui/_job.html", {"job": _progress(request, found), "id": "export-job"})
    if found.state == ExportFile.State.DONE:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@allowed(Permission.EXPORT)
def download(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    found = _mine(request, file_id)
    path = storage.export_of(found.organization_id, found.pk)
    if found.state != ExportFile.State.DONE or not path.is_file():
        raise Http404
    of_whom = found.kind if found.layout == OWN else f"{found.kind}-{found.layout}"
    name = f"{of_whom}-{timezone.localtime(found.created_at):%Y-%m-%d}.{found.file_format}"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=MEDIA_TYPES[found.file_format]
    )


def _mine(request: HttpRequest, file_id: uuid.UUID) -> ExportFile:
    found = exporting.ready_for(request.actor, file_id)
    if found is None:
        raise Http404
    return found


def _progress(request: HttpRequest, found: ExportFile) -> Progress | None:
    job = Job.objects.visible_to(request.actor).filter(pk=found.job_id).first()
    if job is None:
        return None
    shown = progress_of(job, request.actor)
    is_done = found.state == ExportFile.State.DONE
    return dataclasses.replace(
        shown,
        poll_url=reverse("imports:file_panel", args=[found.pk]),
        result_url=reverse("imports:download", args=[found.pk]) if is_done else "",
        result_label=_("Download the file") if is_done else "",
    )
