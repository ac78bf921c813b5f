"""A joint project: the file for partners, and joining by it."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.services.rounds import joining
from listening.views.rounds.projects import project_of
from listening.views.saving import form_page


class JoinForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file that a partner gave you"),
        help_text=gettext_lazy(
            "It brings the guide and the consent text. Your people and notes stay with you."
        ),
        widget=forms.ClearableFileInput({"accept": ".json,application/json"}),
    )


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def invite(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = project_of(request, project_id)
    try:
        content = joining.invite_partners(by=request.actor, project=project)
    except DomainError as error:
        toasts.toast(request, str(error))
        return redirect("listening:project", project.pk)
    response = HttpResponse(content, content_type="application/json")
    name = slugify(project.name) or "project"
    response["Content-Disposition"] = f'attachment; filename="earshot-{name}.json"'
    return response


@allowed(Permission.MANAGE_LISTENING)
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(joining.LARGEST_INVITATION + 1)
        try:
            invitation = joining.read_invitation(content)
            project = joining.join_project(by=request.actor, invitation=invitation)
        except DomainError as error:
            form.add_error("file", error.sentence)
        else:
            toasts.toast(request, _("Joined. Say now whom you want to hear."))
            return redirect("listening:project", project.pk)
    return form_page(
        request,
        _("Join a project of partners"),
        form,
        template="listening/rounds/join.html",
        back=reverse("listening:list"),
        kick=_("Listening"),
        act=_("Join this project"),
    )
