"""The message log, what a person decides about an uncertain one, and how one wants to be reminded."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import public_link
from crm.ui.paging import keyset
from crm.ui.toasts import toast
from tasks import services
from tasks.forms import ReminderForm
from tasks.models import Message, ReminderSetting

State = Message.State
SIGNS = {
    State.READY: "info",
    State.SENDING: "info",
    State.SENT: "ok",
    State.BLOCKED: "",
    State.FAILED: "bad",
    State.UNCERTAIN: "warn",
}


@require_safe
@allowed(Permission.WORK_TASKS)
def messages(request: HttpRequest) -> HttpResponse:
    """One's own; all of the organization's with MANAGE_TASKS. `?state=` narrows it."""
    found = Message.objects.visible_to(request.actor)
    undecided = found.uncertain().count()
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    page = keyset(
        found.select_related("recipient__user", "reminder"),
        request,
        sorts={"made": ("created_at", "pk")},
        default="-made",
    )
    context = {
        "page": page,
        "rows": [(message, SIGNS[State(message.state)]) for message in page.rows],
        "undecided": undecided,
        "states": [{"label": pgettext("messages", "All"), "url": "?", "current": not state, "count": None}]
        + [
            {"label": label, "url": f"?state={value}", "current": state == value, "count": None}
            for value, label in State.choices
        ],
        "manages": request.actor.can(Permission.MANAGE_TASKS),
    }
    return render(request, "tasks/messages.html", context)


@require_POST
@allowed(Permission.WORK_TASKS)
def send_again(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    return _decide(request, message_id, services.send_again, _("It will be sent again"))


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
    form = ReminderForm(
        request.POST or None, initial={"remind_at": setting.remind_at, "email_on": setting.email_on}
    )
    if form.is_valid():
        services.choose_reminders(by=request.actor, **form.cleaned_data)
        toast(request, _("Saved"))
        return redirect("tasks:reminders")
    membership = Membership.objects.visible_to(request.actor).select_related("user", "organization")
    context = {"form": form, "me": membership.get(pk=request.actor.membership_id)}
    return render(request, "tasks/reminders.html", context, status=422 if form.errors else 200)


@csrf_exempt  # the mail program's one click (RFC 8058) carries no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Public. Reading the page changes nothing, since mail programs open links by themselves."""
    with public_link(token, AccessToken.Purpose.UNSUBSCRIBE) as bearer:
        if bearer is None or bearer.membership_id is None:
            return render(request, "tasks/unsubscribe.html", {"is_unknown": True}, status=404)
        if request.method == "POST":
            services.choose_reminders(by=bearer, email_on=False)
        is_off = (
            ReminderSetting.objects.visible_to(bearer)
            .filter(membership_id=bearer.membership_id, email_on=False)
            .exists()
        )
        return render(request, "tasks/unsubscribe.html", {"is_off": is_off})


def _decide(request: HttpRequest, message_id: uuid.UUID, decide, words: str) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.actor), pk=message_id)
    try:
        decide(by=request.actor, message=message)
    except DomainError as error:
        words = str(error)
    toast(request, words)
    return redirect("tasks:messages")
