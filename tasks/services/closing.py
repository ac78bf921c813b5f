"""Done, dropped, open again. A step that comes round makes its next when it is done."""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.audit.services import record
from crm.lib.moments import local_date
from tasks import repeating
from tasks.models import Task
from tasks.services import reminding
from tasks.services.rows import copy_of, due_instant, locked, save


def finish_task(*, by: Actor, task: Task, outcome: str = "", now: datetime.datetime | None = None) -> Task:
    """Done, with an optional word on how it went. Finishing twice changes nothing; one that comes round makes the
    next."""
    return _close(by, task, Task.State.DONE, "tasks.finished", outcome, now)


def drop_task(
    *,
    by: Actor,
    task: Task,
    outcome: str = "",
    once: bool = False,
    now: datetime.datetime | None = None,
) -> Task:
    """It will not be done; `outcome` says why. A step that comes round ends with it, unless dropped only `once`."""
    return _close(by, task, Task.State.DROPPED, "tasks.dropped", outcome, now, goes_on=once)


def reopen_task(*, by: Actor, task: Task, now: datetime.datetime | None = None) -> Task:
    """Takes finishing or dropping back; the next of its round goes with it, if nobody touched it yet.

    Raises DomainError where another open step stands for the same thing.
    """
    task = locked(by, task)
    if task.state == Task.State.OPEN:
        return task
    if _open_twin(task):
        raise DomainError(_("There is already an open step for this."))
    following = _next_of(task)
    if following and following.state == Task.State.OPEN and following.version == 1:
        _close(
            by, following, Task.State.DROPPED, "tasks.dropped", str(_("The one before is open again.")), now
        )
    before = copy_of(task)
    task.state, task.outcome, task.closed_at, task.closed_by = Task.State.OPEN, "", None, None
    return save(by, "tasks.reopened", before, task, ["state", "outcome"], now=now)


def _close(
    by: Actor,
    task: Task,
    state: str,
    verb: str,
    outcome: str,
    now: datetime.datetime | None,
    *,
    goes_on: bool | None = None,
) -> Task:
    task, now = locked(by, task), now or timezone.now()
    if task.state != Task.State.OPEN:
        return task
    before = copy_of(task)
    task.state, task.outcome = state, " ".join(outcome.split())[:250]
    task.closed_at, task.closed_by_id = now, by.membership_id
    save(by, verb, before, task, ["state", "outcome"], now=now)
    if task.repeat_rule and (state == Task.State.DONE if goes_on is None else goes_on):
        _make_next(by, task, now)
    return task


def _make_next(by: Actor, task: Task, now: datetime.datetime) -> Task | None:
    """On the rule's next day that is not past; days that went by unheeded are not made up for."""
    if task.repeat_from is None or task.repeat_on is None:  # never, with a rule: the table sees to it
        return None
    zone = task.owner.user.time_zone
    yesterday = local_date(now, zone) - datetime.timedelta(days=1)
    after = max(task.repeat_on, yesterday)
    found = repeating.days(task.repeat_rule, task.repeat_from, after=after, count=1)
    if not found:
        return None
    known = _next_of(task)
    if known:
        return known if known.state == Task.State.OPEN else reopen_task(by=by, task=known, now=now)
    day = found[0]
    made = copy_of(task)
    made.pk, made.client_uuid = Task._meta.pk.get_default(), _next_key(task)
    made.due_on = made.repeat_on = day
    made.due_at = due_instant(day, task.due_time, zone)
    made.state, made.outcome, made.closed_at, made.closed_by_id = Task.State.OPEN, "", None, None
    made.snoozed_times, made.version, made.created_at = 0, 1, now
    made.created_by_id = by.membership_id
    made.save(force_insert=True)
    record("tasks.came_round", by=by, target=made, details={"before": str(task.pk)})
    reminding.keep_in_step(by=by, task=made, owner=task.owner, now=now)
    return made


def _next_of(task: Task) -> Task | None:
    if not task.repeat_rule:
        return None
    return Task.objects.filter(organization_id=task.organization_id, client_uuid=_next_key(task)).first()


def _next_key(task: Task) -> uuid.UUID:
    return uuid.uuid5(task.pk, "next")


def _open_twin(task: Task) -> bool:
    if not task.origin or not (task.contact_id or task.source_id):
        return False
    return (
        Task.objects.filter(organization_id=task.organization_id, origin=task.origin)
        .filter(contact=task.contact, source_id=task.source_id, state=Task.State.OPEN)
        .exists()
    )
