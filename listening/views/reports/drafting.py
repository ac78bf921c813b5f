"""Writing a report-back: its parts, themes and words, and how it would look."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening import navigation
from listening.forms.reports import (
    ChooseThemesForm,
    NewReportForm,
    QuoteForm,
    ReportForm,
)
from listening.models import (
    Correction,
    ListeningProject,
    ReportBack,
    ReportEdition,
    ReportQuote,
    ReportSection,
    Theme,
    ThemeEvidence,
)
from listening.reports.freezing import LANGUAGES, freeze
from listening.reports.telling import told
from listening.services.reports import drafting, quoting
from listening.services.reports.linking import report_link
from listening.themes import reading
from listening.views.saving import form_page, saved

P = Permission


@allowed(P.CODE_NOTES)
def new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    form = NewReportForm(request.POST or None, initial={"title": project.name})
    if request.method == "POST" and (
        report := saved(
            form, lambda: drafting.make_report(by=request.actor, project=project, **form.cleaned_data)
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
        "quotes": reading.quotes(request.actor, report),
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
    return TemplateResponse(request, "listening/reports/report.html", context)


@allowed(P.CODE_NOTES)
def write(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    report = _report(request, report_id)
    initial = {name: getattr(report, name) for name in ("title", "title_es", "meets_at", "meets_where")}
    for row in ReportSection.objects.visible_to(request.actor).filter(report=report):
        initial |= {f"{row.key}_en": row.text, f"{row.key}_es": row.text_es}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form, lambda: drafting.write_report(by=request.actor, report=report, **form.values())
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:report", report.pk)
    return TemplateResponse(
        request,
        "listening/reports/report_write.html",
        {"report": report, "form": form},
        status=_status(request),
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
        lambda: drafting.choose_themes(by=request.actor, report=report, themes=form.cleaned_data["themes"]),
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
        (one for one in reading.quotes(request.actor, report) if one.excerpt.pk == excerpt_id), None
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
            quoting.drop_quote(by=request.actor, quote=known)
            toasts.toast(request, _("Left out."))
            return redirect("listening:report", report.pk)
        if saved(
            form,
            lambda: quoting.choose_quote(
                by=request.actor, report=report, theme=row.theme, excerpt=row.excerpt, **form.cleaned_data
            ),
        ):
            kept = ReportQuote.objects.visible_to(request.actor).select_related("excerpt")
            if "cover" in request.POST:
                n = quoting.cover_words(by=request.actor, quote=kept.get(report=report, excerpt=row.excerpt))
                toasts.toast(request, _("Words covered: %(n)d.") % {"n": n})
                return redirect("listening:report_quote", report.pk, excerpt_id)
            toasts.toast(request, _("Saved."))
            return redirect("listening:report", report.pk)
    context = {"report": report, "one": candidate, "shown": shown, "form": form, "known": known}
    return TemplateResponse(request, "listening/reports/report_quote.html", context, status=_status(request))


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
    return render(
        request, "listening/reports/told.html", {"told": page, "preview": report, "chart": page.chart}
    )


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
