"""The same deed for many people: those ticked, or everybody whom the filters or a saved list fit."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import services
from contacts.forms import DEED_FORMS, DeedForm, PeopleFilter, refuse
from contacts.models import BulkDeed, BulkPerson, Contact
from contacts.services.bulk import KINDS, REASONS, DeedKind
from contacts.views.sheets import require_list
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.lib.ids import read_uuids
from crm.queue.labels import Words
from crm.queue.models import Job
from crm.queue.progress import progress_of
from crm.ui.toasts import toast

AT_ONCE = 50  # more are asked about a second time, and done by a job
NAMED = 3
LISTED = 100


@dataclass(frozen=True)
class Chosen:
    """Whom a bulk deed is for."""

    actor: Any
    picks: list[str]
    query: str
    everybody: bool

    @property
    def back(self) -> str:
        return f"{reverse('contacts:list')}?{self.query}"

    @property
    def address(self) -> QueryDict:
        """The list as a filter, whichever way it was chosen."""
        address = QueryDict(self.query, mutable=True)
        if not self.everybody:
            address.clear()
            address.setlist("pick", self.picks)
        return address

    @property
    def filters(self) -> dict[str, list[str]]:
        return {name: values for name, values in self.address.lists() if any(values)}

    def people(self, *, everybody: bool | None = None):
        address = QueryDict(self.query) if everybody else self.address
        return PeopleFilter(address, actor=self.actor).people()

    def count(self) -> int:
        return self.people().order_by().count()

    def all_count(self) -> int:
        return self.people(everybody=True).order_by().count()

    def examples(self) -> list[Contact]:
        return list(self.people().order_by("sort_name", "pk")[:NAMED])


@require_POST
@allowed(Permission.EDIT_CONTACTS)
def deed(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask what; above AT_ONCE ask again with the count and three names; then do it, or let a job do it."""
    if kind not in KINDS:
        raise Http404
    told, chosen = KINDS[kind], chosen_people(request)
    form = DEED_FORMS[kind](request.POST if "act" in request.POST else None, actor=request.actor)
    count = chosen.count()
    if not count:
        toast(request, _("Nobody was chosen."))
        return redirect(chosen.back)
    asks_again = False
    if form.is_bound and form.is_valid():
        asks_again = count > AT_ONCE and not request.POST.get("sure")
        if not asks_again:
            try:
                return _done(request, told, chosen, form, count)
            except DomainError as error:
                refuse(form, error)
    context = {
        "chosen": chosen,
        "count": count,
        "all_count": chosen.all_count() if chosen.picks and not asks_again else 0,
        "examples": chosen.examples() if asks_again else [],
        "form": form,
        "kind": told,
        "asks_again": asks_again and not form.errors,
        "act_on": request.path,
    }
    return render(request, "contacts/bulk.html", context, status=422 if form.errors else 200)


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def start(request: HttpRequest) -> HttpResponse:
    """Everything that can be done with all of a list."""
    chosen = Chosen(request.actor, [], request.GET.urlencode(), everybody=True)
    unread = PeopleFilter(chosen.address, actor=request.actor).unread
    context = {"chosen": chosen, "count": chosen.count(), "kinds": KINDS.values(), "unread": unread}
    return render(request, "contacts/bulk_start.html", context)


