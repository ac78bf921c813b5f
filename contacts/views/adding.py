"""A new person, and who is here already under that name."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts import derived, search, services
from contacts.forms import NewForm, refuse
from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.lib.ids import read_uuids
from crm.ui.toasts import toast

SIMILAR = 3


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def new(request: HttpRequest) -> HttpResponse:
    form, alike = NewForm(request.POST or None, actor=request.actor), []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form)
        contact = None if alike else _added(request, form)
        if contact:
            toast(request, _("%(name)s added.") % {"name": contact.display_name})
            return redirect("contacts:detail", contact_id=contact.pk)
    context = {"form": form, "alike": alike}
    return render(request, "contacts/new.html", context, status=422 if form.errors or alike else 200)


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def similar(request: HttpRequest) -> HttpResponse:
    """Who is here already and may be the one somebody is adding. Asked while they type; stops nobody."""
    given = {name: request.GET.get(name, "") for name in ("given_name", "family_name", "phone", "email")}
    name = f"{given['given_name']} {given['family_name']}"
    ways = [("mobile", given["phone"]), ("email", given["email"])]
    # One first name alone is shared by too many to be a hint.
    whole = name if given["given_name"].strip() and given["family_name"].strip() else ""
    found = search.similar(request.actor, whole, ways).current().select_related("district")
    people = found.order_by("sort_name", "pk")[:SIMILAR]
    return render(request, "contacts/_similar.html", {"people": people})


def _added(request: HttpRequest, form: NewForm) -> Contact | None:
    try:
        with transaction.atomic():
            contact = services.create_contact(by=request.actor, **form.values())
            if answer := form.cleaned_data["may_text"]:
                services.record_consent(by=request.actor, contact=contact, purpose="text", value=answer)
    except DomainError as error:
        refuse(form, error, names=form.NAMES)
        return None
    return contact


def _alike(request: HttpRequest, form: NewForm) -> list[Contact]:
    """Whom the page shows before it saves. Nobody for the same press once more, nor when the reader saw them all and
    said that it is somebody else. A page that was gone back to carries another number, or the same one with another
    name: either way what was typed is a new person only if somebody says so."""
    given = form.cleaned_data
    called = given["given_name"], given["family_name"], given["chosen_name"]
    pressed = Contact.objects.visible_to(request.actor).filter(client_uuid=given["client_uuid"])
    before = pressed.select_related("district").first()
    if before and before.sort_name == derived.sort_name(*called):
        return []
    ways = [("mobile", given["phone"]), ("email", given["email"])]
    alike = search.twins(request.actor, called=called, ways=ways, now=timezone.now())
    if before and before not in alike:
        alike.insert(0, before)
    if {person.pk for person in alike} <= set(read_uuids(request.POST.getlist("known"))) and not before:
        return []
    form.data = form.data.copy()
    form.data["client_uuid"] = str(uuid.uuid4())
    return alike
