"""The list of people, and the bin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from contacts import rows
from contacts.facts import Asking
from contacts.forms import PeopleFilter
from contacts.models import Contact
from contacts.segments.words import Wording
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import filters
from crm.ui.paging import Page, keyset

SORTS = {
    "name": ("sort_name", "pk"),
    "talk": ("-last_talk_at", "pk"),
    "new": ("-pk",),
}
SORTED_BY = {
    "name": _("By last name"),
    "-name": _("By last name, from Z"),
    "talk": _("Newest talk first"),
    "-talk": _("Oldest talk first"),
    "new": _("Newest first"),
    "-new": _("Oldest first"),
}
COUNTED = 1000  # more are "more than 1,000": counting a whole organization would cost more than the page
SIZE = 50
TABS = 12


@require_safe
@allowed(Permission.VIEW_CONTACTS)
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "contacts/list.html", listed(request))


def listed(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows, read: what the benchmark of the lists measures."""
    seen = sight(request.actor)
    form = PeopleFilter(request.GET, actor=request.actor)
    found = form.people()
    page = read_page(found, request)
    is_all = not (page.next_url or page.previous_url)
    count, is_more = (len(page.rows), False) if is_all else bounded_count(found)
    wording = Wording(Asking(request.actor))
    definition = form.asked_segment[1]
    return {
        "tabs": tabs(form),
        "segment": form.segment,
        "is_gone": bool(request.GET.get("segment")) and form.segment is None,
        "summary": wording.summary(definition) if definition else "",
        "warnings": wording.warnings(definition) if definition else [],
        "seen": seen,
        "page": page,
        "rows": rows.described(request.actor, page.rows, seen),
        "count": count,
        "is_more": is_more,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "q"],
        "chips": filters.chips(form, request.GET, skip=("q",)),
        "keep": filters.keep(request.GET, drop=form.fields),
        "is_filtered": bool(form.chosen),
        "sorted_by": SORTED_BY[page.sort],
        "query": request.GET.urlencode(),
        "clear_url": f"?segment={form.segment.pk}" if form.segment else "?",
        "today": timezone.localdate(),
    }


def read_page(found: QuerySet[Contact], request: HttpRequest) -> Page:
    return keyset(
        found.select_related("district", "owner__user"), request, sorts=SORTS, default="name", size=SIZE
    )


def tabs(form: PeopleFilter) -> list[dict]:
    """Everybody, then the saved lists by name."""
    here, shown = form.segment, form.saved[:TABS]
    if here and str(here.pk) not in dict(shown):
        shown = [*shown, (str(here.pk), here.name)]
    address = reverse("contacts:list")
    everybody = {"label": _("Everybody"), "url": address, "current": here is None}
    kept = [
        {"label": name, "url": f"{address}?segment={pk}", "current": bool(here and str(here.pk) == pk)}
        for pk, name in shown
    ]
    return [everybody, *kept] if kept else []


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def archived(request: HttpRequest) -> HttpResponse:
    """Who was put in the bin, last one first. From here they come back."""
    found = Contact.objects.visible_to(request.actor).archived()
    page = keyset(found, request, sorts={"archived": ("-archived_at", "-pk")}, default="archived", size=SIZE)
    return render(request, "contacts/bin.html", {"page": page})


def bounded_count(found: QuerySet[Contact]) -> tuple[int, bool]:
    """How many, up to COUNTED; and whether there are more."""
    count = found.order_by()[: COUNTED + 1].count()
    return min(count, COUNTED), count > COUNTED
