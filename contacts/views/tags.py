"""The organization's tags: what they mean, how many wear them; rename, retire."""

import uuid

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import TagNameForm, refuse
from contacts.models import Tag
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def tag_list(request: HttpRequest) -> HttpResponse:
    form = TagNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tag = services.create_tag(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Tag %(tag)s is there to use.") % {"tag": tag.name})
            return redirect("contacts:tags")
    tags = Tag.objects.visible_to(request.actor).annotate(worn=Count("contact_links")).order_by("name", "pk")
    context = {
        "form": form,
        "tags": [tag for tag in tags if not tag.retired_at],
        "retired": [tag for tag in tags if tag.retired_at],
    }
    return render(request, "contacts/tags.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def tag(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Tag.objects.visible_to(request.actor), pk=tag_id)
    form = TagNameForm(request.POST or None, initial={"name": found.name, "meaning": found.meaning})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_tag(by=request.actor, tag=found, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:tags")
    return render(
        request, "contacts/tag.html", {"form": form, "tag": found}, status=422 if form.errors else 200
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def retire(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Tag.objects.visible_to(request.actor), pk=tag_id)
    if request.method == "POST":
        services.retire_tag(by=request.actor, tag=found)
        toast(request, _("Tag %(tag)s is retired.") % {"tag": found.name})
        return redirect("contacts:tags")
    context = {
        "question": _("Retire the tag %(tag)s?") % {"tag": found.name},
        "happens": _("It is offered no longer."),
        "stays": _("Whoever has it keeps it. Adding a tag of this name brings it back."),
        "act": _("Retire it"),
        "danger": True,
        "cancel_url": reverse("contacts:tags"),
    }
    return render(request, "ui/confirm.html", context)
