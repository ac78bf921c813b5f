"""Making and changing next steps. Each deed is audited and keeps the step's reminder in step."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit.services import record
from tasks import repeating
from tasks.models import Task
from tasks.services import noticing, reminding
from tasks.services.rows import (
    TaskChanged,
    TaskClosed,
    check_day,
    clean_title,
    copy_of,
    due_instant,
    locked,
    save,
    set_due,
    worker,
)

__all__ = ["create_task", "due_instant", "edit_task", "worker"]

EDITABLE = ["title", "kind", "contact_id", "due_on", "due_time", "due_at", "owner_id", "repeat_rule"]


def create_task(
    *,
    by: Actor,
    title: str,
    owner_id: uuid.UUID,
    due_on: datetime.date,
    kind: str = Task.Kind.FOLLOW_UP,
    due_time: datetime.time | None = None,
    contact: Contact | None = None,
    origin: str = "",
    source_id: uuid.UUID | None = None,
    client_uuid: uuid.UUID | None = None,
    repeat: str = "",
    repeat_until: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> Task:
    """A next step for the membership `owner_id`, due at `due_time` or by the end of `due_on` in the owner's
    zone. `repeat` (repeating.Repeat) lets it come round again from `due_on` on.

    Idempotent: the same `client_uuid`, or an open step with the same origin, contact and source, is given
    back as it is.
    Raises NotAllowed; DomainError for an empty title, a day years away or an owner who cannot work on tasks.
    """
    require(by, Permission.WORK_TASKS)
    now = now or timezone.now()
    if known := _known(by, contact, origin, source_id, client_uuid):
        return known
    check_day(due_on, field="due_on")
    owner = worker(by, owner_id, field="owner")
    task = Task(
        organization_id=by.organization_id,
        title=clean_title(title),
        kind=kind,
        owner=owner,
        contact=contact,
        due_on=due_on,
        due_time=due_time,
        due_at=due_instant(due_on, due_time, owner.user.time_zone),
        origin=origin,
        source_id=source_id,
        client_uuid=client_uuid,
        created_by_id=by.membership_id,
    )
    _repeat(task, repeating.rule_of(repeat, due_on, repeat_until))
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:
        # Somebody sent the same at the same moment.
        if known := _known(by, contact, origin, source_id, client_uuid):
            return known
        raise
    record("tasks.created", by=by, target=task, details={"kind": kind, "origin": origin})
    reminding.keep_in_step(by=by, task=task, owner=owner, now=now)
    if by.membership_id not in (None, owner.pk):
        noticing.tell(owner, _("A new next step for you"), task=task)
    return task


def edit_task(
    *,
    by: Actor,
    task: Task,
    title: str,
    kind: str,
    due_on: datetime.date,
    due_time: datetime.time | None,
    contact: Contact | None,
    owner_id: uuid.UUID,
    repeat: str | None = None,
    repeat_until: datetime.date | None = None,
    version: int | None = None,
    now: datetime.datetime | None = None,
) -> Task:
    """Raises TaskClosed; TaskChanged, a StaleEdit, when somebody saved since `version` was shown.

    `repeat` None leaves it as it is; another choice begins a new round on `due_on`.
    """
    task = locked(by, task)
    check_as_shown(task, version=version)
    check_day(due_on, field="due_on")
    before = copy_of(task)
    owner = task.owner if owner_id == task.owner_id else worker(by, owner_id, field="owner")
    task.title, task.kind, task.contact, task.owner = clean_title(title), kind, contact, owner
    set_due(task, due_on, due_time)
    if repeat is not None and _chose_anew(task, before, repeat, repeat_until):
        _repeat(task, repeating.rule_of(repeat, due_on, repeat_until))
    save(by, "tasks.changed", before, task, EDITABLE, now=now)
    if owner.pk not in (before.owner_id, by.membership_id):
        noticing.tell(owner, _("A next step was handed to you"), task=task)
    return task


def check_as_shown(task: Task, *, version: int | None) -> None:
    """What comes before any rule about what was typed. Raises TaskClosed; TaskChanged, when somebody saved since `version`
    was shown."""
    if task.state != Task.State.OPEN:
        raise TaskClosed
    if version is not None and version != task.version:
        raise TaskChanged(task)


def _chose_anew(task: Task, before: Task, repeat: str, until: datetime.date | None) -> bool:
    """Otherwise the round goes on: moving one of its days does not move the days to come."""
    known = (repeating.choice_of(before.repeat_rule), repeating.until_of(before.repeat_rule))
    return (repeat, until) != known


def _repeat(task: Task, rule: str) -> None:
    task.repeat_rule = rule
    task.repeat_from = task.repeat_on = task.due_on if rule else None


def _known(
    by: Actor,
    contact: Contact | None,
    origin: str,
    source_id: uuid.UUID | None,
    client_uuid: uuid.UUID | None,
) -> Task | None:
    same = Q(pk=None)
    if client_uuid:
        same |= Q(client_uuid=client_uuid)
    if origin and (contact or source_id):
        same |= Q(state=Task.State.OPEN, origin=origin, contact=contact, source_id=source_id)
    return Task.objects.filter(same, organization_id=by.organization_id).order_by("pk").first()
