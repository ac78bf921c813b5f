"""What became of what was said: on the page of a session, of a project, of a person, and on Today."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from contacts.models import Contact
from crm.access.roles import Permission
from crm.ui import panels
from listening.models import ListeningProject, ListeningSession, ReportBack, SessionParticipant, Withdrawal
from listening.themes import reading


def became(request: HttpRequest, *, session: ListeningSession) -> str:
    """The promise to those who spoke there, and how far it is kept."""
    if not request.actor.can(Permission.VIEW_NOTES) or session.status == ListeningSession.Status.CANCELLED:
        return ""
    context = {"became": reading.became(request.actor, session), "session": session}
    return render_to_string("listening/reports/_became_panel.html", context, request=request)


def allowed_here(request: HttpRequest, *, session: ListeningSession) -> str:
    """For those who hold the consent forms: one line for each who took part."""
    if not request.actor.can(Permission.MANAGE_LISTENING):
        return ""
    rows = SessionParticipant.objects.visible_to(request.actor).filter(session=session)
    context = {"rows": list(rows.order_by("pseudonym", "pk")[:60])}
    return (
        render_to_string("listening/reports/_allowed_panel.html", context, request=request)
        if context["rows"]
        else ""
    )


def themes(request: HttpRequest, *, project: ListeningProject) -> str:
    if not request.actor.can(Permission.VIEW_NOTES):
        return ""
    cards = reading.board(request.actor, project)
    context = {
        "project": project,
        "cards": cards[:5],
        "more": max(0, len(cards) - 5),
        "reports": ReportBack.objects.visible_to(request.actor)
        .filter(project=project)
        .order_by("-created_at", "pk"),
        "can_code": request.actor.can(Permission.CODE_NOTES),
    }
    return render_to_string("listening/themes/_themes_panel.html", context, request=request)


def receipts(request: HttpRequest, *, contact: Contact) -> str:
    """Words this person took back, and where they had been given out."""
    if not request.actor.can(Permission.VIEW_NOTES):
        return ""
    rows = list(
        Withdrawal.objects.visible_to(request.actor).filter(contact=contact).order_by("-at", "-pk")[:5]
    )
    return (
        render_to_string("listening/reports/_receipts_panel.html", {"rows": rows}, request=request)
        if rows
        else ""
    )


panels.add("listening.session.side", "listening.became", became, order=10)
panels.add("listening.session.side", "listening.allowed", allowed_here, order=40)
panels.add("listening.project.detail", "listening.themes", themes, order=40)
panels.add("contacts.detail.side", "listening.receipts", receipts, order=60)
