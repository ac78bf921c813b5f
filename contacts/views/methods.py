"""Numbers and addresses of a person, one at a time."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import MethodForm
from contacts.models import Contact, ContactMethod
from contacts.views.parts import FORM, part
from contacts.views.person import of
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui.toasts import toast


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def add_method(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = _reachable(request, contact_id)
    form = MethodForm(request.POST or None)
    return part(
        request,
        contact,
        form,
        title=_("Add a way to reach them"),
        act=_("Add it"),
        done=_("Added."),
        deed=lambda: services.add_method(by=request.actor, contact=contact, **form.cleaned_data),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def change_method(request: HttpRequest, contact_id: uuid.UUID, method_id: uuid.UUID) -> HttpResponse:
    contact = _reachable(request, contact_id)
    method = _method(request, contact, method_id)
    initial = {name: getattr(method, name) for name in MethodForm.base_fields}
    form = MethodForm(request.POST or None, initial=initial)
    return part(
        request,
        contact,
        form,
        title=_("Change it"),
        act=_("Save"),
        done=_("Saved."),
        deed=lambda: services.change_method(by=request.actor, method=method, **form.cleaned_data),
        extra=(reverse("contacts:method_remove", args=[contact.pk, method.pk]), _("Remove it")),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def remove_method(request: HttpRequest, contact_id: uuid.UUID, method_id: uuid.UUID) -> HttpResponse:
    contact = _reachable(request, contact_id)
    method = _method(request, contact, method_id)
    if request.method == "POST":
        services.remove_method(by=request.actor, method=method)
        toast(request, _("Removed."))
        return redirect("contacts:detail", contact_id=contact.pk)
    context = {
        "question": _("Remove %(value)s?") % {"value": method.value},
        "happens": _("Nobody sees or uses it any more."),
        "stays": _("If it only stopped working, mark it so instead: then nobody adds it again."),
        "act": _("Remove it"),
        "danger": True,
        "cancel_url": reverse("contacts:detail", args=[contact.pk]),
    }
    return render(request, "ui/confirm.html", context)


def _reachable(request: HttpRequest, contact_id: uuid.UUID) -> Contact:
    """A person whose numbers the reader may see: what one may not see one does not change."""
    contact = of(request, contact_id)
    if not sight(request.actor, contact).methods:
        raise PermissionDenied
    return contact


def _method(request: HttpRequest, contact: Contact, method_id: uuid.UUID) -> ContactMethod:
    methods = ContactMethod.objects.visible_to(request.actor).select_related("contact")
    return get_object_or_404(methods, pk=method_id, contact=contact)
