"""The message log, what a person decides about an uncertain one, and how one wants to be reminded."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import Membership
from crm.ui import filters
from crm.ui.paging import keyset
from crm.ui.toasts import toast
from tasks import footing, services, subjects
from tasks.forms import ReminderForm
from tasks.forms.plans import MessageFilter
from tasks.lines import visible_contacts
from tasks.models import Message, PlanUse, ReminderSetting
from tasks.signs import SIGNS
from tasks.subjects import Happening
from tasks.views.going_back import back

State = Message.State
UNDECIDED = (State.UNCERTAIN, State.FAILED)
MOST_ABOVE = 20


@require_safe
@allowed(Permission.WORK_TASKS)
def messages(request: HttpRequest) -> HttpResponse:
    """The log: one's own, those to people whom one sees, and with MANAGE_TASKS those to all members. What needs a word
    stands above the others; `?about=` and `?contact=` narrow it to one subject or person."""
    found = Message.objects.visible_to(request.actor)
    undecided = found.filter(state__in=UNDECIDED).count()
    by_hand = found.to_work_through().count() if request.actor.can(Permission.VIEW_METHODS) else 0
    form = MessageFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    listed = _narrowed(found, chosen).select_related(
        "recipient__user", "contact", "reminder", "planned__step", "settled_by__user"
    )
    waiting = (
        []
        if chosen.get("state")
        else list(listed.filter(state__in=UNDECIDED).order_by("-created_at")[:MOST_ABOVE])
    )
    page = keyset(
        listed.exclude(pk__in=[row.pk for row in waiting]),
        request,
        sorts={"made": ("created_at", "pk")},
        default="-made",
        size=40,
    )
    shown = [*waiting, *page.rows]
    seen = visible_contacts(request.actor, [row for row in shown if row.contact_id])
    rows = [(row, SIGNS[State(row.state)], seen.get(row.contact_id)) for row in shown]
    context = {
        "page": page,
        "waiting": rows[: len(waiting)],
        "rows": rows[len(waiting) :],
        "undecided": undecided,
        "by_hand": by_hand,
        "form": form,
        "fields": [form["channel"], form["to"], form["state"]],
        "chips": filters.chips(form, request.GET, skip=("about", "contact")),
        "keep": filters.keep(request.GET, drop=("channel", "to", "state")),
        "manages": request.actor.can(Permission.MANAGE_TASKS),
        "about": _about(request, chosen),
        "plans": request.actor.can(Permission.RECORD_SIGNUPS),
        "no_address": footing.notice(request.actor)
        if PlanUse.objects.visible_to(request.actor).exists()
        else None,
    }
    return render(request, "tasks/messages.html", context)


@require_safe
@allowed(Permission.WORK_TASKS)
def message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """One message as it went out, with what became of it."""
    found = get_object_or_404(
        Message.objects.visible_to(request.actor).select_related(
            "recipient__user",
            "contact",
            "reminder__task",
            "planned__step__plan",
            "template",
            "settled_by__user",
        ),
        pk=message_id,
    )
    seen = visible_contacts(request.actor, [found] if found.contact_id else [])
    context = {
        "message": found,
        "sign": SIGNS[State(found.state)],
        "contact": seen.get(found.contact_id),
        "subject": _loaded(request, found.subject_kind, found.subject_id),
        "plans": request.actor.can(Permission.RECORD_SIGNUPS),
    }
    return render(request, "tasks/message.html", context)


@require_POST
@allowed(Permission.WORK_TASKS)
def send_again(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    return _decide(request, message_id, services.send_again, _("It will be sent again"))


@require_POST
@allowed(Permission.WORK_TASKS)
def skip(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    return _decide(request, message_id, services.skip, _("It stays unsent"))


@require_POST
@allowed(Permission.WORK_TASKS)
def mark_sent(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    return _decide(request, message_id, services.mark_sent, _("Marked as sent"))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def reminders(request: HttpRequest) -> HttpResponse:
    setting = (
        ReminderSetting.objects.visible_to(request.actor)
        .filter(membership_id=request.actor.membership_id)
        .first()
        or ReminderSetting()
    )
    leads = request.actor.can(Permission.MANAGE_TASKS)
    names = ["remind_at", "email_on", "digest_on", "digest_at", *(["weekly_on"] if leads else [])]
    form = ReminderForm(
        request.POST or None, initial={name: getattr(setting, name) for name in names}, leads=leads
    )
    if form.is_valid():
        services.choose_reminders(by=request.actor, **form.cleaned_data)
        toast(request, _("Saved"))
        return redirect("tasks:reminders")
    membership = Membership.objects.visible_to(request.actor).select_related("user", "organization")
    context = {"form": form, "me": membership.get(pk=request.actor.membership_id)}
    return render(request, "tasks/reminders.html", context, status=422 if form.errors else 200)


def _narrowed(found, chosen: dict):
    if chosen.get("state"):
        found = found.filter(state=chosen["state"])
    if chosen.get("channel"):
        found = found.filter(channel=chosen["channel"])
    if chosen.get("to"):
        found = found.filter(recipient__isnull=chosen["to"] == "people")
    if chosen.get("about"):
        found = found.filter(subject_id=chosen["about"])
    if chosen.get("contact"):
        found = found.filter(contact_id=chosen["contact"])
    return found


def _about(request: HttpRequest, chosen: dict) -> str:
    """What the log is narrowed to, in words."""
    if chosen.get("contact"):
        person = Contact.objects.visible_to(request.actor).filter(pk=chosen["contact"]).first()
        return person.display_name if person else ""
    if chosen.get("about"):
        row = Message.objects.visible_to(request.actor).filter(subject_id=chosen["about"]).first()
        found = _loaded(request, row.subject_kind, row.subject_id) if row else None
        return found.title if found else ""
    return ""


def _loaded(request: HttpRequest, kind: str, subject_id: uuid.UUID | None) -> Happening | None:
    subject = subjects.get(kind)
    return subject.load(request.actor, subject_id) if subject and subject_id else None


def _decide(request: HttpRequest, message_id: uuid.UUID, decide, words: str) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.actor), pk=message_id)
    try:
        decide(by=request.actor, message=message)
    except DomainError as error:
        words = str(error)
    toast(request, words)
    return back(request, reverse("tasks:messages"))
