"""Screen of who was not heard yet."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from listening.models import ListeningProject
from listening.standing.unheard import LANGUAGE, PLACE, RACE, unheard


@require_safe
@allowed(Permission.VIEW_OVERVIEW)
def of_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Heard beside wanted and beside enrolled. No filters: the shapes are fixed."""
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    seen = unheard(request.actor, project)
    titles = {
        PLACE: _("By school or district"),
        LANGUAGE: _("By language"),
        RACE: _("By race or ethnicity"),
    }
    context = {
        "project": project,
        "seen": seen,
        "matrices": [(titles[matrix.name], matrix) for matrix in seen.matrices],
        "can_import": request.actor.can(Permission.IMPORT),
        "reads_notes": request.actor.can(Permission.VIEW_NOTES),
    }
    return TemplateResponse(request, "listening/standing/unheard.html", context)
