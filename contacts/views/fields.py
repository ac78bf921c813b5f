"""Fields of the organization's own: what is asked, of which kind, who looks after it."""

import uuid

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import FieldForm, refuse
from contacts.models import Contact, CustomField, CustomValue
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@allowed(Permission.MANAGE_SETTINGS)
def field_list(request: HttpRequest) -> HttpResponse:
    form = FieldForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.make_field(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Field %(field)s is there to use.") % {"field": form.cleaned_data["name"]})
            return redirect("contacts:fields")
    fields = CustomField.objects.visible_to(request.actor).select_related("owner__user")
    seen = Q(values__contact_id__in=Contact.objects.visible_to(request.actor).values("id"))
    fields = list(
        fields.annotate(answered=Count("values__contact", filter=seen, distinct=True)).order_by(
            "position", "pk"
        )
    )
    context = {
        "form": form,
        "fields": [field for field in fields if not field.retired_at],
        "retired": [field for field in fields if field.retired_at],
    }
    return render(request, "contacts/fields.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@allowed(Permission.MANAGE_SETTINGS)
def field(request: HttpRequest, field_id: uuid.UUID) -> HttpResponse:
    found = _field(request, field_id)
    form = FieldForm(request.POST or None, actor=request.actor, field=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_field(by=request.actor, field=found, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:fields")
    context = {"form": form, "field": found}
    return render(request, "contacts/field.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@allowed(Permission.MANAGE_SETTINGS)
def retire(request: HttpRequest, field_id: uuid.UUID) -> HttpResponse:
    found = _field(request, field_id)
    if request.method == "POST":
        services.retire_field(by=request.actor, field=found)
        toast(request, _("Field %(field)s is retired.") % {"field": found.name})
        return redirect("contacts:fields")
    answered = CustomValue.objects.visible_to(request.actor).filter(field=found)
    people = answered.aggregate(people=Count("contact_id", distinct=True))["people"]
    hidden = ngettext("%(n)s answer is hidden.", "The answers of %(n)s people are hidden.", people)
    context = {
        "question": _("Retire the field %(field)s?") % {"field": found.name},
        "happens": _("It is asked no longer and shown on no page.") + f" {hidden % {'n': people}}",
        "stays": _("All answers stay, and come back when you take it into use again."),
        "act": _("Retire it"),
        "danger": True,
        "cancel_url": reverse("contacts:fields"),
    }
    return render(request, "ui/confirm.html", context)


@require_http_methods(["POST"])
@allowed(Permission.MANAGE_SETTINGS)
def restore(request: HttpRequest, field_id: uuid.UUID) -> HttpResponse:
    found = services.restore_field(by=request.actor, field=_field(request, field_id))
    toast(request, _("Field %(field)s is there to use.") % {"field": found.name})
    return redirect("contacts:fields")


def _field(request: HttpRequest, field_id: uuid.UUID) -> CustomField:
    return get_object_or_404(CustomField.objects.visible_to(request.actor), pk=field_id)
