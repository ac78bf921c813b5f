"""Themes: the board of a project, one claim with what speaks for and against it, findings."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import Organization
from crm.ui import toasts
from listening import navigation
from listening.forms.themes import FindingForm, ThemeForm
from listening.models import Excerpt, Finding, ListeningProject, ReportBack, Theme, ThemeEvidence
from listening.services import themes
from listening.themes import reading
from listening.themes.weighing import protected, weigh
from listening.views.saving import form_page, saved

P = Permission


@allowed(P.VIEW_NOTES)
def board(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    cards = reading.board(request.actor, project)
    context = {
        "tabs": navigation.tabs(request, "projects"),
        "project": project,
        "cards": cards,
        "confirmed": sum(card.theme.status == Theme.Status.CONFIRMED for card in cards),
        "reports": ReportBack.objects.visible_to(request.actor)
        .filter(project=project)
        .order_by("-created_at", "pk"),
        "can_code": request.actor.can(P.CODE_NOTES),
    }
    return TemplateResponse(request, "listening/themes/themes.html", context)


@allowed(P.CODE_NOTES)
def new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    form = ThemeForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and (
        theme := saved(
            form, lambda: themes.make_theme(by=request.actor, project=project, **form.cleaned_data)
        )
    ):
        return redirect("listening:theme", theme.pk)
    return form_page(
        request,
        _("A theme is a claim"),
        form,
        back=reverse("listening:themes", args=[project.pk]),
        kick=project,
        act=_("Save this theme"),
    )


@allowed(P.VIEW_NOTES)
def detail(request: HttpRequest, theme_id: uuid.UUID) -> HttpResponse:
    theme = _theme(request, theme_id)
    lines = reading.evidence(request.actor, theme)
    weight = weigh(request.actor, [theme])[theme.pk]
    if not request.actor.can(P.CODE_NOTES):
        threshold = Organization.objects.visible_to(request.actor).values_list("min_cell", flat=True).get()
        weight = protected(weight, threshold=threshold)
    context = {
        "tabs": navigation.tabs(request, "projects"),
        "theme": theme,
        "weight": weight,
        "supporting": [one for one in lines if one.evidence.side == ThemeEvidence.Side.SUPPORTING],
        "against": [one for one in lines if one.evidence.side == ThemeEvidence.Side.DISCONFIRMING],
        "codes": [row.code for row in theme.codes.select_related("code").order_by("code__position", "pk")],
        "findings": theme.findings.order_by("created_at", "pk"),
        "can_code": request.actor.can(P.CODE_NOTES),
    }
    return TemplateResponse(request, "listening/themes/theme.html", context)


@allowed(P.CODE_NOTES)
def edit(request: HttpRequest, theme_id: uuid.UUID) -> HttpResponse:
    theme = _theme(request, theme_id)
    initial = {name: getattr(theme, name) for name in ("claim", "claim_es", "title", "title_es")}
    initial["codes"] = [row.code_id for row in theme.codes.all()]
    form = ThemeForm(request.POST or None, actor=request.actor, theme=theme, initial=initial)
    if request.method == "POST" and saved(
        form, lambda: themes.change_theme(by=request.actor, theme=theme, **form.cleaned_data)
    ):
        toasts.toast(request, _("Saved: %(title)s.") % {"title": theme})
        return redirect("listening:theme", theme.pk)
    return form_page(
        request,
        _("Change this theme"),
        form,
        back=reverse("listening:theme", args=[theme.pk]),
        kick=theme,
        act=_("Save this theme"),
    )


@allowed(P.CODE_NOTES)
def evidence(request: HttpRequest, theme_id: uuid.UUID) -> HttpResponse:
    """Choose words for one side. The side comes with the address, so that it is never a guess."""
    theme = _theme(request, theme_id)
    side = request.POST.get("side") or request.GET.get("side", "")
    side = side if side in ThemeEvidence.Side.values else ThemeEvidence.Side.SUPPORTING
    if request.method == "POST":
        picked = Excerpt.objects.visible_to(request.actor).filter(
            pk__in=_ids(request.POST.getlist("excerpt"))
        )
        try:
            added = themes.add_evidence(
                by=request.actor,
                theme=theme,
                excerpts=list(picked.select_related("note__session")),
                side=side,
                remark=request.POST.get("remark", "")[:300],
            )
        except DomainError as error:
            toasts.toast(request, str(error))
        else:
            toasts.toast(request, _("Added: %(n)d.") % {"n": added})
        return redirect("listening:theme", theme.pk)
    text = request.GET.get("q", "")[:100]
    context = {
        "theme": theme,
        "side": ThemeEvidence.Side(side),
        "against": side == ThemeEvidence.Side.DISCONFIRMING,
        "candidates": reading.candidates(request.actor, theme, text=text),
        "text": text,
    }
    return TemplateResponse(request, "listening/themes/theme_evidence.html", context)


@allowed(P.CODE_NOTES)
@require_POST
def evidence_remove(request: HttpRequest, theme_id: uuid.UUID, evidence_id: uuid.UUID) -> HttpResponse:
    theme = _theme(request, theme_id)
    row = get_object_or_404(ThemeEvidence.objects.visible_to(request.actor), pk=evidence_id, theme=theme)
    themes.remove_evidence(by=request.actor, theme=theme, evidence=row)
    toasts.toast(request, _("Taken off this theme."))
    return redirect("listening:theme", theme.pk)


@allowed(P.CODE_NOTES)
@require_POST
def none_found(request: HttpRequest, theme_id: uuid.UUID) -> HttpResponse:
    theme = _theme(request, theme_id)
    themes.say_none_found(by=request.actor, theme=theme, words=request.POST.get("words", "")[:1000])
    toasts.toast(request, _("Saved."))
    return redirect("listening:theme", theme.pk)


@allowed(P.CODE_NOTES)
@require_POST
def state(request: HttpRequest, theme_id: uuid.UUID) -> HttpResponse:
    theme = _theme(request, theme_id)
    deeds = {
        "confirm": (themes.confirm_theme, _("Confirmed: %(title)s.")),
        "reopen": (themes.reopen_theme, _("A draft again: %(title)s.")),
        "retire": (themes.retire_theme, _("Retired: %(title)s.")),
    }
    deed, said = deeds.get(request.POST.get("deed", ""), deeds["reopen"])
    try:
        deed(by=request.actor, theme=theme)
    except DomainError as error:
        toasts.toast(request, str(error))
    else:
        toasts.toast(request, said % {"title": theme})
    return redirect("listening:theme", theme.pk)


@allowed(P.CODE_NOTES)
def finding_new(request: HttpRequest, theme_id: uuid.UUID) -> HttpResponse:
    return _finding(request, _theme(request, theme_id), None)


@allowed(P.CODE_NOTES)
def finding(request: HttpRequest, theme_id: uuid.UUID, finding_id: uuid.UUID) -> HttpResponse:
    theme = _theme(request, theme_id)
    return _finding(
        request,
        theme,
        get_object_or_404(Finding.objects.visible_to(request.actor), pk=finding_id, theme=theme),
    )


def _finding(request: HttpRequest, theme: Theme, known: Finding | None) -> HttpResponse:
    names = ("text", "text_es", "status", "remark")
    initial = {name: getattr(known, name) for name in names} if known else {"status": Finding.Status.DRAFT}
    form = FindingForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: themes.save_finding(by=request.actor, theme=theme, finding=known, **form.cleaned_data),
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:theme", theme.pk)
    return form_page(
        request,
        _("What we found"),
        form,
        back=reverse("listening:theme", args=[theme.pk]),
        kick=theme,
        act=_("Save this finding"),
    )


def _theme(request: HttpRequest, theme_id: uuid.UUID) -> Theme:
    return get_object_or_404(Theme.objects.visible_to(request.actor).select_related("project"), pk=theme_id)


def _ids(given: list[str]) -> list[uuid.UUID]:
    found = []
    for one in given[:200]:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found
