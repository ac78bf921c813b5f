"""Steps that were done with a person, on their timeline."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.timeline import entries
from crm.timeline.entries import Entry
from tasks.models import Task


def done(actor: Actor, contact_id: uuid.UUID, limit: int) -> list[Entry]:
    """Nothing of a person whom the reader may not see."""
    if not Contact.objects.visible_to(actor).filter(pk=contact_id).exists():
        return []
    found = (
        Task.objects.visible_to(actor)
        .filter(contact_id=contact_id, state=Task.State.DONE)
        .select_related("closed_by__user")
        .order_by("-closed_at", "-pk")[:limit]
    )
    return [
        Entry(
            at=task.closed_at,
            title=_("Done: %(title)s") % {"title": task.title},
            icon="check",
            text=task.outcome,
            url=reverse("tasks:task", args=[task.pk]),
            by=str(task.closed_by.user) if task.closed_by else "",
        )
        for task in found
    ]


entries.add("tasks", done)
