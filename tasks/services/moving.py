"""Moving one step to another day or another member."""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.lib.moments import local_date
from crm.organizations.models import Membership
from tasks.models import Task
from tasks.services import noticing
from tasks.services.rows import check_day, copy_of, locked_open, save, set_due, worker


def snooze_task(*, by: Actor, task: Task, until: datetime.date, now: datetime.datetime | None = None) -> Task:
    """Due on a later day; an hour that was set stays. Raises DomainError for a day before today in the owner's
    zone."""
    task, now = locked_open(by, task), now or timezone.now()
    if until < local_date(now, task.owner.user.time_zone):
        raise DomainError(_("Choose today or a later day."), field="until")
    check_day(until, field="until")
    before = copy_of(task)
    set_due(task, until, task.due_time)
    task.snoozed_times += 1
    return save(by, "tasks.snoozed", before, task, ["due_on", "due_at", "snoozed_times"], now=now)


def hand_over_task(*, by: Actor, task: Task, to: uuid.UUID, now: datetime.datetime | None = None) -> Task:
    """To another member (`to`: the membership's id). Its hour is read in the new owner's zone from then
    on."""
    task = locked_open(by, task)
    if to == task.owner_id:
        return task
    owner = worker(by, to, field="to")
    give(by, task, owner, now)
    if owner.pk != by.membership_id:
        noticing.tell(owner, _("A next step was handed to you"), task=task)
    return task


def give(by: Actor, task: Task, owner: Membership, now: datetime.datetime | None) -> Task:
    """Without a notice: whoever gives many tells once. `task` is locked."""
    before = copy_of(task)
    task.owner = owner
    set_due(task, task.due_on, task.due_time)
    return save(by, "tasks.handed_over", before, task, ["owner_id", "due_at"], now=now)


def put_back(
    by: Actor, task: Task, *, due_on: datetime.date, owner: Membership, now: datetime.datetime | None
) -> Task:
    """As it stood before it was snoozed or handed over. `task` is locked."""
    before = copy_of(task)
    task.owner = owner
    if task.due_on != due_on:
        task.snoozed_times = max(0, task.snoozed_times - 1)
    set_due(task, due_on, task.due_time)
    return save(
        by, "tasks.put_back", before, task, ["owner_id", "due_on", "due_at", "snoozed_times"], now=now
    )
