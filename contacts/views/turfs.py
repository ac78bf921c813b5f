"""Turfs: the shelf with how far each is, one turf as its member works in it, cutting and giving out."""

import uuid

from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import services, turfs
from contacts.facts import Asking, brief_of
from contacts.forms import PeopleFilter, refuse
from contacts.forms.turfs import CutForm, TurfForm
from contacts.models import Turf, TurfContact, TurfMember
from contacts.views.sheets import require_list
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import Membership
from crm.ui.paging import keyset
from crm.ui.toasts import toast

SIZE = 50


@require_safe
@allowed(Permission.VIEW_CONTACTS)
def turf_list(request: HttpRequest) -> HttpResponse:
    """One's own first. Whoever sees everybody also sees all turfs."""
    may_edit = request.actor.can(Permission.EDIT_CONTACTS)
    is_archive = may_edit and "archived" in request.GET
    seen = Turf.objects.visible_to(request.actor)
    mine = [] if is_archive else list(_with_members(request, seen.of(request.actor)))
    rest = _with_members(request, seen.filter(archived_at__isnull=not is_archive))
    page = keyset(
        rest.exclude(pk__in=[turf.pk for turf in mine]),
        request,
        sorts={"name": ("name", "pk"), "new": ("-created_at", "pk")},
        default="name",
        size=SIZE,
    )
    far = turfs.progress(request.actor, [*mine, *page.rows])
    context = {
        "mine": [_line(turf, far) for turf in mine],
        "lines": [_line(turf, far) for turf in page.rows],
        "page": page,
        "may_edit": may_edit,
        "sees_all": request.actor.can(Permission.VIEW_ALL_CONTACTS),
        "is_archive": is_archive,
    }
    return render(request, "contacts/turfs.html", context)


@require_safe
@allowed(Permission.VIEW_CONTACTS)
def turf(request: HttpRequest, turf_id: uuid.UUID) -> HttpResponse:
    """The people of one turf, those left first: made for the phone in somebody's hand."""
    found = _turf(request, turf_id)
    far = turfs.progress(request.actor, [found])[found.pk]
    show = request.GET.get("show", "left" if far.left else "")
    show = show if show in turfs.SHOWN else ""
    seen = sight(request.actor)
    people = turfs.people_of(request.actor, found, show)
    sort = "place" if seen.methods else "name"
    page = keyset(
        people,
        request,
        sorts={"place": ("zip_code", "street", "sort_name", "pk"), "name": ("sort_name", "pk")},
        default=sort,
        size=SIZE,
    )
    steps = brief_of("tasks.next_step", Asking(request.actor), page.rows) or {}
    since = found.created_at
    members = [link.membership for link in found.shown_members]
    context = {
        "turf": found,
        "far": far,
        "members": members,
        "is_mine": request.actor.membership_id in {member.pk for member in members},
        "page": page,
        "rows": [
            (
                person,
                "talked"
                if person.last_talk_at and person.last_talk_at >= since
                else ("tried" if person.was_tried else ""),
                steps.get(person.pk),
            )
            for person in page.rows
        ],
        "tabs": _tabs(found, far, show),
        "seen": seen,
        "may_edit": request.actor.can(Permission.EDIT_CONTACTS),
        "may_log": request.actor.can(Permission.LOG_CONVERSATION) and found.archived_at is None,
    }
    return render(request, "contacts/turf.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def cut(request: HttpRequest) -> HttpResponse:
    """Out of a list or a saved list, as its address says."""
    chosen = PeopleFilter(request.GET, actor=request.actor)
    people = chosen.people()
    initial = {"name": chosen.segment.name if chosen.segment else ""}
    form = CutForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                made = services.cut_turfs(by=request.actor, people=people, **given)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _cut_words(request, made, people.order_by().count()))
            if len(made) == 1:
                return redirect("contacts:turf", turf_id=made[0].pk)
            return redirect(f"{reverse('contacts:turfs')}?sort=new")
    context = {
        "form": form,
        "unread": chosen.unread,
        "count": people.order_by().count(),
        "free": services.free(request.actor, people).order_by().count(),
        "segment": chosen.segment,
        "back": f"{reverse('contacts:list')}?{request.GET.urlencode()}",
    }
    return render(request, "contacts/turf_cut.html", context, status=422 if form.errors else 200)


