"""Lists of questions about people that nobody answers for them: graduated? how old now? may a guardian be asked?"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts import services
from contacts.models import ConstituencyRow, Contact
from contacts.views.person import of
from contacts.yearly import ages_to_ask, leaving, waiting_for_guardian
from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui.paging import keyset
from crm.ui.toasts import toast


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def school_year(request: HttpRequest) -> HttpResponse:
    """Students who, by grade or age, have probably left; and age bands that cannot be true much longer."""
    today = timezone.localdate()
    page = keyset(
        leaving(request.actor, on=today),
        request,
        sorts={"name": ("contact__sort_name", "pk")},
        default="name",
    )
    ages = list(ages_to_ask(request.actor, year=today.year).order_by("sort_name", "pk")[:50])
    context = {"page": page, "ages": ages, "bands": Contact.AgeBand.choices[1:], "today": today}
    return render(request, "contacts/school_year.html", context)


@require_http_methods(["POST"])
@allowed(Permission.EDIT_CONTACTS)
def graduated(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """One press: an alum now, left without that, or still there."""
    rows = ConstituencyRow.objects.visible_to(request.actor).select_related("contact", "district", "school")
    row = get_object_or_404(rows, pk=row_id, kind="student")
    answer = request.POST.get("answer", "")
    if answer == "still":
        services.still_student(by=request.actor, row=row)
        said = _("%(name)s is still a student. You are asked again next year.")
    else:
        services.graduate(by=request.actor, row=row, alum=answer == "alum")
        said = _("%(name)s is an alum now.") if answer == "alum" else _("%(name)s is no longer a student.")
    toast(request, said % {"name": row.contact.display_name})
    return redirect("contacts:school_year")


@require_http_methods(["POST"])
@allowed(Permission.EDIT_CONTACTS)
def age(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = of(request, contact_id)
    band = request.POST.get("band", "")
    if band in Contact.AgeBand.values:
        services.tell_age(by=request.actor, contact=contact, band=band)
        toast(request, _("Saved."))
    return redirect("contacts:school_year")


@require_safe
@allowed(Permission.VIEW_MINORS)
def guardians(request: HttpRequest) -> HttpResponse:
    """Minors for whom no guardian has said anything yet: their numbers are held until then."""
    page = keyset(
        waiting_for_guardian(request.actor),
        request,
        sorts={"name": ("sort_name", "pk")},
        default="name",
    )
    context = {"page": page, "may_edit": request.actor.can(Permission.EDIT_CONTACTS)}
    return render(request, "contacts/guardians.html", context)
