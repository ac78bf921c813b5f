"""What every deed with a step shares: reading it for a change, when it is due, who may work on it, saving it."""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed, StaleEdit
from crm.access.roles import ROLES, Permission
from crm.audit.services import differences, record
from crm.lib.moments import end_of_day, instant, is_far_off
from crm.organizations.models import Membership
from tasks.models import Task
from tasks.services import reminding


class TaskChanged(StaleEdit):
    """Carries the step as it is now, so that the form can show both values."""

    def __init__(self, current: Task):
        super().__init__()
        self.current = current


class TaskClosed(DomainError):
    sentence = _("This step is closed. Open it again to change it.")


def due_instant(day: datetime.date, hour: datetime.time | None, zone: str) -> datetime.datetime:
    return end_of_day(day, zone) if hour is None else instant(day, hour, zone)


def check_day(day: datetime.date, *, field: str) -> None:
    """Raises DomainError."""
    if is_far_off(day, timezone.localdate()):
        raise DomainError(_("This day is too far off. Check the year."), field=field)


def worker(by: Actor, membership_id: uuid.UUID, *, field: str) -> Membership:
    """An active member of the actor's organization whose role works on tasks. Raises DomainError."""
    found = (
        Membership.objects.visible_to(by)
        .active(on=timezone.localdate())
        .select_related("user", "organization")
        .filter(pk=membership_id)
        .first()
    )
    if found is None or Permission.WORK_TASKS not in ROLES[found.role].permissions:
        raise DomainError(_("Choose a member who works on next steps."), field=field)
    return found


def locked(by: Actor, task: Task) -> Task:
    """The row as it is now, held until the end of the transaction. Raises NotAllowed."""
    require(by, Permission.WORK_TASKS)
    found = (
        Task.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("owner__user", "owner__organization", "contact")
        .filter(pk=task.pk)
        .first()
    )
    if found is None:
        raise NotAllowed
    return found


def locked_open(by: Actor, task: Task) -> Task:
    """Raises TaskClosed."""
    task = locked(by, task)
    if task.state != Task.State.OPEN:
        raise TaskClosed
    return task


def copy_of(task: Task) -> Task:
    return Task(**{field.attname: getattr(task, field.attname) for field in Task._meta.concrete_fields})


def clean_title(title: str) -> str:
    title = " ".join(title.split())[:200]
    if not title:
        raise DomainError(_("Say what to do."), field="title")
    return title


def set_due(task: Task, day: datetime.date, hour: datetime.time | None) -> None:
    task.due_on, task.due_time = day, hour
    task.due_at = due_instant(day, hour, task.owner.user.time_zone)


def save(
    by: Actor, verb: str, before: Task, task: Task, names: list[str], *, now: datetime.datetime | None
) -> Task:
    """With its audit, a new version and its reminder kept in step."""
    task.version = before.version + 1
    task.save()
    record(verb, by=by, target=task, changes=differences(before, task, names))
    reminding.keep_in_step(by=by, task=task, owner=task.owner, now=now or timezone.now())
    return task
