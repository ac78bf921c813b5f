"""Saved lists: the shelf, the builder with its live count, retiring and taking back."""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import services
from contacts.facts import Asking
from contacts.forms import PeopleFilter, refuse
from contacts.forms.segments import Builder, NameForm, as_address, from_filters
from contacts.models import Segment
from contacts.segments import reading
from contacts.segments.definition import Definition, Malformed, parse, parts
from contacts.segments.words import Wording
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast

NAMED = 5


@require_safe
@allowed(Permission.VIEW_ALL_CONTACTS)
def segment_list(request: HttpRequest) -> HttpResponse:
    """Counts come one by one: a page of lists waits for none of them."""
    wording = Wording(Asking(request.actor))
    kept = Segment.objects.visible_to(request.actor).select_related("owner__user").order_by("name", "pk")
    lines = [_line(one, wording) for one in kept]
    context = {
        "lines": [line for line in lines if line["segment"].retired_at is None],
        "retired": [line for line in lines if line["segment"].retired_at is not None],
        "may_edit": request.actor.can(Permission.EDIT_CONTACTS),
    }
    return render(request, "contacts/segments.html", context)


@require_safe
@allowed(Permission.VIEW_ALL_CONTACTS)
def count(request: HttpRequest, segment_id: uuid.UUID) -> HttpResponse:
    """How many fit, for the reader. A fragment; without JavaScript a page of one line."""
    segment = get_object_or_404(Segment.objects.visible_to(request.actor), pk=segment_id)
    _segment, definition = reading.of_segment(request.actor, segment.pk)
    people = reading.people(request.actor, definition) if definition else None
    context = {"count": people.order_by().count() if people is not None else 0}
    return render(request, "contacts/_segment_count.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def new(request: HttpRequest) -> HttpResponse:
    """From nothing, or from the filters of the list of people."""
    definition = None
    if request.method != "POST":
        definition = from_filters(PeopleFilter(request.GET, actor=request.actor).chosen)
    return _build(request, None, definition)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def edit(request: HttpRequest, segment_id: uuid.UUID) -> HttpResponse:
    segment = get_object_or_404(Segment.objects.visible_to(request.actor), pk=segment_id)
    try:
        definition, unread = parse(segment.definition), []
    except Malformed:
        definition, unread = parts(segment.definition)
        unread = Wording(Asking(request.actor)).unread(unread)
    return _build(request, segment, definition, unread)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def retire(request: HttpRequest, segment_id: uuid.UUID) -> HttpResponse:
    segment = get_object_or_404(Segment.objects.visible_to(request.actor), pk=segment_id)
    if request.method == "POST":
        services.retire_segment(by=request.actor, segment=segment)
        undo = reverse("contacts:segment_restore", args=[segment.pk])
        toast(request, _("“%(name)s” is retired.") % {"name": segment.name}, undo=undo)
        return redirect("contacts:segments")
    context = {
        "question": _("Retire the list “%(name)s”?") % {"name": segment.name},
        "happens": _("It leaves the tabs, for everybody who has it there."),
        "stays": _("The people stay as they are, and the list can be taken back."),
        "act": _("Retire it"),
        "cancel_url": reverse("contacts:segments"),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


@require_POST
@allowed(Permission.EDIT_CONTACTS)
def restore(request: HttpRequest, segment_id: uuid.UUID) -> HttpResponse:
    segment = get_object_or_404(Segment.objects.visible_to(request.actor), pk=segment_id)
    services.restore_segment(by=request.actor, segment=segment)
    toast(request, _("“%(name)s” is in use again.") % {"name": segment.name})
    return redirect("contacts:segments")


def _build(
    request: HttpRequest, segment: Segment | None, start: Definition | None, unread: Sequence[str] = ()
) -> HttpResponse:
    """Each press shows what is built so far; "save" keeps it, without what could not be read."""
    do = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else (as_address(start) if start else request.POST)
    builder = Builder(data, Asking(request.actor), do)
    names = {"name": segment.name, "is_shared": segment.is_shared} if segment else None
    form = NameForm(request.POST if do == "save" else None, initial=_typed(request) or names)
    definition = builder.definition
    if do == "save" and form.is_valid():
        try:
            if definition is None:
                raise DomainError(_("Choose at least one condition."))
            kept = services.save_segment(
                by=request.actor, segment=segment, definition=definition.as_json(), **form.cleaned_data
            )
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, _("The list “%(name)s” is kept.") % {"name": kept.name})
            return redirect(f"{reverse('contacts:list')}?segment={kept.pk}")
    context = {
        "builder": builder,
        "form": form,
        "segment": segment,
        "unread": unread,
        **_found(request, builder),
    }
    template = "contacts/_segment_builder.html" if request.htmx else "contacts/segment.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> dict[str, object]:
    """The name as typed so far, while conditions are added."""
    if request.method != "POST":
        return {}
    return {"name": request.POST.get("name", ""), "is_shared": "is_shared" in request.POST}


def _found(request: HttpRequest, builder: Builder) -> dict[str, object]:
    if (definition := builder.definition) is None:
        return {"summary": "", "count": None, "examples": []}
    people = reading.people(request.actor, definition)
    count = people.order_by().count()
    return {
        "summary": builder.wording.summary(definition),
        "warnings": builder.wording.warnings(definition),
        "count": count,
        "examples": list(people.order_by("sort_name", "pk")[:NAMED]) if count else [],
    }


def _line(segment: Segment, wording: Wording) -> dict[str, object]:
    try:
        definition = parse(segment.definition)
    except Malformed:
        readable, unread = parts(segment.definition)
        summary = wording.summary(readable) if readable else ""
        return {"segment": segment, "summary": summary, "warnings": wording.unread(unread)}
    return {
        "segment": segment,
        "summary": wording.summary(definition),
        "warnings": wording.warnings(definition),
    }
