"""Report-backs: writing, choosing words, publishing, editions with their files, what people set right."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening import navigation, services, theming
from listening.forms.reports import (
    AnswerForm,
    ChooseThemesForm,
    CorrectionForm,
    NewReportForm,
    QuoteForm,
    ReportForm,
)
from listening.models import (
    Correction,
    ListeningProject,
    ReportBack,
    ReportEdition,
    ReportFile,
    ReportQuote,
    ReportSection,
    Theme,
    ThemeEvidence,
)
from listening.reports.freezing import LANGUAGES, freeze
from listening.reports.telling import tell, told
from listening.services.linking import report_link
from listening.views.saving import form_page, saved

P = Permission


@allowed(P.CODE_NOTES)
def new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    form = NewReportForm(request.POST or None, initial={"title": project.name})
    if request.method == "POST" and (
        report := saved(
            form, lambda: services.make_report(by=request.actor, project=project, **form.cleaned_data)
        )
    ):
        return redirect("listening:report", report.pk)
    return form_page(
        request,
        _("Tell it back to those who spoke"),
        form,
        back=reverse("listening:themes", args=[project.pk]),
        kick=project,
        act=_("Begin the report-back"),
    )


@allowed(P.VIEW_NOTES)
def detail(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    editions = ReportEdition.objects.visible_to(request.actor).filter(report=report).order_by("-number")
    themes = Theme.objects.visible_to(request.actor).filter(reports__report=report)
    sections = {row.key: row for row in ReportSection.objects.visible_to(request.actor).filter(report=report)}
    context = {
        "tabs": navigation.tabs(request, "projects"),
        "report": report,
        "themes": themes.order_by("reports__position", "pk"),
        "unconfirmed": themes.exclude(status=Theme.Status.CONFIRMED).count(),
        "quotes": theming.quotes(request.actor, report),
        "parts": [
            (key.label, bool(row and row.text), bool(row and row.text_es))
            for key in ReportSection.Key
            for row in [sections.get(key.value)]
        ],
        "editions": editions.prefetch_related("files")[:12],
        "corrections": Correction.objects.visible_to(request.actor)
        .filter(report=report)
        .select_related("theme")
        .order_by("-said_on", "-pk"),
        "link": report_link(report) if report.status == ReportBack.Status.PUBLISHED else "",
        "can_code": request.actor.can(P.CODE_NOTES),
        "can_publish": request.actor.can(P.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/report.html", context)


@allowed(P.CODE_NOTES)
def write(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    initial = {name: getattr(report, name) for name in ("title", "title_es", "meets_at", "meets_where")}
    for row in ReportSection.objects.visible_to(request.actor).filter(report=report):
        initial |= {f"{row.key}_en": row.text, f"{row.key}_es": row.text_es}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form, lambda: services.write_report(by=request.actor, report=report, **form.values())
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:report", report.pk)
    return TemplateResponse(
        request, "listening/report_write.html", {"report": report, "form": form}, status=_status(request)
    )


@allowed(P.CODE_NOTES)
def themes(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    there = Theme.objects.visible_to(request.actor).filter(project=report.project).standing()
    chosen = [row.theme_id for row in report.themes.order_by("position", "pk")]
    form = ChooseThemesForm(
        request.POST or None, themes=there.order_by("position", "pk"), initial={"themes": chosen}
    )
    if request.method == "POST" and saved(
        form,
        lambda: services.choose_themes(by=request.actor, report=report, themes=form.cleaned_data["themes"]),
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:report", report.pk)
    return form_page(
        request,
        _("Which themes do you tell?"),
        form,
        back=reverse("listening:report", args=[report.pk]),
        kick=report,
        act=_("Save these themes"),
    )


@allowed(P.CODE_NOTES)
def quote(request: HttpRequest, report_id: uuid.UUID, excerpt_id: uuid.UUID) -> HttpResponse:
    """One quote: how it is signed, its translation, and the words that would tell who spoke."""
    report = _report(request, report_id)
    candidate = next(
        (one for one in theming.quotes(request.actor, report) if one.excerpt.pk == excerpt_id), None
    )
    rows = ThemeEvidence.objects.visible_to(request.actor).filter(theme__reports__report=report)
    row = get_object_or_404(rows.select_related("theme", "excerpt"), excerpt_id=excerpt_id)
    known = candidate.row if candidate else None
    shown = candidate.outside.shown if candidate else None
    words = sorted({*(shown.identifying if shown else ()), *(known.kept_words if known else ())})
    initial = {
        "signed_as": known.signed_as if known else candidate.outside.use if candidate else "",
        "translation_words": known.translation if known else "",
        "kept_words": known.kept_words if known else [],
    }
    form = QuoteForm(request.POST or None, words=words, initial=initial)
    if request.method == "POST":
        if "drop" in request.POST and known:
            services.drop_quote(by=request.actor, quote=known)
            toasts.toast(request, _("Left out."))
            return redirect("listening:report", report.pk)
        if saved(
            form,
            lambda: services.choose_quote(
                by=request.actor, report=report, theme=row.theme, excerpt=row.excerpt, **form.cleaned_data
            ),
        ):
            kept = ReportQuote.objects.visible_to(request.actor).select_related("excerpt")
            if "cover" in request.POST:
                n = services.cover_words(by=request.actor, quote=kept.get(report=report, excerpt=row.excerpt))
                toasts.toast(request, _("Words covered: %(n)d.") % {"n": n})
                return redirect("listening:report_quote", report.pk, excerpt_id)
            toasts.toast(request, _("Saved."))
            return redirect("listening:report", report.pk)
    context = {"report": report, "one": candidate, "shown": shown, "form": form, "known": known}
    return TemplateResponse(request, "listening/report_quote.html", context, status=_status(request))


@allowed(P.VIEW_NOTES)
@require_safe
def preview(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """As the public would see it if it were published now."""
    report = _report(request, report_id)
    language = request.GET.get("lang", "")
    language = language if language in LANGUAGES else (request.LANGUAGE_CODE or "en")[:2]
    frozen = freeze(request.actor, report, on=timezone.localdate())
    rows = ReportQuote.objects.visible_to(request.actor).filter(report=report).select_related("excerpt")
    page = told(
        request.actor, frozen, list(rows.order_by("position", "pk")), language, purpose="report-back preview"
    )
    page = _without_hidden(page)
    return render(request, "listening/told.html", {"told": page, "preview": report, "chart": page.chart})


@allowed(P.MANAGE_LISTENING)
def publish(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    if request.method == "POST":
        try:
            edition = services.publish_report(by=request.actor, report=report)
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
        services.close_report(by=request.actor, report=report)
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
    return TemplateResponse(request, "listening/edition.html", context)


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
        form, lambda: services.record_correction(by=request.actor, report=report, **form.cleaned_data)
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
        form, lambda: services.answer_correction(by=request.actor, correction=row, **form.cleaned_data)
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


def _without_hidden(page):
    """Before publishing, what may not be printed is simply not there."""
    for theme in page.themes:
        theme.quotes[:] = [one for one in theme.quotes if one.shown.is_shown]
    return page


def _report(request: HttpRequest, report_id: uuid.UUID) -> ReportBack:
    found = ReportBack.objects.visible_to(request.actor).select_related("project")
    return get_object_or_404(found, pk=report_id)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
