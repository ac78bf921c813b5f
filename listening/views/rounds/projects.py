"""Rounds of listening: the room's home, a project, and the forms that shape it."""

import datetime
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening import navigation
from listening.forms.projects import (
    CONSENT_EN,
    CONSENT_ES,
    ConsentTextForm,
    ProjectForm,
    StaffForm,
    TargetForm,
    TeamForm,
)
from listening.models import CoverageTarget, ListeningProject, ListeningSession, ProjectMember
from listening.notes import reading
from listening.rounds import reading as rounds
from listening.services.rounds import projects, reaching
from listening.standing import coverage
from listening.views.saving import form_page, saved

FIRST_WEEKS = datetime.timedelta(weeks=6)
PROMISE = datetime.timedelta(weeks=10)


@allowed(Permission.VIEW_OVERVIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Projects first; below them what waits and what comes. Whoever reads no notes is led to where the rounds stand."""
    actor, now = request.actor, timezone.now()
    if not actor.can(Permission.VIEW_NOTES):
        return redirect("listening:standing")
    found = list(rounds.projects(actor))
    for project in found:
        project.heard = coverage.heard(actor, project, coverage.voices(actor, project))
        project.clock = rounds.clock(project, project.heard, today=timezone.localdate())
    sessions = ListeningSession.objects.visible_to(actor).select_related("project", "facilitator__user")
    closed = [project for project in found if project.status == ListeningProject.Status.CLOSED]
    context = {
        "tabs": navigation.tabs(request, "projects"),
        "projects": [project for project in found if project not in closed],
        "closed": closed,
        "to_wrap_up": sessions.to_wrap_up(now=now).order_by("starts_at", "pk")[:5],
        "coming": sessions.coming(now=now).order_by("starts_at", "pk")[:5],
        "week": reading.week(actor, now=now),
        "can_manage": actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/rounds/home.html", context)


@allowed(Permission.VIEW_NOTES)
def detail(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    actor, project = request.actor, project_of(request, project_id)
    voices = coverage.voices(actor, project)
    heard = coverage.heard(actor, project, voices)
    rows = coverage.rows(actor, project, voices)
    steps = rounds.STEPS
    context = {
        "tabs": navigation.tabs(request, "projects"),
        "project": project,
        "heard": heard,
        "rows": rows,
        "goal": sum(row.target.goal_n for row in rows),
        "holes": sum(row.is_hole for row in rows),
        "clock": rounds.clock(project, heard, today=timezone.localdate()),
        "today": timezone.localdate(),
        "steps": [status.label for status in steps],
        "step": steps.index(project.status) + 1 if project.status in steps else len(steps) + 1,
        "following": _following(project),
        "sessions": rounds.sessions(actor, project)[:12],
        "team": rounds.team(actor, project),
        "teams": rounds.teams(actor, project),
        "consent": rounds.consent_text(actor, project),
        "places": [row.district for row in project.places.select_related("district").order_by("pk")],
        "can_manage": actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/rounds/project.html", context)


@allowed(Permission.MANAGE_LISTENING)
def new(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = {
        "starts_on": today,
        "ends_on": today + FIRST_WEEKS,
        "midpoint_on": today + FIRST_WEEKS / 2,
        "report_back_due_on": today + PROMISE,
        "languages": ["en", "es"],
        "lead": request.actor.membership_id,
    }
    form = ProjectForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and (
        project := saved(
            form,
            lambda: projects.create_project(
                by=request.actor, consent_en=CONSENT_EN, consent_es=CONSENT_ES, **form.values()
            ),
        )
    ):
        toasts.toast(request, _("Saved: %(title)s.") % {"title": project})
        return redirect("listening:project", project.pk)
    return form_page(
        request,
        _("Begin a round of listening"),
        form,
        back=reverse("listening:list"),
        kick=_("Listening"),
        act=_("Save this project"),
        lede=_("Promise a day on which people hear back. It stands on every page of the project."),
    )


@allowed(Permission.MANAGE_LISTENING)
def edit(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    form = ProjectForm(request.POST or None, actor=request.actor, project=project)
    if request.method == "POST" and saved(
        form, lambda: projects.edit_project(by=request.actor, project=project, **form.values())
    ):
        return _back(request, project)
    return _page(request, project, _("Edit the project"), form, act=_("Save the project"))


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def move(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    status = request.POST.get("status", "")
    if status in ListeningProject.Status.values:
        projects.move_project(by=request.actor, project=project, status=status)
        toasts.toast(
            request, _("The project is now: %(state)s.") % {"state": ListeningProject.Status(status).label}
        )
    return redirect("listening:project", project.pk)


@allowed(Permission.MANAGE_LISTENING)
def consent_text(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    last = rounds.consent_text(request.actor, project)
    initial = {"en": last.en if last else CONSENT_EN, "es": last.es if last else CONSENT_ES}
    form = ConsentTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form, lambda: projects.write_consent_text(by=request.actor, project=project, **form.cleaned_data)
    ):
        return _back(request, project)
    return _page(
        request,
        project,
        _("What listeners read aloud"),
        form,
        act=_("Save as the next version"),
        lede=_("Every answer keeps the version that was read. Earlier versions stay."),
    )


@allowed(Permission.MANAGE_LISTENING)
def target_new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    return _target(request, project_of(request, project_id), None)


@allowed(Permission.MANAGE_LISTENING)
def target(request: HttpRequest, project_id: uuid.UUID, target_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    rows = CoverageTarget.objects.visible_to(request.actor).filter(project=project)
    return _target(
        request, project, get_object_or_404(rows.select_related("district", "school"), pk=target_id)
    )


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def target_remove(request: HttpRequest, project_id: uuid.UUID, target_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    rows = CoverageTarget.objects.visible_to(request.actor).filter(project=project).select_related("project")
    reaching.remove_target(by=request.actor, target=get_object_or_404(rows, pk=target_id))
    toasts.toast(request, _("The target is gone."))
    return redirect("listening:project", project.pk)


@allowed(Permission.MANAGE_LISTENING)
def staff(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Who decides, listens and codes; one more by the form below."""
    project = project_of(request, project_id)
    form = StaffForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and saved(
        form, lambda: projects.add_member(by=request.actor, project=project, **form.cleaned_data)
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:project_staff", project.pk)
    return form_page(
        request,
        _("Who works on it"),
        form,
        template="listening/rounds/staff.html",
        project=project,
        team=rounds.team(request.actor, project),
    )


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def staff_remove(request: HttpRequest, project_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    rows = ProjectMember.objects.visible_to(request.actor).filter(project_id=project_id)
    projects.remove_member(by=request.actor, row=get_object_or_404(rows.select_related("project"), pk=row_id))
    return redirect("listening:project_staff", project_id)


@allowed(Permission.MANAGE_LISTENING)
def team_new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    form = TeamForm(request.POST or None, people=rounds.met_in(request.actor, project))
    if request.method == "POST" and saved(
        form, lambda: reaching.form_team(by=request.actor, project=project, **form.cleaned_data)
    ):
        return _back(request, project)
    return _page(request, project, _("A team that follows"), form, act=_("Save this team"))


def project_of(request: HttpRequest, project_id: uuid.UUID) -> ListeningProject:
    found = ListeningProject.objects.visible_to(request.actor).select_related("guide", "lead__user")
    return get_object_or_404(found, pk=project_id)


def _target(request: HttpRequest, project: ListeningProject, row: CoverageTarget | None) -> HttpResponse:
    form = TargetForm(request.POST or None, target=row)
    if request.method == "POST" and saved(
        form, lambda: reaching.set_target(by=request.actor, project=project, target=row, **form.cleaned_data)
    ):
        return _back(request, project)
    return _page(
        request,
        project,
        _("Whom we want to hear"),
        form,
        act=_("Save this target"),
        remove=_("Remove this target"),
        remove_url=reverse("listening:target_remove", args=[project.pk, row.pk]) if row else "",
    )


def _page(request: HttpRequest, project: ListeningProject, title: str, form, **context) -> HttpResponse:
    back = reverse("listening:project", args=[project.pk])
    return form_page(request, title, form, back=back, kick=str(project), **context)


def _back(request: HttpRequest, project: ListeningProject) -> HttpResponse:
    toasts.toast(request, _("Saved."))
    return redirect("listening:project", project.pk)


def _following(project: ListeningProject) -> ListeningProject.Status | None:
    states = list(ListeningProject.Status)
    here = states.index(ListeningProject.Status(project.status))
    return states[here + 1] if here + 1 < len(states) else None
