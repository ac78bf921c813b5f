"""What this room shows on a person's page: the next thing to do with them, and what else is open."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from contacts.models import Contact
from crm.access.roles import Permission
from crm.ui import panels
from tasks.lines import Line, lines
from tasks.models import Notice, Task

SHOWN = 7


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


panels.add("contacts.detail.next", "tasks.next_step", next_step, order=50)
panels.add("contacts.detail", "tasks.more_steps", more_steps, order=10)
panels.add("ui.mast", "tasks.bell", bell, order=10)
