"""A list as a sheet of paper: choose which, say what for, print."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts import services, sheets
from contacts.forms import PeopleFilter, refuse
from contacts.forms.sheets import SheetForm
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EXPORT)
def sheet(request: HttpRequest) -> HttpResponse:
    """GET asks, POST shows the sheet: whoever prints has said what for."""
    require_list(request)
    chosen = PeopleFilter(request.GET, actor=request.actor)
    people = chosen.people()
    form = SheetForm(request.POST or None, initial=_proposed(chosen))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = sheets.sheet(request.actor, people, given["kind"]) if given["names"] else None
        try:
            services.record_sheet(
                by=request.actor,
                kind=given["kind"],
                count=len(made.lines) if made else 0,
                filters=dict(request.GET.lists()),
                reason=given["reason"],
            )
        except DomainError as error:
            refuse(form, error)
        else:
            return _printed(request, given, made)
    context = {
        "form": form,
        "unread": chosen.unread,
        "count": people.order_by().count(),
        "most": sheets.MOST,
        "back": f"{reverse('contacts:list')}?{request.GET.urlencode()}",
    }
    return render(request, "contacts/sheet_form.html", context, status=422 if form.errors else 200)


def require_list(request: HttpRequest) -> None:
    """Researchers and the coalition take out files of their own; people are not among them."""
    if not sight(request.actor).export:
        raise PermissionDenied


def _proposed(chosen: PeopleFilter) -> dict[str, str]:
    """A turf is walked."""
    if chosen.turf:
        return {"title": chosen.turf.name[:80], "kind": "walk"}
    return {"title": chosen.segment.name if chosen.segment else ""}


def _printed(request: HttpRequest, given: dict, made: sheets.Sheet | None) -> HttpResponse:
    context = {
        "kind": given["kind"],
        "title": given["title"] or sheets.KINDS[given["kind"]],
        "lines": made.lines if made else [],
        "left_out": made.left_out if made else 0,
        "out_of_reach": made.out_of_reach if made else 0,
        "is_cut": bool(made and made.is_cut),
        "most": sheets.MOST,
        "blanks": range(given["blank_rows"] or 0),
        "who": request.actor.name,
        "reason": given["reason"],
        "now": timezone.now(),
        "back": f"{reverse('contacts:list')}?{request.GET.urlencode()}",
    }
    return render(request, f"contacts/sheet_{given['kind']}.html", context)
