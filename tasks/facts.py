"""What follow-ups tell of a person, for lists and segments, and the next step in the list of people."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import facts
from contacts.facts import Asking, Brief, Kind, OfRows
from contacts.models import Contact
from tasks.models import Task

GROUP = _("Follow-ups")


def open_steps(asking: Asking) -> QuerySet[Task]:
    """Of anybody: whether somebody follows up is a fact about the person."""
    return Task.objects.open().filter(contact__isnull=False)


def overdue_steps(asking: Asking) -> QuerySet[Task]:
    return Task.objects.overdue(now=timezone.now()).filter(contact__isnull=False)


def next_steps(asking: Asking, people: Sequence[Contact]) -> Mapping[uuid.UUID, Brief]:
    """The first due of each person's steps that the asker may see."""
    now = timezone.now()
    steps = (
        Task.objects.visible_to(asking.actor)
        .open()
        .filter(contact_id__in=[person.pk for person in people])
        .order_by("contact_id", "due_at", "pk")
        .distinct("contact_id")
    )
    return {
        step.contact_id: Brief(
            step.title, on=step.due_on, is_late=step.due_at < now, url=reverse("tasks:task", args=[step.pk])
        )
        for step in steps
    }


facts.add(
    OfRows(
        name="tasks.next_step",
        label=_("Open next step"),
        kind=Kind.YES_NO,
        group=GROUP,
        rows=open_steps,
        brief=next_steps,
        words={"yes": _("with an open next step"), "no": _("without a next step")},
    ),
    OfRows(
        name="tasks.overdue",
        label=_("Overdue step"),
        kind=Kind.YES_NO,
        group=GROUP,
        rows=overdue_steps,
        words={"yes": _("with an overdue step"), "no": _("with nothing overdue")},
    ),
    OfRows(
        name="tasks.done",
        label=_("Step done"),
        kind=Kind.DATE,
        group=GROUP,
        rows=lambda asking: Task.objects.filter(state="done", contact__isnull=False),
        at="closed_at",
    ),
)
