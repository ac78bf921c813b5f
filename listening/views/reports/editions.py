"""Giving a report-back out: publishing, its editions and files, and what people set right."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.reports import (
    AnswerForm,
    CorrectionForm,
)
from listening.models import (
    Correction,
    ReportBack,
    ReportEdition,
    ReportFile,
)
from listening.reports.freezing import LANGUAGES
from listening.reports.telling import tell
from listening.services.reports import drafting, publishing
from listening.views.saving import form_page, saved

P = Permission


@allowed(P.MANAGE_LISTENING)
def publish(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    if request.method == "POST":
        try:
            edition = publishing.publish_report(by=request.actor, report=report)
        except DomainError as error:
            toasts.toast(request, str(error))
            return redirect("listening:report", report.pk)
        toasts.toast(request, _("Edition %(n)d is out. Its files are being made.") % {"n": edition.number})
        return redirect("listening:edition", edition.pk)
    context = {
        "question": _("Publish “%(title)s”?") % {"title": report},
        "happens": _(
            "Its numbers are frozen, its page opens to everybody who has the link, its files are made."
        ),
        "stays": _("Words stay bound to what people allow: who takes theirs back is gone from it at once."),
        "act": _("Publish it"),
        "cancel_url": reverse("listening:report", args=[report.pk]),
    }
    return render(request, "ui/confirm.html", context)


@allowed(P.MANAGE_LISTENING)
def close(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    if request.method == "POST":
        publishing.close_report(by=request.actor, report=report)
        toasts.toast(request, _("Taken down."))
        return redirect("listening:report", report.pk)
    context = {
        "question": _("Take “%(title)s” down?") % {"title": report},
        "happens": _("Its page and its files are gone at once."),
        "stays": _("What was printed is out of our hands. You can publish it again."),
        "act": _("Take it down"),
        "danger": True,
        "cancel_url": reverse("listening:report", args=[report.pk]),
    }
    return render(request, "ui/confirm.html", context)


@allowed(P.VIEW_NOTES)
def edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    found = ReportEdition.objects.visible_to(request.actor).select_related("report")
    one = get_object_or_404(found, pk=edition_id)
    files = ReportFile.objects.visible_to(request.actor).filter(edition=one).defer("body")
    context = {
        "edition": one,
        "files": files.order_by("kind", "language"),
        "page": tell(request.actor, one, (request.LANGUAGE_CODE or "en")[:2], purpose="edition page"),
        "making": not one.revoked_at and files.count() < len(ReportFile.Kind) * len(LANGUAGES),
    }
    return TemplateResponse(request, "listening/reports/edition.html", context)


@allowed(P.VIEW_NOTES)
@require_safe
def edition_file(request: HttpRequest, edition_id: uuid.UUID, kind: str, language: str) -> HttpResponse:
    files = ReportFile.objects.visible_to(request.actor).select_related("edition__report")
    file = get_object_or_404(
        files, edition_id=edition_id, edition__revoked_at=None, kind=kind, language=language
    )
    return as_download(file)


@allowed(P.VIEW_NOTES)
def correction_new(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    form = CorrectionForm(request.POST or None, report=report)
    if request.method == "POST" and saved(
        form, lambda: drafting.record_correction(by=request.actor, report=report, **form.cleaned_data)
    ):
        toasts.toast(request, _("Written down."))
        return redirect("listening:report", report.pk)
    return form_page(
        request,
        _("Somebody sets something right"),
        form,
        back=reverse("listening:report", args=[report.pk]),
        kick=report,
        act=_("Write it down"),
    )


@allowed(P.CODE_NOTES)
def correction(request: HttpRequest, report_id: uuid.UUID, correction_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    found = Correction.objects.visible_to(request.actor).select_related("report")
    row = get_object_or_404(found, pk=correction_id, report=report)
    form = AnswerForm(request.POST or None, initial={"status": row.status, "answer": row.answer})
    if request.method == "POST" and saved(
        form, lambda: drafting.answer_correction(by=request.actor, correction=row, **form.cleaned_data)
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:report", report.pk)
    return form_page(
        request,
        _("What became of it?"),
        form,
        lede=row.text,
        back=reverse("listening:report", args=[report.pk]),
        kick=report,
        act=_("Save"),
    )


def as_download(file: ReportFile) -> HttpResponse:
    is_word = file.kind == ReportFile.Kind.DOCX
    kind = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        if is_word
        else "application/pdf"
    )
    name = f"report-back-{file.kind}-{file.language}-{file.edition.number}.{'docx' if is_word else 'pdf'}"
    response = HttpResponse(bytes(file.body), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _report(request: HttpRequest, report_id: uuid.UUID) -> ReportBack:
    found = ReportBack.objects.visible_to(request.actor).select_related("project")
    return get_object_or_404(found, pk=report_id)
