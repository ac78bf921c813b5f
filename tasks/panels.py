"""What this room shows on a person's page: what comes next with them."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from contacts.models import Contact
from crm.access.roles import Permission
from crm.ui import panels
from tasks.lines import lines
from tasks.models import Task

SHOWN = 6


def next_steps(request: HttpRequest, *, contact: Contact) -> str:
    """The open steps that this reader may see, the first due first."""
    if not request.actor.can(Permission.WORK_TASKS):
        return ""
    found = list(
        Task.objects.visible_to(request.actor)
        .open()
        .filter(contact_id=contact.pk)
        .select_related("contact", "owner__user")
        .order_by("due_at", "pk")[:SHOWN]
    )
    context = {"steps": lines(request.actor, found), "contact": contact, "back": request.path}
    return render_to_string("tasks/_panel.html", context, request=request)


panels.add("contacts.detail", "tasks.next_steps", next_steps, order=10)