def _cut_words(request: HttpRequest, made: list[Turf], asked: int) -> str:
    """How many turfs with how many people, and who is in none."""
    held = TurfContact.objects.visible_to(request.actor).filter(turf__in=made).count()
    said = ngettext("%(n)s turf cut", "%(n)s turfs cut", len(made)) % {"n": len(made)}
    said += " " + ngettext("with %(n)s person.", "with %(n)s people.", held) % {"n": held}
    if left := asked - held:
        out = ngettext(
            "%(n)s is in an open turf already or must not be contacted.",
            "%(n)s are in an open turf already or must not be contacted.",
            left,
        )
        said += " " + out % {"n": left}
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def change(request: HttpRequest, turf_id: uuid.UUID) -> HttpResponse:
    """Its name, its note and who works in it."""
    found = _turf(request, turf_id)
    held = {
        "name": found.name,
        "note": found.note,
        "members": [link.membership_id for link in found.shown_members],
    }
    form = TurfForm(request.POST or None, actor=request.actor, initial=held)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                services.rename_turf(by=request.actor, turf=found, name=given["name"], note=given["note"])
                services.give_turf(by=request.actor, turf=found, members=given["members"])
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect("contacts:turf", turf_id=found.pk)
    return render(
        request, "contacts/turf_form.html", {"form": form, "turf": found}, status=422 if form.errors else 200
    )


@require_safe
@allowed(Permission.EXPORT)
def print_sheet(request: HttpRequest, turf_id: uuid.UUID) -> HttpResponse:
    """The turf as a list of people for the sheets."""
    require_list(request)
    found = _turf(request, turf_id)
    return redirect(f"{reverse('contacts:sheet')}?turf={found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.VIEW_CONTACTS)
def release(request: HttpRequest, turf_id: uuid.UUID) -> HttpResponse:
    found = _turf(request, turf_id)
    if request.method == "POST":
        services.release_turf(by=request.actor, turf=found)
        toast(request, _("The turf is given back."))
        return redirect("contacts:turfs")
    context = {
        "question": _("Give back the turf “%(name)s”?") % {"name": found.name},
        "happens": _("Somebody else can take it. What was logged stays."),
        "act": _("Give it back"),
        "cancel_url": reverse("contacts:turf", args=[found.pk]),
    }
    return render(request, "ui/confirm.html", context)


@require_POST
@allowed(Permission.EDIT_CONTACTS)
def archive(request: HttpRequest, turf_id: uuid.UUID) -> HttpResponse:
    found = _turf(request, turf_id)
    back = found.archived_at is not None
    services.archive_turf(by=request.actor, turf=found, back=back)
    toast(request, _("The turf is open again.") if back else _("The turf is put away."))
    return redirect("contacts:turf", turf_id=found.pk)


def _turf(request: HttpRequest, turf_id: uuid.UUID) -> Turf:
    return get_object_or_404(_with_members(request, Turf.objects.visible_to(request.actor)), pk=turf_id)


def _with_members(request: HttpRequest, found):
    members = TurfMember.objects.visible_to(request.actor)
    people = Membership.objects.visible_to(request.actor).select_related("user")
    links = members.prefetch_related(Prefetch("membership", queryset=people)).order_by("membership_id")
    return found.prefetch_related(Prefetch("member_links", queryset=links, to_attr="shown_members"))


def _line(turf: Turf, far: dict) -> dict:
    return {
        "turf": turf,
        "far": far[turf.pk],
        "members": [str(link.membership.user) for link in turf.shown_members],
    }


def _tabs(turf: Turf, far: turfs.Progress, show: str) -> list[dict]:
    tried_only = far.tried - far.talked
    shown = [
        ("left", _("Left"), far.left),
        ("tried", _("Tried"), tried_only),
        ("talked", _("Talked"), far.talked),
        ("all", _("All"), far.people),
    ]
    return [
        {"label": label, "count": count, "url": f"?show={key}", "current": key == (show or "all")}
        for key, label, count in shown
    ]
