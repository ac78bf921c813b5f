"""Screen of all rounds, for whoever may see where they stand."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from listening.models import ListeningProject
from listening.standing import assessing, voting


@require_safe
@allowed(Permission.VIEW_OVERVIEW)
def of_all(request: HttpRequest) -> HttpResponse:
    """Ways to coverage, practices and votes, without anything that a note says."""
    rounds = []
    projects = ListeningProject.objects.visible_to(request.actor)
    for project in projects.order_by("-starts_on", "-pk"):
        rated = assessing.assessments(request.actor, project)
        rounds.append(
            {
                "project": project,
                "rated": rated[0] if rated else None,
                "votes": voting.votes(request.actor, project),
            }
        )
    context = {"rounds": rounds, "today": timezone.localdate()}
    return TemplateResponse(request, "listening/standing/rounds.html", context)
