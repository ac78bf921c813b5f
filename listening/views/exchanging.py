"""Screens of exchange: bring codings in, see what came of it, take it back; and where files go out."""

import dataclasses
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.queue.models import Job
from crm.queue.progress import progress_of
from crm.ui import toasts
from crm.ui.progress import Progress
from listening.exchange.sentences import refusal
from listening.forms.exchanging import ExchangeForm
from listening.models import Codebook, ExchangeFile, ListeningProject
from listening.services.exchange import exchanging

COUNTS = {
    "codes": gettext_lazy("codes came new"),
    "codes_known": gettext_lazy("codes were there"),
    "texts": gettext_lazy("texts came new"),
    "texts_known": gettext_lazy("texts were there"),
    "texts_unread": gettext_lazy("sources are no plain text and were left out"),
    "texts_empty": gettext_lazy("texts were empty"),
    "codings": gettext_lazy("codings came new"),
    "codings_known": gettext_lazy("codings were there"),
    "codings_alike": gettext_lazy("codings said what the same coder had said"),
    "codings_without_code": gettext_lazy("codings name a code that is not in the file"),
    "codings_of_other_words": gettext_lazy("codings stand on words that the note no longer has"),
    "taken_back": gettext_lazy("were taken back"),
    "kept": gettext_lazy("stayed: somebody has built upon them since"),
}


@allowed(Permission.CODE_NOTES)
def exchange(request: HttpRequest) -> HttpResponse:
    """In and out."""
    asked = request.method == "POST"
    form = ExchangeForm(
        request.POST if asked else None, request.FILES if asked else None, actor=request.actor
    )
    if asked and form.is_valid():
        values = form.cleaned_data
        try:
            made = exchanging.bring_in(by=request.actor, name=values["file"].name, **values)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("listening:exchange_file", made.pk)
    files = ExchangeFile.objects.visible_to(request.actor).order_by("-created_at", "-pk")
    context = {
        "form": form,
        "files": files[:20],
        "projects": ListeningProject.objects.visible_to(request.actor).order_by("-starts_on", "-pk")[:50],
        "books": Codebook.objects.visible_to(request.actor).kept().order_by("name", "pk")[:50],
        "may_export": request.actor.can(Permission.EXPORT),
    }
    return TemplateResponse(
        request, "listening/exchange/exchange.html", context, status=422 if form.errors else 200
    )


@require_safe
@allowed(Permission.CODE_NOTES)
def exchange_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    file = _file(request, file_id)
    context = {
        "file": file,
        "panel": _progress(request, file),
        "refusal": refusal(file.refusal) if file.refusal else "",
        "counts": [(file.counts[key], words) for key, words in COUNTS.items() if file.counts.get(key)],
        "may_undo": exchanging.may_undo_exchange(file),
    }
    return TemplateResponse(request, "listening/exchange/exchange_file.html", context)


@require_safe
@allowed(Permission.CODE_NOTES)
def exchange_panel(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """While the job runs. Then the whole page, which says what came of it."""
    file = _file(request, file_id)
    panel = _progress(request, file)
    answer = TemplateResponse(request, "ui/_job.html", {"job": panel, "id": "exchange-job"})
    if panel is None or panel.finished:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@allowed(Permission.CODE_NOTES)
def exchange_undo(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    file = _file(request, file_id)
    try:
        exchanging.ask_undo_exchange(by=request.actor, file=file)
    except DomainError as error:
        toasts.toast(request, str(error))
    else:
        toasts.toast(request, _("Taking it back."))
    return redirect("listening:exchange_file", file.pk)


def _file(request: HttpRequest, file_id: uuid.UUID) -> ExchangeFile:
    files = ExchangeFile.objects.visible_to(request.actor).select_related("codebook", "project", "session")
    return get_object_or_404(files, pk=file_id)


def _progress(request: HttpRequest, file: ExchangeFile) -> Progress | None:
    job = Job.objects.visible_to(request.actor).filter(pk=file.job_id).first()
    if job is None:
        return None
    shown = progress_of(job, request.actor)
    return dataclasses.replace(
        shown, poll_url=reverse("listening:exchange_panel", args=[file.pk]), result_url="", result_label=""
    )
