"""Where a person stands, and the ladder itself."""

import uuid

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import AssessmentForm, RungForm, RungNameForm, refuse
from contacts.models import Contact, Rung, RungStep
from contacts.views.parts import FORM, part
from contacts.views.person import of
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def climb(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    now = RungStep.objects.visible_to(request.actor).now().filter(contact=contact).first()
    form = RungForm(
        request.POST or None,
        actor=request.actor,
        initial={"rung": now.rung_id if now else ""},
        auto_id="rung_%s",
    )
    return part(
        request,
        contact,
        form,
        title=_("Where are they on the ladder?"),
        act=_("Save this rung"),
        done=_("Saved. The rung before stays as history."),
        deed=lambda: services.move_to_rung(by=request.actor, contact=contact, **form.cleaned_data),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def assess(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    form = AssessmentForm(request.POST or None, auto_id="assess_%s")
    return part(
        request,
        contact,
        form,
        title=_("Where do they stand?"),
        act=_("Save this assessment"),
        done=_("Saved. The one before stays as history."),
        deed=lambda: services.assess(by=request.actor, contact=contact, **form.cleaned_data),
    )


@require_http_methods(FORM)
@allowed(Permission.MANAGE_SETTINGS)
def ladder(request: HttpRequest) -> HttpResponse:
    """The rungs, the highest first, with how many stand on each; a new one goes on top."""
    form = RungNameForm(request.POST or None)
    if request.method == "POST" and "usual" in request.POST:
        try:
            services.first_ladder(by=request.actor)
        except DomainError as error:
            toast(request, str(error))
        return redirect("contacts:ladder")
    if request.method == "POST" and form.is_valid():
        try:
            services.make_rung(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:ladder")
    seen = Q(steps__contact_id__in=Contact.objects.visible_to(request.actor).values("id"))
    rungs = Rung.objects.visible_to(request.actor).annotate(
        standing=Count("steps", filter=Q(steps__until=None) & seen)
    )
    rungs = list(rungs.order_by("-position", "pk"))
    context = {
        "form": form,
        "rungs": [rung for rung in rungs if not rung.retired_at],
        "retired": [rung for rung in rungs if rung.retired_at],
    }
    return render(request, "contacts/ladder.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@allowed(Permission.MANAGE_SETTINGS)
def rung(request: HttpRequest, rung_id: uuid.UUID) -> HttpResponse:
    found = _rung(request, rung_id)
    initial = {name: getattr(found, name) for name in RungNameForm.base_fields}
    form = RungNameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_rung(by=request.actor, rung=found, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:ladder")
    context = {"form": form, "rung": found}
    return render(request, "contacts/rung.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@allowed(Permission.MANAGE_SETTINGS)
def move_rung(request: HttpRequest, rung_id: uuid.UUID) -> HttpResponse:
    """One place up or down."""
    services.swap_rungs(by=request.actor, rung=_rung(request, rung_id), up=request.POST.get("way") == "up")
    return redirect("contacts:ladder")


@require_http_methods(FORM)
@allowed(Permission.MANAGE_SETTINGS)
def retire_rung(request: HttpRequest, rung_id: uuid.UUID) -> HttpResponse:
    found = _rung(request, rung_id)
    if request.method == "POST":
        services.retire_rung(by=request.actor, rung=found)
        toast(request, _("Rung %(rung)s is retired.") % {"rung": found})
        return redirect("contacts:ladder")
    context = {
        "question": _("Retire the rung %(rung)s?") % {"rung": found},
        "happens": _("It is offered no longer."),
        "stays": _(
            "Whoever stands on it stays there until somebody moves them. Adding a rung of this name brings it back."
        ),
        "act": _("Retire it"),
        "danger": True,
        "cancel_url": reverse("contacts:ladder"),
    }
    return render(request, "ui/confirm.html", context)


def _rung(request: HttpRequest, rung_id: uuid.UUID) -> Rung:
    return get_object_or_404(Rung.objects.visible_to(request.actor), pk=rung_id)
