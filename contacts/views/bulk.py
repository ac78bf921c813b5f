"""The same deed for many people: those ticked, or everybody whom the filters fit."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts import services
from contacts.forms import BulkOwnerForm, BulkTagForm, PeopleFilter, refuse
from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.lib.ids import read_uuids
from crm.ui.toasts import toast

AT_ONCE = 50  # more are asked about a second time
MOST = 2000


@dataclass(frozen=True)
class Chosen:
    """Whom a bulk deed is for."""

    picks: list[str]
    query: str
    everybody: bool
    people: list[Contact]
    all_count: int

    @property
    def back(self) -> str:
        return f"{reverse('contacts:list')}?{self.query}"


@require_POST
@allowed(Permission.EDIT_CONTACTS)
def tag(request: HttpRequest) -> HttpResponse:
    chosen = chosen_people(request)
    form = BulkTagForm(request.POST if "act" in request.POST else None, actor=request.actor)

    def deed() -> str:
        given = form.cleaned_data
        tag = given["tag"] or services.create_tag(by=request.actor, name=given["name"])
        if given["off"]:
            count = services.untag_contacts(by=request.actor, contacts=chosen.people, tag=tag)
            said = ngettext("Tag taken off %(n)s person.", "Tag taken off %(n)s people.", count)
        else:
            count = services.tag_contacts(by=request.actor, contacts=chosen.people, tag=tag)
            said = ngettext("%(n)s person tagged.", "%(n)s people tagged.", count)
        return said % {"n": count} + _had_it(len(chosen.people) - count)

    return bulk(request, chosen, form, _("Tag"), _("Save tags"), deed)


@require_POST
@allowed(Permission.EDIT_CONTACTS)
def assign(request: HttpRequest) -> HttpResponse:
    chosen = chosen_people(request)
    form = BulkOwnerForm(request.POST if "act" in request.POST else None, actor=request.actor)

    def deed() -> str:
        owner = form.cleaned_data["owner"]
        count = services.assign_owner(by=request.actor, contacts=chosen.people, owner=owner)
        said = ngettext("%(n)s person assigned.", "%(n)s people assigned.", count) % {"n": count}
        return said + _had_it(len(chosen.people) - count)

    return bulk(request, chosen, form, _("Assign"), _("Assign them"), deed)


def bulk(request: HttpRequest, chosen: Chosen, form, title: str, act: str, deed) -> HttpResponse:
    """Ask what; above AT_ONCE ask again; then do it and go back to the list as it was."""
    if not chosen.people:
        toast(request, _("Nobody was chosen."))
        return redirect(chosen.back)
    asks_again = False
    if form.is_bound and form.is_valid():
        asks_again = len(chosen.people) > AT_ONCE and not request.POST.get("sure")
        if len(chosen.people) > MOST:
            form.add_error(None, _("That is more than %(n)s people. Filter further.") % {"n": MOST})
        elif not asks_again:
            try:
                said = deed()
            except DomainError as error:
                refuse(form, error)
            else:
                toast(request, said)
                return redirect(chosen.back)
    context = {
        "chosen": chosen,
        "count": len(chosen.people),
        "form": form,
        "title": title,
        "act": act,
        "asks_again": asks_again and not form.errors,
    }
    return render(request, "contacts/bulk.html", context, status=422 if form.errors else 200)


def chosen_people(request: HttpRequest) -> Chosen:
    """Only people the reader sees, whatever was posted."""
    query = request.POST.get("query", "")
    picks = read_uuids(request.POST.getlist("pick"))
    matching = PeopleFilter(QueryDict(query), actor=request.actor).people()
    everybody = request.POST.get("whom") == "all"
    if everybody:
        people = list(matching.order_by("pk")[: MOST + 1])
    else:
        people = list(Contact.objects.visible_to(request.actor).current().filter(pk__in=picks).order_by("pk"))
    return Chosen(
        picks=[str(pick) for pick in picks],
        query=query,
        everybody=everybody,
        people=people,
        all_count=len(people) if everybody else matching.order_by()[: MOST + 1].count(),
    )


def _had_it(count: int) -> str:
    if not count:
        return ""
    return " " + ngettext("%(n)s was left as it was.", "%(n)s were left as they were.", count) % {"n": count}
