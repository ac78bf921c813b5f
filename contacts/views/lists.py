"""The list of people, and the bin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
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
from crm.ui.paging import keyset

SORTS = {
    "name": ("sort_name", "pk"),
    "talk": ("-last_talk_at", "pk"),
    "new": ("-created_at", "-pk"),
}
SORTED_BY = {
    "name": _("By last name"),
    "-name": _("By last name, from Z"),
    "talk": _("Newest talk first"),
    "-talk": _("Oldest talk first"),
    "new": _("Newest first"),
    "-new": _("Oldest first"),
}
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
    page = keyset(
        shown(form.people()), request, sorts=SORTS, default="name", size=SIZE, within=near(request, form)
    )
    wording = Wording(Asking(request.actor))
    definition = form.asked_segment[1]
    return {
        "tabs": tabs(form),
        "segment": form.segment,
        "is_gone": bool(request.GET.get("segment")) and form.segment is None,
        "says": wording.summary(definition) if definition else "",
        "warnings": wording.warnings(definition) if definition else [],
        "seen": seen,
        "page": page,
        "rows": rows.described(request.actor, page.rows, seen),
        "count": len(page.rows),
        "is_more": bool(page.next_url or page.previous_url),
        "form": form,
        "fields": [form[name] for name in form.fields if name != "q"],
        "chips": [
            *filters.chips(form, request.GET, skip=("q",)),
            *school_chip(request, form),
            *form.unread_beside,
        ],
        "unread": form.unread,
        "keep": filters.keep(request.GET, drop=form.fields),
        "is_filtered": bool(form.chosen or form.errors),
        "sorted_by": SORTED_BY[page.sort],
        "query": request.GET.urlencode(),
        "clear_url": f"?segment={form.segment.pk}" if form.segment else "?",
        "today": timezone.localdate(),
    }


def shown(people: QuerySet[Contact]) -> QuerySet[Contact]:
    return people.select_related("district", "owner__user")


def near(request: HttpRequest, form: PeopleFilter) -> tuple[QuerySet[Contact], QuerySet[Contact]] | None:
    """For crm.ui.paging: everybody, and the filters as they are asked of the next few of them."""
    if not form.is_many_sided:
        return None
    return Contact.objects.visible_to(request.actor).current(), shown(form.people(of_few=True))


def school_chip(request: HttpRequest, form: PeopleFilter) -> list[filters.Chip]:
    """The school is chosen by the search box, not in the form."""
    if not form.school:
        return []
    return [filters.Chip(f"{form.school} · {form.school.district}", filters.without(request.GET, "school"))]


@require_safe
@allowed(Permission.VIEW_CONTACTS)
def count(request: HttpRequest) -> HttpResponse:
    """How many the filters fit, asked after the page: counting a large organization costs more than the page does."""
    found = PeopleFilter(request.GET, actor=request.actor).people()
    return render(request, "contacts/_count.html", {"count": found.order_by().count()})


def tabs(form: PeopleFilter) -> list[dict]:
    """Everybody, then the saved lists by name."""
    here, shown = form.segment, form.saved[:TABS]
    if here and str(here.pk) not in dict(shown):
        shown = [*shown, (str(here.pk), here.name)]
    address = reverse("contacts:list")
    everybody = {
        "label": pgettext("a tab of the list of people", "Everybody"),
        "url": address,
        "current": here is None,
    }
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
