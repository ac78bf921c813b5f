"""A next step that falls due, as a subject of reminder plans: its owner, for as long as it is open."""

import datetime
import uuid
from collections.abc import Collection

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.roles import Permission
from tasks import letters, subjects
from tasks.models import Task
from tasks.services.reminding import STEP
from tasks.subjects import Audiences, Field, Happening, Participant, Subject, Traits


def load(actor: Actor, task_id: uuid.UUID) -> Happening | None:
    """Titled by its kind alone where the title could name somebody whom the owner may not see, a minor, or
    somebody confidential: this may leave the house as an e-mail."""
    task = (
        Task.objects.filter(organization_id=actor.organization_id, pk=task_id)
        .select_related("owner__user", "contact")
        .first()
    )
    return _happening(task) if task else None


def participants(actor: Actor, task_id: uuid.UUID, people: Collection[uuid.UUID] | None) -> list[Participant]:
    task = Task.objects.filter(organization_id=actor.organization_id, pk=task_id).first()
    if task is None or (people is not None and task.owner_id not in people):
        return []
    return [Participant(status=task.state, since=task.created_at, member_id=task.owner_id)]


def traits(actor: Actor, task_id: uuid.UUID) -> Traits | None:
    task = Task.objects.filter(organization_id=actor.organization_id, pk=task_id).first()
    return Traits(kind=task.kind, owner_id=task.owner_id) if task else None


def values(actor: Actor, happening: Happening, language: str) -> dict[str, str]:
    return {"link": settings.PUBLIC_URL + happening.url}


def upcoming(actor: Actor, now: datetime.datetime) -> list[Happening]:
    mine = Task.objects.visible_to(actor).open().select_related("owner__user", "contact")
    return [_happening(task) for task in mine.filter(due_at__gte=now).order_by("due_at", "pk")[:30]]


def _happening(task: Task) -> Happening:
    contact = task.contact
    veiled = contact is not None and (
        contact.is_minor
        or contact.confidentiality != Contact.Confidentiality.NORMAL
        or not Contact.objects.visible_to(letters.member_of(task.owner)).filter(pk=contact.pk).exists()
    )
    return Happening(
        id=task.pk,
        title=f"{task.get_kind_display()} ({contact.initials})" if veiled and contact else task.title,
        # Without an hour it is due by the end of its day: still that day.
        starts_at=task.due_at if task.due_time else task.due_at - datetime.timedelta(minutes=1),
        zone=task.owner.user.time_zone,
        url=reverse("tasks:task", args=[task.pk]),
    )


subjects.add(
    Subject(
        kind=STEP,
        label=_("Next steps of members"),
        statuses=[(Task.State.OPEN.value, _("It is open"))],
        load=load,
        participants=participants,
        manage=Permission.MANAGE_TASKS,
        fields={"link": Field(_("a link to the step"), "https://…/tasks/")},
        values=values,
        upcoming=upcoming,
        audiences=Audiences(coming=(Task.State.OPEN.value,)),
        about_members=True,
        traits=traits,
        kinds=list(Task.Kind.choices),
        standard="step",
    )
)
