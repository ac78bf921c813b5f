"""Who is what to a person, and whom they live with."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts import services
from contacts.forms import EndForm, HouseholdForm, LivesWithForm, RelationForm
from contacts.forms.picking import candidates
from contacts.models import Contact, Household, Relationship
from contacts.pages.kin import called_for
from contacts.views.parts import FORM, part
from contacts.views.person import of
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.roles import Permission


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def picks(request: HttpRequest) -> HttpResponse:
    """Who fits the words typed so far, as choices for a form about two people."""
    besides = request.GET.get("besides", "")
    try:
        page = uuid.UUID(besides)
    except ValueError:
        page = None
    found = candidates(request.actor, request.GET.get("who", "")[:100], besides=page)
    return render(
        request, "contacts/_picks.html", {"people": found, "typed": bool(request.GET.get("who", "").strip())}
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def add_relation(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    form = RelationForm(
        request.POST or None,
        actor=request.actor,
        besides=contact,
        auto_id="tie_%s",
        initial={"tie": request.GET.get("tie", "")},
    )
    return part(
        request,
        contact,
        form,
        title=_("Who is somebody to them?"),
        act=_("Add this relationship"),
        done=_("Relationship added."),
        deed=lambda: services.relate(by=request.actor, **form.values()),
        names=RelationForm.NAMES,
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def end_relation(request: HttpRequest, contact_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    links = Relationship.objects.visible_to(request.actor).of(contact.pk)
    link = get_object_or_404(links, pk=link_id)
    form = EndForm(request.POST or None)
    return part(
        request,
        contact,
        form,
        title=_("No longer related like this?"),
        act=_("End this relationship"),
        done=_("Ended. It stays as history."),
        deed=lambda: services.end_relationship(
            by=request.actor, relationship=link, on=form.cleaned_data["ends_on"]
        ),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def add_housemate(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    form = LivesWithForm(request.POST or None, actor=request.actor, besides=contact, auto_id="home_%s")
    return part(
        request,
        contact,
        form,
        title=_("Who lives with them?"),
        act=_("They live together"),
        done=_("They are one household now."),
        deed=lambda: services.live_together(
            by=request.actor,
            contact=contact,
            other=form.cleaned_data["person"],
            on=form.cleaned_data["joined_on"],
        ),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def household(request: HttpRequest, contact_id: uuid.UUID, household_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    home = _home(request, contact, household_id)
    form = HouseholdForm(request.POST or None, instance=home)
    if not sight(request.actor, contact).methods:
        for name in [name for name in form.fields if name != "name"]:
            del form.fields[name]
    if called_for(request.actor, [home])[home.pk] != home.name:
        del form.fields["name"]  # it bears the name of somebody out of sight
    return part(
        request,
        contact,
        form,
        title=_("Change the household"),
        act=_("Save"),
        done=_("Saved."),
        deed=lambda: services.change_household(by=request.actor, household=home, **form.cleaned_data),
    )


@require_http_methods(FORM)
@allowed(Permission.EDIT_CONTACTS)
def leave(request: HttpRequest, contact_id: uuid.UUID, household_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    home = _home(request, contact, household_id)
    form = EndForm(request.POST or None)
    return part(
        request,
        contact,
        form,
        title=_("They no longer live there?"),
        act=_("They moved out"),
        done=_("Moved out. It stays as history."),
        deed=lambda: services.leave_household(
            by=request.actor, household=home, contact=contact, on=form.cleaned_data["ends_on"]
        ),
    )


def _home(request: HttpRequest, contact: Contact, household_id: uuid.UUID) -> Household:
    homes = Household.objects.visible_to(request.actor).filter(member_links__contact=contact).distinct()
    return get_object_or_404(homes, pk=household_id)
