"""What is made of a project's codes, as a card on its page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from crm.access.roles import Permission
from crm.ui import panels
from listening.models import ListeningProject


def analysis(request: HttpRequest, *, project: ListeningProject) -> str:
    if not request.actor.can(Permission.VIEW_NOTES):
        return ""
    context = {"project": project, "may_exchange": request.actor.can(Permission.CODE_NOTES)}
    return render_to_string("listening/tables/_analysis_panel.html", context, request=request)


panels.add("listening.project.detail", "listening.analysis", analysis, order=50)
