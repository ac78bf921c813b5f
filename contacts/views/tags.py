"""The organization's tags: what they mean, how many wear them; rename, retire."""

import uuid

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import TagMergeForm, TagNameForm, refuse
from contacts.models import ContactTag, Tag
from contacts.timeline import history_of
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def tag_list(request: HttpRequest) -> HttpResponse:
    form = TagNameForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            tag = services.create_tag(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Tag %(tag)s is there to use.") % {"tag": tag.name})
            return redirect("contacts:tags")
    tags = Tag.objects.visible_to(request.actor).select_related("owner__user", "merged_into")
    tags = list(tags.order_by("name", "pk"))
    # Beside the tags, not joined to them: a third less work where 170,000 people wear them.
    links = ContactTag.objects.visible_to(request.actor).order_by().values_list("tag_id")
    worn = dict(links.annotate(worn=Count("contact_id")))
    for tag in tags:
        tag.worn = worn.get(tag.pk, 0)
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
    form = TagNameForm(
        request.POST or None,
        actor=request.actor,
        initial={"name": found.name, "meaning": found.meaning, "owner": found.owner_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_tag(by=request.actor, tag=found, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:tags")
    context = {"form": form, "tag": found, "history": history_of(request.actor, found)}
    return render(request, "contacts/tag.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def merge(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    """Another word for the same: all its people get the other tag. Can be taken apart again."""
    found = get_object_or_404(Tag.objects.visible_to(request.actor), pk=tag_id)
    form = TagMergeForm(request.POST or None, actor=request.actor, tag=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.merge_tags(by=request.actor, tag=found, into=form.cleaned_data["into"])
        except DomainError as error:
            refuse(form, error)
        else:
            names = {"tag": found.name, "into": form.cleaned_data["into"].name}
            undo = reverse("contacts:tag_restore", args=[found.pk])
            toast(request, _("%(tag)s is %(into)s now.") % names, undo=undo)
            return redirect("contacts:tags")
    context = {"form": form, "tag": found}
    return render(request, "contacts/tag_merge.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@allowed(Permission.EDIT_CONTACTS)
def restore(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    """Into use again, or out of the tag it was merged into."""
    found = get_object_or_404(Tag.objects.visible_to(request.actor), pk=tag_id)
    services.restore_tag(by=request.actor, tag=found)
    toast(request, _("Tag %(tag)s is there to use.") % {"tag": found.name})
    return redirect("contacts:tags")


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def retire(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Tag.objects.visible_to(request.actor), pk=tag_id)
    if request.method == "POST":
        services.retire_tag(by=request.actor, tag=found)
        toast(request, _("Tag %(tag)s is retired.") % {"tag": found.name})
        return redirect("contacts:tags")
    worn = ContactTag.objects.visible_to(request.actor).filter(tag=found).count()
    keeps = ngettext("%(n)s person has it and keeps it.", "%(n)s people have it and keep it.", worn)
    context = {
        "question": _("Retire the tag %(tag)s?") % {"tag": found.name},
        "happens": _("It is offered no longer."),
        "stays": keeps % {"n": worn} + " " + _("Adding a tag of this name brings it back."),
        "act": _("Retire it"),
        "danger": True,
        "cancel_url": reverse("contacts:tags"),
    }
    return render(request, "ui/confirm.html", context)
