"""Small forms about one thing of a person. Each has a page; htmx opens it in its section and gets the person back."""

import uuid
from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import ConsentForm, EndForm, ExternalIdForm, StakeForm, TagForm, refuse
from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ExternalId,
    Relationship,
    Tag,
)
from contacts.pages import person_page
from contacts.timeline import names_of, said
from contacts.views.person import of
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def add_stake(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    form = StakeForm(request.POST or None)
    return part(
        request,
        contact,
        form,
        title=_("Add a stake"),
        act=_("Add this stake"),
        done=_("Stake added."),
        deed=lambda: services.add_constituency(by=request.actor, contact=contact, **form.values()),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def end_stake(request: HttpRequest, contact_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    row = get_object_or_404(ConstituencyRow.objects.visible_to(request.actor), pk=row_id, contact=contact)
    form = EndForm(request.POST or None)
    return part(
        request,
        contact,
        form,
        title=_("%(stake)s no longer?") % {"stake": row.get_kind_display()},
        act=_("End this stake"),
        done=_("Stake ended. It stays as history."),
        deed=lambda: services.end_constituency(by=request.actor, row=row, on=form.cleaned_data["ends_on"]),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def add_external(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    form = ExternalIdForm(request.POST or None, auto_id="external_%s")
    return part(
        request,
        contact,
        form,
        title=_("Their number in another system"),
        act=_("Add it"),
        done=_("Added."),
        deed=lambda: services.add_external_id(by=request.actor, contact=contact, **form.cleaned_data),
    )


@require_http_methods(["POST"])
@allowed(Permission.EDIT_CONTACTS)
def remove_external(request: HttpRequest, contact_id: uuid.UUID, external_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    rows = ExternalId.objects.visible_to(request.actor).select_related("contact")
    services.remove_external_id(
        by=request.actor, row=get_object_or_404(rows, pk=external_id, contact=contact)
    )
    toast(request, _("Removed."))
    return redirect("contacts:detail", contact_id=contact.pk)


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def add_tag(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    form = TagForm(request.POST or None, actor=request.actor)

    def deed() -> None:
        tag = form.cleaned_data["tag"] or services.create_tag(
            by=request.actor, name=form.cleaned_data["name"]
        )
        services.tag_contacts(by=request.actor, contacts=[contact], tag=tag)

    return part(
        request, contact, form, title=_("Add a tag"), act=_("Add this tag"), done=_("Tagged."), deed=deed
    )


@require_http_methods(["POST"])
@allowed(Permission.EDIT_CONTACTS)
def remove_tag(request: HttpRequest, contact_id: uuid.UUID, tag_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    tag = get_object_or_404(Tag.objects.visible_to(request.actor), pk=tag_id)
    services.untag_contacts(by=request.actor, contacts=[contact], tag=tag)
    toast(request, _("Tag %(tag)s taken off.") % {"tag": tag.name})
    return redirect("contacts:detail", contact_id=contact.pk)


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def consent(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Record an answer; below it every answer so far, since lines are added and never changed."""
    contact = of(request, contact_id)
    links = Relationship.objects.visible_to(request.actor).filter(ends_on=None).guardians_of(contact.pk)
    guardians = Contact.objects.visible_to(request.actor).filter(pk__in=links.values("contact_id"))
    asked = {name: request.GET[name] for name in ("purpose", "value", "given_by") if name in request.GET}
    form = ConsentForm(
        request.POST or None,
        guardians=guardians.order_by("sort_name", "pk"),
        initial={"purpose": "text", **asked},
        auto_id="may_%s",
    )
    lines = ConsentEvent.objects.visible_to(request.actor).said_by(contact.pk).order_by("-at", "-pk")
    who = names_of(request.actor, {line.recorded_by_id for line in lines})
    history = [{"line": line, "how": said(line), "by": who.get(line.recorded_by_id, "")} for line in lines]
    return part(
        request,
        contact,
        form,
        title=_("What did they say?"),
        act=_("Save their answer"),
        done=_("Answer saved."),
        deed=lambda: services.record_consent(by=request.actor, contact=contact, **form.cleaned_data),
        history=history,
    )


def part(
    request: HttpRequest,
    contact: Contact,
    form: forms.Form,
    *,
    title: str,
    act: str,
    done: str,
    deed: Callable[[], object],
    extra: tuple[str, str] | None = None,
    names: dict[str, str] | None = None,
    history: list[dict] | None = None,
) -> HttpResponse:
    """Ask, do, and go back to the person: as a page, or inside the person's page."""
    if not sight(request.actor, contact).edit:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            deed()
        except DomainError as error:
            refuse(form, error, names=names)
        else:
            toast(request, done)
            return _back(request, contact)
    context = {
        "contact": contact,
        "form": form,
        "title": title,
        "act": act,
        "extra": extra,
        "history": history,
        "back": reverse("contacts:detail", args=[contact.pk]),
    }
    template = "contacts/_part.html" if request.htmx else "contacts/part.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _back(request: HttpRequest, contact: Contact) -> HttpResponse:
    if not request.htmx:
        return redirect("contacts:detail", contact_id=contact.pk)
    response = render(
        request,
        "contacts/_person.html",
        person_page(request.actor, of(request, contact.pk)) | {"swapped": True},
    )
    response["HX-Retarget"], response["HX-Reswap"] = "#person", "outerHTML"
    return response
