"""What this room shows on a person's page: the next thing to do with them, and what else is open."""

import uuid
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string

from contacts.models import Contact
from contacts.visibility import sight
from crm.access.roles import Permission
from crm.ui import panels
from tasks import footing, previews, subjects
from tasks.lines import Line, lines
from tasks.models import Message, Notice, PlannedReminder, Task
from tasks.signs import SIGNS

SHOWN, MESSAGES = 7, 4
UNDECIDED = (Message.State.UNCERTAIN, Message.State.FAILED)


def next_step(request: HttpRequest, *, contact: Contact) -> str:
    """The first due of the open steps that this reader may see, or the question what comes next."""
    if not request.actor.can(Permission.WORK_TASKS) or contact.is_archived:
        return ""
    return _rendered("tasks/_next_panel.html", request, contact, _steps(request, contact, slice(0, 1)))


def more_steps(request: HttpRequest, *, contact: Contact) -> str:
    if not request.actor.can(Permission.WORK_TASKS):
        return ""
    steps = _steps(request, contact, slice(1, SHOWN))
    return _rendered("tasks/_panel.html", request, contact, steps) if steps else ""


def bell(request: HttpRequest) -> str:
    """In the masthead of every page: how many notices are new."""
    if not request.actor or not request.actor.can(Permission.WORK_TASKS):
        return ""
    unread = Notice.objects.visible_to(request.actor).unread().count()
    return render_to_string("tasks/_bell.html", {"unread": unread}, request=request)


def _rendered(template: str, request: HttpRequest, contact: Contact, steps: list[Line]) -> str:
    context = {
        "steps": steps,
        "line": steps[0] if steps else None,
        "contact": contact,
        "back": request.path,
        "may_log": request.actor.can(Permission.LOG_CONVERSATION),
    }
    return render_to_string(template, context, request=request)


def _steps(request: HttpRequest, contact: Contact, part: slice) -> list[Line]:
    found = (
        Task.objects.visible_to(request.actor)
        .open()
        .filter(contact_id=contact.pk)
        .select_related("contact", "owner__user")
        .order_by("due_at", "pk")
    )
    return lines(request.actor, list(found[part]))


def messages_of(request: HttpRequest, *, contact: Contact) -> str:
    """What was written to them lately, and what is planned."""
    if not request.actor.can(Permission.WORK_TASKS) or not sight(request.actor, contact).methods:
        return ""
    rows = list(
        Message.objects.visible_to(request.actor)
        .filter(contact_id=contact.pk, recipient=None)
        .select_related("planned__step")
        .order_by("-created_at", "-pk")[:MESSAGES]
    )
    planned = list(
        PlannedReminder.objects.visible_to(request.actor)
        .filter(contact_id=contact.pk, state=PlannedReminder.State.WAITING)
        .select_related("step")
        .order_by("due_at", "pk")[:MESSAGES]
    )
    if not rows and not planned:
        return ""
    context = {
        "contact": contact,
        "rows": [(row, SIGNS[row.state]) for row in rows],
        "planned": planned,
    }
    return render_to_string("tasks/_messages_panel.html", context, request=request)


def about(request: HttpRequest, *, kind: str, subject_id: uuid.UUID, zone: str = "UTC") -> str:
    """For the page of a reminder subject in a higher room: whether a plan is on, and how it goes."""
    subject = subjects.get(kind)
    if subject is None or not request.actor.can(Permission.WORK_TASKS):
        return ""
    context = {
        "standing": previews.standing(request.actor, subject, subject_id),
        "kind": kind,
        "subject_id": subject_id,
        "zone": ZoneInfo(zone),
        "no_address": None if subject.about_members else footing.notice(request.actor),
    }
    return render_to_string("tasks/_plan_panel.html", context, request=request)


def undecided(request: HttpRequest) -> str:
    """For the job desk: messages of which nobody knows whether they arrived, and what was refused."""
    if not request.actor.can(Permission.MANAGE_TASKS):
        return ""
    states = Message.objects.visible_to(request.actor).order_by().values_list("state")
    counts = dict(states.filter(state__in=UNDECIDED).annotate(Count("pk")))
    context = {state.value: counts.get(state, 0) for state in UNDECIDED}
    return render_to_string("tasks/_undecided_panel.html", context, request=request)


panels.add("queue.desk", "tasks.undecided", undecided)
panels.add("contacts.detail.next", "tasks.next_step", next_step, order=50)
panels.add("contacts.detail", "tasks.more_steps", more_steps, order=10)
panels.add("ui.mast", "tasks.bell", bell, order=10)
panels.add("contacts.detail", "tasks.messages", messages_of, order=60)
