"""On the project's page: ways to who was not heard, the practices and the votes."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from crm.access.roles import Permission
from crm.ui import panels
from listening.models import ListeningProject
from listening.standing import assessing, voting


def of_project(request: HttpRequest, *, project: ListeningProject) -> str:
    if not request.actor.can(Permission.VIEW_OVERVIEW):
        return ""
    rated = assessing.assessments(request.actor, project)
    context = {
        "project": project,
        "rated": rated[0] if rated else None,
        "votes": voting.votes(request.actor, project),
        "can_manage": request.actor.can(Permission.MANAGE_LISTENING),
    }
    return render_to_string("listening/standing/_standing_panel.html", context, request=request)


panels.add("listening.project.side", "listening.standing", of_project, order=20)
