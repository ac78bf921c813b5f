"""Screens of the self-assessment by practices."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.assessing import AssessmentForm, SheetForm
from listening.gate import QuoteGate, Use
from listening.models import Excerpt, ListeningProject, PracticeAssessment, PracticeEvidence, PracticeSheet
from listening.services.standing.assessing import (
    add_sheet,
    begin_assessment,
    link_evidence,
    remove_sheet,
    unlink_evidence,
)
from listening.standing import assessing
from listening.standing.practices import BY_KEY, DOMAINS
from listening.views.saving import form_page, saved

CANDIDATES = 20


@require_safe
@allowed(Permission.VIEW_OVERVIEW)
def practices(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """The newest assessment, or the one that is asked for."""
    project = _project(request, project_id)
    found = assessing.assessments(request.actor, project)
    wanted = request.GET.get("of", "")
    chosen = next((one for one in found if str(one.pk) == wanted), found[0] if found else None)
    context = {
        "project": project,
        "found": found,
        "chosen": chosen,
        "scan": assessing.scan(request.actor, chosen, found) if chosen else None,
        "domains": [(name, [p for p in BY_KEY.values() if p.domain == key]) for key, name in DOMAINS.items()],
        "reads_notes": request.actor.can(Permission.VIEW_NOTES),
        "can_manage": request.actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/standing/practices.html", context)


@allowed(Permission.MANAGE_LISTENING)
def new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = _project(request, project_id)
    form = AssessmentForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and (
        made := saved(
            form,
            lambda: begin_assessment(
                by=request.actor,
                project=project,
                held_on=form.day(),
                today=timezone.localdate(),
                **form.place(),
            ),
        )
    ):
        return redirect("listening:practice_sheet", made.pk)
    return form_page(
        request,
        _("Rate the practices"),
        form,
        back=reverse("listening:practices", args=[project.pk]),
        kick=project.name,
        act=_("Begin with the first sheet"),
        lede=_(
            "Students, parents and educators each fill in their own sheet. That they differ is what you look for."
        ),
    )


@allowed(Permission.MANAGE_LISTENING)
def sheet(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """One sheet after the other, until they are all in."""
    assessment = _assessment(request, assessment_id)
    form = SheetForm(request.POST or None, initial={"client_uuid": uuid.uuid4()})
    if request.method == "POST" and saved(
        form,
        lambda: add_sheet(
            by=request.actor,
            assessment=assessment,
            constituency=form.cleaned_data["constituency"],
            people=form.cleaned_data["people"],
            client_uuid=form.cleaned_data["client_uuid"],
            ratings=form.ratings(),
        ),
    ):
        toasts.toast(request, _("The sheet is in."))
        again = request.POST.get("then") == "again"
        return (
            redirect("listening:practice_sheet", assessment.pk)
            if again
            else redirect(
                f"{reverse('listening:practices', args=[assessment.project_id])}?of={assessment.pk}"
            )
        )
    sheets = PracticeSheet.objects.visible_to(request.actor).filter(assessment=assessment)
    context = {
        "assessment": assessment,
        "project": assessment.project,
        "form": form,
        "sheets": sheets.order_by("entered_at", "pk"),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "listening/standing/practice_sheet.html", context, status=status)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def sheet_remove(request: HttpRequest, assessment_id: uuid.UUID, sheet_id: uuid.UUID) -> HttpResponse:
    sheets = PracticeSheet.objects.visible_to(request.actor).filter(assessment=assessment_id)
    remove_sheet(by=request.actor, sheet=get_object_or_404(sheets, pk=sheet_id))
    toasts.toast(request, _("The sheet is taken out."))
    return redirect("listening:practice_sheet", assessment_id)


@require_safe
@allowed(Permission.VIEW_NOTES)
def practice(request: HttpRequest, project_id: uuid.UUID, key: str) -> HttpResponse:
    """One practice: what it is, how its rating went through time, and what was heard about it."""
    project = _project(request, project_id)
    if key not in BY_KEY:
        raise Http404
    actor = request.actor
    rows = (
        PracticeEvidence.objects.visible_to(actor)
        .filter(project=project, practice=key, excerpt__in=Excerpt.objects.visible_to(actor))
        .select_related("excerpt__session", "excerpt__participant", "excerpt__version")
        .order_by("added_at", "pk")
    )
    used = [row.excerpt_id for row in rows]
    candidates = (
        Excerpt.objects.visible_to(actor)
        .filter(session__project=project, codings__code__framework=BY_KEY[key].framework)
        .filter(codings__undone_at=None)
        .exclude(pk__in=used)
        .select_related("session", "participant", "version")
        .distinct()
        .order_by("-created_at", "pk")[:CANDIDATES]
    )
    gate = QuoteGate(actor, use=Use.TEAM, purpose="practice")
    found = assessing.assessments(actor, project)
    scans = [assessing.scan(actor, one) for one in reversed(found)]
    context = {
        "project": project,
        "practice": BY_KEY[key],
        "domain": DOMAINS[BY_KEY[key].domain],
        "evidence": list(zip(rows, gate.show(row.excerpt for row in rows), strict=True)),
        "candidates": [one for one in gate.show(candidates) if one.is_shown],
        "trend": [
            (one.assessment, [(word, line.means[i]) for i, (word, _n) in enumerate(one.columns)])
            for one in scans
            for line in one.lines
            if line.practice.key == key
        ],
        "can_add": actor.can(Permission.CODE_NOTES),
    }
    return TemplateResponse(request, "listening/standing/practice.html", context)


@require_POST
@allowed(Permission.CODE_NOTES)
def evidence_add(request: HttpRequest, project_id: uuid.UUID, key: str) -> HttpResponse:
    project = _project(request, project_id)
    if key not in BY_KEY:
        raise Http404
    excerpts = Excerpt.objects.visible_to(request.actor).filter(session__project=project)
    excerpt = get_object_or_404(excerpts, pk=_id(request.POST.get("excerpt", "")))
    link_evidence(by=request.actor, project=project, practice=key, excerpt=excerpt)
    return redirect("listening:practice", project.pk, key)


@require_POST
@allowed(Permission.CODE_NOTES)
def evidence_remove(request: HttpRequest, project_id: uuid.UUID, evidence_id: uuid.UUID) -> HttpResponse:
    rows = PracticeEvidence.objects.visible_to(request.actor).filter(project=project_id)
    row = get_object_or_404(rows, pk=evidence_id)
    unlink_evidence(by=request.actor, evidence=row)
    return redirect("listening:practice", project_id, row.practice)


def _project(request: HttpRequest, project_id: uuid.UUID) -> ListeningProject:
    return get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)


def _assessment(request: HttpRequest, assessment_id: uuid.UUID) -> PracticeAssessment:
    rows = PracticeAssessment.objects.visible_to(request.actor).select_related(
        "project", "school", "district"
    )
    return get_object_or_404(rows, pk=assessment_id)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
