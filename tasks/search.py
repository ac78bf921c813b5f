"""Open steps by the words of their title, the reader's first."""

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.search import finders
from crm.search.finders import Hit
from tasks.models import Task


def find(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Every word must occur. Open ones only: their number is bounded by what people can do."""
    found = Task.objects.visible_to(actor).open().select_related("owner__user")
    for word in text.split()[:6]:
        found = found.filter(title__icontains=word)
    own = Case(
        When(owner_id=actor.membership_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return [
        Hit(
            title=task.title,
            url=reverse("tasks:task", args=[task.pk]),
            detail=str(task.owner.user),
            icon="check",
        )
        for task in found.annotate(rank=own).order_by("rank", "due_at", "pk")[:limit]
    ]


finders.add("tasks", _("Next steps"), find, order=20)
