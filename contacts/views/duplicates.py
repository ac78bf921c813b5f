"""Who is here twice: pairs one after the other, answered by a key; merging by hand; taking a merge apart."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import search, services
from contacts.duplicates.comparing import choice, comparison, two_people
from contacts.models import Contact, ContactMerge, DuplicatePair, DuplicateSearch
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast

DOUBLES = 8
PROPOSALS = ("same", "unsure", "household")
TOLD = {
    "same": lambda: _("Merged: %(one)s and %(other)s are one."),
    "different": lambda: _("%(one)s and %(other)s: two people. Not asked again."),
    "household": lambda: _("%(one)s and %(other)s: one household."),
    "later": lambda: _("%(one)s and %(other)s: asked again in a week."),
}


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def review(request: HttpRequest) -> HttpResponse:
    """The next pair, or the one that was just reopened."""
    return render(request, "contacts/duplicates.html", queue(request))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def pair(request: HttpRequest, left_id: uuid.UUID, right_id: uuid.UUID) -> HttpResponse:
    """Two people, whether somebody proposed them or not."""
    one, other = _both(request, left_id, right_id, with_merged=True)
    is_one = "merged" in (one.status, other.status)
    if request.method != "POST":
        if is_one:
            return redirect("contacts:duplicates")
        return render(request, "contacts/duplicates.html", queue(request, shown=(one, other)))
    try:
        if is_one:
            raise services.Answered
        services.answer_pair(
            by=request.actor,
            one=one,
            other=other,
            answer=request.POST.get("answer", ""),
            choice=choice(request.POST.dict()),
        )
        told = TOLD[request.POST["answer"]]() % {"one": one.display_name, "other": other.display_name}
    except DomainError as error:
        return _refused(request, error, one, other)
    return _next(request, told, (one, other))


@require_POST
@allowed(Permission.EDIT_CONTACTS)
def reopen(request: HttpRequest, left_id: uuid.UUID, right_id: uuid.UUID) -> HttpResponse:
    """Take the last answer back and show the pair again."""
    one, other = _both(request, left_id, right_id, with_merged=True)
    try:
        services.reopen_pair(by=request.actor, one=one, other=other)
    except DomainError as error:
        toast(request, str(error))
        return redirect("contacts:duplicates")
    if request.htmx:
        both = _both(request, left_id, right_id)
        return render(request, "contacts/_pair.html", queue(request, shown=both) | {"told": _("Taken back.")})
    toast(request, _("Taken back."))
    return redirect("contacts:pair", left_id=left_id, right_id=right_id)


@require_safe
@allowed(Permission.EDIT_CONTACTS)
def double(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Who may be the same as this one: by the name, or whomever the reader looks for."""
    people = Contact.objects.visible_to(request.actor)
    contact = get_object_or_404(people.current(), pk=contact_id)
    words = request.GET.get("q", "").strip()
    found = (
        search.people(request.actor, words) if words else search.similar(request.actor, contact.display_name)
    )
    others = found.current().exclude(pk=contact.pk).select_related("district").order_by("sort_name", "pk")
    context = {"contact": contact, "others": others[:DOUBLES], "words": words}
    return render(request, "contacts/double.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.EDIT_CONTACTS)
def apart(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    merges = ContactMerge.objects.visible_to(request.actor).standing().select_related("kept", "merged")
    merge = get_object_or_404(merges, pk=merge_id)
    names = {"kept": merge.kept.display_name, "merged": merge.merged.display_name}
    if request.method == "POST":
        try:
            parted = services.take_apart(by=request.actor, merge=merge)
        except DomainError as error:
            toast(request, str(error))
            return redirect("contacts:detail", contact_id=merge.kept_id)
        told = _("Two people again: %(kept)s and %(merged)s.") % names
        if parted.left:
            told += " " + ngettext(
                "%(n)s thing stayed as it is: somebody changed or deleted it since.",
                "%(n)s things stayed as they are: somebody changed or deleted them since.",
                parted.left,
            ) % {"n": parted.left}
        toast(request, told)
        return redirect("contacts:detail", contact_id=merge.merged_id)
    context = {
        "question": _("Make two people of %(kept)s and %(merged)s again?") % names,
        "happens": _("Everything that came with %(merged)s goes back to them: talks, words, sign-ups, steps, answers, tags.") % names,
        "stays": _("What was added after the merge stays with %(kept)s. They are not proposed as one again.") % names,
        "act": _("Take apart"),
        "cancel_url": reverse("contacts:detail", args=[merge.kept_id]),
    }  # fmt: skip
    return render(request, "ui/confirm.html", context)


def queue(
    request: HttpRequest, *, shown: tuple[Contact, Contact] | None = None, last: tuple | None = None
) -> dict[str, Any]:
    """The pair to look at, how many wait, and the answer that may be taken back."""
    actor, now = request.actor, timezone.now()
    waiting = DuplicatePair.objects.visible_to(actor).waiting(now=now)
    kind = request.GET.get("kind") or request.POST.get("kind") or ""
    counts = {name: waiting.filter(proposal=name).count() for name in PROPOSALS}
    if shown is None:
        chosen = waiting.filter(proposal=kind) if kind in PROPOSALS else waiting
        row = chosen.select_related("left", "right").surest_first().first()
        shown = (row.left, row.right) if row else None
    else:
        left, right = sorted(person.pk for person in shown)
        row = DuplicatePair.objects.visible_to(actor).filter(left_id=left, right_id=right).first()
    searched = DuplicateSearch.objects.visible_to(actor).first()
    return {
        "one": shown[0] if shown else None,
        "other": shown[1] if shown else None,
        "pair": row,
        "compare": comparison(actor, *shown, row) if shown else None,
        "is_fragment": bool(request.htmx),  # then the heading's number goes with it
        "waiting": sum(counts.values()),
        "counts": counts,
        "kind": kind if kind in PROPOSALS else "",
        "searched_at": searched.looked_at if searched else None,
        "put_off": DuplicatePair.objects.visible_to(actor).filter(state="open", later_until__gt=now).count(),
        "last": last,
    }


def _next(request: HttpRequest, told: str, last: tuple[Contact, Contact]) -> HttpResponse:
    if request.htmx:
        return render(request, "contacts/_pair.html", queue(request, last=last) | {"told": told})
    one, other = last
    toast(request, told, undo=reverse("contacts:pair_undo", args=[one.pk, other.pk]))
    return redirect("contacts:duplicates")


def _refused(request: HttpRequest, error: DomainError, one: Contact, other: Contact) -> HttpResponse:
    """Nothing was written. Somebody may have been faster: then the next pair is what helps."""
    context = queue(request) if isinstance(error, services.Answered) else queue(request, shown=(one, other))
    template = "contacts/_pair.html" if request.htmx else "contacts/duplicates.html"
    return render(request, template, context | {"refused": str(error)}, status=422)


def _both(
    request: HttpRequest, left_id: uuid.UUID, right_id: uuid.UUID, *, with_merged: bool = False
) -> tuple[Contact, Contact]:
    """Both in sight; with `with_merged` one may be a signpost to somebody in sight."""
    found = two_people(request.actor, left_id, right_id, with_merged=with_merged)
    if found is None:
        raise Http404
    return found