@require_POST
@allowed(Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """Hand the chosen over to the exports, as an address."""
    require_list(request)
    address = chosen_people(request).address.urlencode()
    return redirect(f"{reverse('imports:export', args=['contacts'])}?{address}")


@require_POST
@allowed(Permission.EXPORT)
def print_sheet(request: HttpRequest) -> HttpResponse:
    require_list(request)
    address = chosen_people(request).address.urlencode()
    return redirect(f"{reverse('contacts:sheet')}?{address}")


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def deed_list(request: HttpRequest) -> HttpResponse:
    """What was done to many, newest first, and what can still be undone."""
    deeds = BulkDeed.objects.visible_to(request.actor).select_related("asked_by__user")
    rows = [(one, title(one)) for one in deeds.order_by("-created_at", "pk")[:LISTED]]
    return render(request, "contacts/deeds.html", {"rows": rows})


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def deed_page(request: HttpRequest, deed_id: uuid.UUID) -> HttpResponse:
    """Progress while it runs; then who was left as they were, and why."""
    done = _mine(request, deed_id)
    people = BulkPerson.objects.visible_to(request.actor).filter(deed=done).exclude(reason="")
    reasons = people.values("state", "reason").annotate(n=Count("contact_id")).order_by("-n")
    seen = Contact.objects.visible_to(request.actor)
    left = people.filter(contact_id__in=seen.values("pk")).select_related("contact")
    jobs = Job.objects.visible_to(request.actor).filter(pk__in=filter(None, (done.job_id, done.undo_job_id)))
    page = {"result_url": "", "result_label": ""}  # which is this one
    panels = [
        replace(progress_of(job, request.actor, reloads=True), **page)
        for job in jobs.order_by("created_at", "pk")
    ]
    context = {
        "deed": done,
        "title": title(done),
        "panels": panels,
        "is_running": any(not panel.finished for panel in panels),
        "reasons": [(REASONS[row["reason"]], row["state"], row["n"]) for row in reasons],
        "left": [
            (row.contact, REASONS[row.reason])
            for row in left.exclude(reason="same").order_by("contact__sort_name", "contact_id")[:LISTED]
        ],
        "may_undo": done.can_be_undone(),
    }
    return render(request, "contacts/deed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def undo(request: HttpRequest, deed_id: uuid.UUID) -> HttpResponse:
    done = _mine(request, deed_id)
    page = reverse("contacts:deed", args=[done.pk])
    if request.method == "POST":
        try:
            services.ask_to_undo(
                by=request.actor, deed=done, label=Words(gettext_lazy("Undo: %(what)s"), what=named(done))
            )
        except DomainError as error:
            toast(request, str(error))
        return redirect(page)
    context = {
        "question": _("Undo this deed?"),
        "happens": ngettext(
            "“%(what)s” is taken back for %(n)s person: what stood there before comes back.",
            "“%(what)s” is taken back for %(n)s people: what stood there before comes back.",
            done.done_count,
        )
        % {"n": done.done_count, "what": title(done)},
        "stays": _("Whoever was changed since stays as they are, and is listed with the reason."),
        "act": _("Undo it"),
        "cancel_url": page,
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def chosen_people(request: HttpRequest) -> Chosen:
    """Only people the reader sees, whatever was posted."""
    picks = [str(pick) for pick in read_uuids(request.POST.getlist("pick"))]
    everybody = request.POST.get("whom") == "all"
    return Chosen(request.actor, picks, request.POST.get("query", ""), everybody)


def title(deed: BulkDeed) -> str:
    return str(named(deed))


def named(deed: BulkDeed) -> Words:
    """Tagged bus riders; Given to Omar."""
    kind = KINDS[deed.kind]
    return Words(kind.done, what=kind.what(deed.parameters, deed.organization_id))


def _done(request: HttpRequest, kind: DeedKind, chosen: Chosen, form: DeedForm, count: int) -> HttpResponse:
    with transaction.atomic():
        parameters = form.parameters()
        label = Words(kind.done, what=kind.what(parameters, request.actor.organization_id))
        asked = {"kind": kind.key, "parameters": parameters, "filters": chosen.filters}
        if count > AT_ONCE:
            made = services.ask_for_deed(by=request.actor, label=label, **asked)
            return redirect("contacts:deed", deed_id=made.pk)
        made = services.do_at_once(by=request.actor, people=chosen.people(), **asked)
    said = ngettext("%(what)s: %(n)s person.", "%(what)s: %(n)s people.", made.done_count)
    said %= {"what": label, "n": made.done_count}
    if made.skipped_count:
        left = ngettext("%(n)s was left as it was.", "%(n)s were left as they were.", made.skipped_count)
        said += " " + left % {"n": made.skipped_count}
    undo_url = reverse("contacts:deed_undo", args=[made.pk]) if made.done_count else ""
    toast(request, said, undo=undo_url)
    return redirect(chosen.back)


def _mine(request: HttpRequest, deed_id: uuid.UUID) -> BulkDeed:
    return get_object_or_404(BulkDeed.objects.visible_to(request.actor), pk=deed_id)
