"""Sessions: the list, one of them, planned, moved, cancelled."""

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
from crm.ui.paging import keyset
from listening import navigation
from listening.feed import items_of
from listening.forms.sessions import SessionForm
from listening.models import ListeningProject, ListeningSession, Note, SessionRole
from listening.notes import reading
from listening.services.sessions import planning, signing_in
from listening.views.saving import form_page, saved
from tasks.views.calendars import ics_file


@allowed(Permission.VIEW_NOTES)
def session_list(request: HttpRequest) -> HttpResponse:
    sessions = ListeningSession.objects.visible_to(request.actor).not_cancelled()
    kind, project = request.GET.get("kind", ""), _asked_for(request)
    if kind == "talks":
        sessions = sessions.filter(kind__in=reading.TALKS)
    elif kind != "all":
        sessions = sessions.exclude(kind__in=reading.TALKS)
    if project:
        sessions = sessions.filter(project=project)
    page = keyset(
        sessions.select_related("facilitator__user", "district"),
        request,
        sorts={"when": ("-starts_at", "-pk")},
        default="when",
    )
    rest = f"&project={project.pk}" if project else ""
    tabs = [
        {"label": label, "url": f"?kind={key}{rest}", "current": key == (kind or "sessions")}
        for key, label in (("sessions", _("Sessions")), ("talks", _("Talks")), ("all", _("All")))
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "project": project,
        "room": navigation.tabs(request, "sessions"),
        "week": reading.week(request.actor, now=timezone.now()),
        "can_manage": request.actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/sessions/sessions.html", context)


@allowed(Permission.VIEW_NOTES)
def session_detail(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    actor, session = request.actor, session_of(request, session_id)
    notes = reading.notes_with_words(
        Note.objects.visible_to(actor).filter(session=session), actor, purpose="session page"
    )
    participants = reading.participants(actor, session)
    people = {row.pk: row.person for row in participants}
    for note in notes:
        note.person = people.get(note.participant_id)
    roles = SessionRole.objects.visible_to(actor).filter(session=session).select_related("member__user")
    may_manage = actor.can(Permission.MANAGE_LISTENING)
    context = {
        "session": session,
        "is_talk": session.kind in reading.TALKS,
        "notes": notes,
        "participants": participants,
        "yeses": sum(row.answer == "yes" for row in participants),
        "roles": [(row.get_role_display(), _who(row, people)) for row in roles.order_by("role", "pk")],
        "attempt": session.attempts.select_related("by__user").first(),
        "can_manage": may_manage,
        "can_cancel": may_manage and session.status in ("planned", "held") and not notes,
        "can_thank": may_manage and session.is_over and any(row.person for row in participants),
        "can_unseal": actor.can(Permission.VIEW_RESTRICTED),
        "sign_in_open": signing_in.sign_in_open(actor, session, now=timezone.now()),
    }
    return TemplateResponse(request, "listening/sessions/session.html", context)


@allowed(Permission.VIEW_NOTES)
def session_file(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    return ics_file(items_of([session_of(request, session_id)], request.actor.time_zone)[0], "session")


@allowed(Permission.MANAGE_LISTENING)
def plan(request: HttpRequest) -> HttpResponse:
    project = _asked_for(request)
    initial = {"project": project.pk, "language": (project.languages or ["en"])[0]} if project else {}
    initial.setdefault("kind", ListeningSession.Kind.HOUSE_MEETING)
    form = SessionForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and (
        session := saved(form, lambda: planning.plan_session(by=request.actor, **form.values()))
    ):
        _staff(request, session, form)
        toasts.toast(request, _("Saved: %(title)s.") % {"title": session})
        return redirect("listening:session", session.pk)
    back = reverse("listening:project", args=[project.pk]) if project else reverse("listening:sessions")
    return form_page(
        request,
        _("Plan a session"),
        form,
        template="listening/sessions/plan.html",
        back=back,
        kick=str(project) if project else _("Sessions"),
        act=_("Save this session"),
    )


@allowed(Permission.MANAGE_LISTENING)
def edit(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Moving it is changing its day: whoever is expected is told by its reminders."""
    session = session_of(request, session_id)
    form = SessionForm(request.POST or None, actor=request.actor, session=session)
    if request.method == "POST" and saved(
        form, lambda: planning.edit_session(by=request.actor, session=session, **form.values())
    ):
        _staff(request, session, form)
        toasts.toast(request, _("Saved: %(title)s.") % {"title": form.cleaned_data["title"]})
        return redirect("listening:session", session.pk)
    return form_page(
        request,
        _("Change the session"),
        form,
        template="listening/sessions/plan.html",
        back=reverse("listening:session", args=[session.pk]),
        kick=str(session),
        act=_("Save the session"),
    )


@allowed(Permission.MANAGE_LISTENING)
def cancel(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = session_of(request, session_id)
    back = reverse("listening:session", args=[session.pk])
    if request.method == "POST":
        try:
            planning.cancel_session(by=request.actor, session=session)
        except planning.HasNotes as error:
            toasts.toast(request, str(error))
        else:
            undo = reverse("listening:session_restore", args=[session.pk])
            toasts.toast(request, _("Cancelled."), undo=undo)
        return redirect(back)
    context = {
        "question": _("Cancel %(name)s?") % {"name": session},
        "happens": _("Whoever is expected gets the news by its reminders, and what waits is called off."),
        "stays": _("Who was expected stays on record. You can take it back."),
        "act": _("Cancel the session"),
        "cancel": _("Keep it"),
        "cancel_url": back,
        "danger": True,
    }
    return TemplateResponse(request, "ui/confirm.html", context)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def restore(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    planning.restore_session(by=request.actor, session=session_of(request, session_id))
    toasts.toast(request, _("The session is back."))
    return redirect("listening:session", session_id)


def session_of(request: HttpRequest, session_id: uuid.UUID) -> ListeningSession:
    sessions = ListeningSession.objects.visible_to(request.actor).select_related(
        "facilitator__user", "district", "school", "project", "guide"
    )
    return get_object_or_404(sessions, pk=session_id)


def _asked_for(request: HttpRequest) -> ListeningProject | None:
    try:
        key = uuid.UUID(request.GET.get("project", ""))
    except ValueError:
        return None
    return get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=key)


def _staff(request: HttpRequest, session: ListeningSession, form: SessionForm) -> None:
    """One member for each of the roles of the form; who had it before gives it up."""
    rows = SessionRole.objects.visible_to(request.actor).filter(session=session, member__isnull=False)
    for role, member in form.staff().items():
        for row in rows.filter(role=role).exclude(member=member).select_related("session"):
            planning.take_role(by=request.actor, row=row)
        if member:
            planning.give_role(by=request.actor, session=session, role=role, member=member)


def _who(row: SessionRole, people: dict) -> str:
    if row.member:
        return str(row.member.user)
    person = people.get(row.participant_id)
    return person.display_name if person else row.participant.pseudonym
