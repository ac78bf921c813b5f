"""One person: their page, editing, the bin and back."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts import races, services
from contacts.forms import EditForm, refuse
from contacts.models import Contact
from contacts.pages import person_page
from contacts.services.people import ContactChanged
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast


@require_safe
@allowed(Permission.VIEW_CONTACTS)
def detail(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """A record that was merged leads to the one that holds it now."""
    if kept := Contact.objects.visible_to(request.actor).holding(contact_id).first():
        toast(request, _("These were two records. Here they are one."))
        return redirect("contacts:detail", contact_id=kept.pk)
    return render(request, "contacts/detail.html", person_page(request.actor, of(request, contact_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def edit(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    seen = sight(request.actor, contact)
    form = EditForm(request.POST or None, instance=contact, actor=request.actor, seen=seen)
    theirs = []
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            with transaction.atomic():
                services.edit_contact(
                    by=request.actor, contact=contact, version=form.cleaned_data["version"], changes=changes
                )
                services.answer_fields(by=request.actor, contact=contact, answers=form.answers())
        except ContactChanged as stale:
            refuse(form, stale)
            theirs = both_values(form, stale.current, changes)
            form = _again(form, stale.current)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:detail", contact_id=contact.pk)
    context = {"form": form, "contact": contact, "theirs": theirs, "seen": seen}
    return render(request, "contacts/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def archive(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    if request.method == "POST":
        services.archive_contact(by=request.actor, contact=contact)
        undo = reverse("contacts:restore", args=[contact.pk])
        toast(request, _("%(name)s is in the bin.") % {"name": contact.display_name}, undo=undo)
        return redirect("contacts:list")
    question = _("Put %(name)s in the bin?") % {"name": contact.display_name}
    return _asked(
        request,
        contact,
        question=question,
        happens=_("They leave every list and get no messages."),
        stays=_("Their talks, words and answers stay, and you can take them out again at any time."),
        act=_("Put in the bin"),
    )


@require_http_methods(["POST"])
@allowed(Permission.EDIT_CONTACTS)
def restore(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    services.restore_contact(by=request.actor, contact=contact)
    toast(request, _("%(name)s is back.") % {"name": contact.display_name})
    return redirect("contacts:detail", contact_id=contact.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def do_not_contact(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    if request.method == "POST":
        services.suppress(by=request.actor, contact=contact)
        toast(request, _("%(name)s will not be contacted any more.") % {"name": contact.display_name})
        return redirect("contacts:detail", contact_id=contact.pk)
    question = _("Never contact %(name)s again?") % {"name": contact.display_name}
    return _asked(
        request,
        contact,
        question=question,
        happens=_("No messages, no calls, and no import brings their numbers and addresses back."),
        stays=_("What they said and allowed before stays. Only a new yes from them opens this again."),
        act=_("Do not contact"),
    )


def of(request: HttpRequest, contact_id: uuid.UUID) -> Contact:
    """The person, for somebody who may see them; else 404."""
    people = Contact.objects.visible_to(request.actor).select_related("district", "owner__user")
    return get_object_or_404(people, pk=contact_id)


def both_values(form: EditForm, current: Contact, changes: dict) -> list[dict]:
    """Fields where what is there now differs from what was typed: label, theirs, yours."""
    return [
        {"label": form[name].label, "theirs": _said(current, name), "yours": _worded(form, name, value)}
        for name, value in changes.items()
        if getattr(current, name) != value
    ]


def _again(form: EditForm, current: Contact) -> EditForm:
    """The same words once more, now as an edit of what is there now."""
    data = form.data.copy()
    data["version"] = current.version
    form.data = data
    return form


def _said(contact: Contact, name: str) -> str:
    shown = getattr(contact, f"get_{name}_display", None)
    value = shown() if shown else getattr(contact, name)
    if isinstance(value, list):
        return ", ".join(map(str, races.said(value) if name == "race_ethnicity" else value)) or "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value or "—") if name != "owner" else str(value.user if value else "—")


def _worded(form: EditForm, name: str, value) -> str:
    words = Contact(**{name: value})
    return _said(words, name)


def _asked(request: HttpRequest, contact: Contact, **words: str) -> HttpResponse:
    context = {"cancel_url": reverse("contacts:detail", args=[contact.pk]), "danger": True, **words}
    return render(request, "ui/confirm.html", context)
