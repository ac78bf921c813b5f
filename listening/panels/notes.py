"""What notes show on the pages of sessions and projects."""

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from crm.access.roles import Permission
from crm.ui import panels
from listening.models import Attachment, ListeningProject, ListeningSession, Note, Transcript
from listening.notes import reading


def of_session(request: HttpRequest, *, session: ListeningSession) -> str:
    """Memos, files, and transcripts on their way."""
    actor = request.actor
    if not actor.can(Permission.VIEW_NOTES):
        return ""
    held = Q(
        note__session=session, held_at__isnull=False, purged_at=None
    )  # their notes show nothing any more
    files = Attachment.objects.visible_to(actor).filter(Q(session=session) | held)
    waiting = Transcript.objects.visible_to(actor).filter(session=session, state=Transcript.State.PREVIEW)
    context = {
        "session": session,
        "memos": reading.memos(actor, session=session),
        "files": files.order_by("added_at", "pk"),
        "waiting": waiting.order_by("at", "pk"),
        "can_add": actor.can(Permission.LOG_CONVERSATION),
        "can_change": actor.can(Permission.MANAGE_LISTENING),
        "can_manage": actor.can(Permission.MANAGE_LISTENING),
    }
    return render_to_string("listening/notes/_session_notes.html", context, request=request)


def of_project(request: HttpRequest, *, project: ListeningProject) -> str:
    """How much was written down, and the memos about the project."""
    actor = request.actor
    if not actor.can(Permission.VIEW_NOTES):
        return ""
    context = {
        "project": project,
        "notes": Note.objects.visible_to(actor).filter(session__project=project).count(),
        "memos": reading.memos(actor, project=project),
    }
    return render_to_string("listening/notes/_project_notes.html", context, request=request)


panels.add("listening.session.detail", "listening.notes", of_session, order=30)
panels.add("listening.project.detail", "listening.notes", of_project, order=30)
