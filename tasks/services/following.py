"""Making, closing, moving and handing over next steps. Each is audited and keeps the step's reminder in
step."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission
from crm.audit.services import differences, record
from crm.lib.moments import end_of_day, instant, local_date
from crm.organizations.models import Membership
from tasks.models import Task
from tasks.services import noticing, reminding

EDITABLE = ["title", "kind", "contact_id", "due_on", "due_time", "due_at", "owner_id"]


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
    now: datetime.datetime | None = None,
) -> Task:
    """A next step for the membership `owner_id`, due at `due_time` or by the end of `due_on` in the owner's
    zone.

    Idempotent: the same `client_uuid`, or an open step with the same origin, contact and source, is given
    back as it is.
    Raises NotAllowed; DomainError for an empty title or an owner who cannot work on tasks.
    """
    require(by, Permission.WORK_TASKS)
    now = now or timezone.now()
    if known := _known(by, contact, origin, source_id, client_uuid):
        return known
    owner = worker(by, owner_id, field="owner")
    task = Task(
        organization_id=by.organization_id,
        title=_title(title),
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
    now: datetime.datetime | None = None,
) -> Task:
    """Raises DomainError when the step is closed: reopen it first."""
    task = _locked(by, task)
    if task.state != Task.State.OPEN:
        raise DomainError(_("This step is closed. Open it again to change it."))
    before = _copy(task)
    owner = task.owner if owner_id == task.owner_id else worker(by, owner_id, field="owner")
    task.title, task.kind, task.contact, task.owner = _title(title), kind, contact, owner
    _due(task, due_on, due_time)
    _save(by, "tasks.changed", before, task, EDITABLE, now=now)
    if owner.pk not in (before.owner_id, by.membership_id):
        noticing.tell(owner, _("A next step was handed to you"), task=task)
    return task


def finish_task(*, by: Actor, task: Task, outcome: str = "", now: datetime.datetime | None = None) -> Task:
    """Done, with an optional word on how it went. Finishing twice changes nothing."""
    return _close(by, task, Task.State.DONE, "tasks.finished", outcome, now)


def drop_task(*, by: Actor, task: Task, outcome: str = "", now: datetime.datetime | None = None) -> Task:
    """It will not be done; `outcome` says why."""
    return _close(by, task, Task.State.DROPPED, "tasks.dropped", outcome, now)


def reopen_task(*, by: Actor, task: Task, now: datetime.datetime | None = None) -> Task:
    """Takes finishing or dropping back. Raises DomainError where another open step stands for the same
    thing."""
    task = _locked(by, task)
    if task.state == Task.State.OPEN:
        return task
    if _open_twin(task):
        raise DomainError(_("There is already an open step for this."))
    before = _copy(task)
    task.state, task.outcome, task.closed_at, task.closed_by = Task.State.OPEN, "", None, None
    return _save(by, "tasks.reopened", before, task, ["state", "outcome"], now=now)


def snooze_task(*, by: Actor, task: Task, until: datetime.date, now: datetime.datetime | None = None) -> Task:
    """Due on a later day; an hour that was set stays. Raises DomainError for a day before today in the owner's
    zone."""
    task, now = _locked(by, task), now or timezone.now()
    if task.state != Task.State.OPEN:
        raise DomainError(_("This step is closed. Open it again to change it."))
    if until < local_date(now, task.owner.user.time_zone):
        raise DomainError(_("Choose today or a later day."), field="until")
    before = _copy(task)
    _due(task, until, task.due_time)
    task.snoozed_times += 1
    return _save(by, "tasks.snoozed", before, task, ["due_on", "due_at", "snoozed_times"], now=now)


def hand_over_task(*, by: Actor, task: Task, to: uuid.UUID, now: datetime.datetime | None = None) -> Task:
    """To another member (`to`: the membership's id). Its hour is read in the new owner's zone from then
    on."""
    task = _locked(by, task)
    if task.state != Task.State.OPEN:
        raise DomainError(_("This step is closed. Open it again to change it."))
    if to == task.owner_id:
        return task
    owner = worker(by, to, field="to")
    _hand_over(by, task, owner, now)
    if owner.pk != by.membership_id:
        noticing.tell(owner, _("A next step was handed to you"), task=task)
    return task


def hand_over_all(*, by: Actor, from_: uuid.UUID, to: uuid.UUID, now: datetime.datetime | None = None) -> int:
    """Every open step of one member to another; their number. One's own, or anybody's with MANAGE_TASKS."""
    require(by, Permission.WORK_TASKS)
    if from_ != by.membership_id:
        require(by, Permission.MANAGE_TASKS)
    if from_ == to:
        raise DomainError(_("Choose somebody else."), field="to")
    owner = worker(by, to, field="to")
    tasks = list(
        Task.objects.filter(organization_id=by.organization_id)
        .open()
        .of(from_)
        .select_for_update(of=("self",))
        .select_related("owner__user")
        .order_by("pk")
    )
    for task in tasks:
        _hand_over(by, task, owner, now)
    if tasks and owner.pk != by.membership_id:
        noticing.tell(
            owner,
            lambda: (
                ngettext(
                    "%(count)d next step was handed to you",
                    "%(count)d next steps were handed to you",
                    len(tasks),
                )
                % {"count": len(tasks)}
            ),
        )
    return len(tasks)


def worker(by: Actor, membership_id: uuid.UUID, *, field: str) -> Membership:
    """An active member of the actor's organization whose role works on tasks. Raises DomainError."""
    today = timezone.localdate()
    found = (
        Membership.objects.visible_to(by)
        .active(on=today)
        .select_related("user", "organization")
        .filter(pk=membership_id)
        .first()
    )
    if found is None or Permission.WORK_TASKS not in ROLES[found.role].permissions:
        raise DomainError(_("Choose a member who works on next steps."), field=field)
    return found


def due_instant(day: datetime.date, hour: datetime.time | None, zone: str) -> datetime.datetime:
    return end_of_day(day, zone) if hour is None else instant(day, hour, zone)


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


def _open_twin(task: Task) -> bool:
    if not task.origin or not (task.contact_id or task.source_id):
        return False
    return (
        Task.objects.filter(organization_id=task.organization_id, origin=task.origin)
        .filter(contact=task.contact, source_id=task.source_id, state=Task.State.OPEN)
        .exists()
    )


def _locked(by: Actor, task: Task) -> Task:
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


def _copy(task: Task) -> Task:
    return Task(**{field.attname: getattr(task, field.attname) for field in Task._meta.concrete_fields})


def _title(title: str) -> str:
    title = " ".join(title.split())[:200]
    if not title:
        raise DomainError(_("Say what to do."), field="title")
    return title


def _due(task: Task, day: datetime.date, hour: datetime.time | None) -> None:
    task.due_on, task.due_time = day, hour
    task.due_at = due_instant(day, hour, task.owner.user.time_zone)


def _hand_over(by: Actor, task: Task, owner: Membership, now: datetime.datetime | None) -> None:
    before = _copy(task)
    task.owner = owner
    _due(task, task.due_on, task.due_time)
    _save(by, "tasks.handed_over", before, task, ["owner_id", "due_at"], now=now)


def _close(by: Actor, task: Task, state: str, verb: str, outcome: str, now: datetime.datetime | None) -> Task:
    task = _locked(by, task)
    if task.state != Task.State.OPEN:
        return task
    before = _copy(task)
    task.state, task.outcome = state, " ".join(outcome.split())[:250]
    task.closed_at, task.closed_by_id = now or timezone.now(), by.membership_id
    return _save(by, verb, before, task, ["state", "outcome"], now=now)


def _save(
    by: Actor, verb: str, before: Task, task: Task, names: list[str], *, now: datetime.datetime | None
) -> Task:
    task.save()
    record(verb, by=by, target=task, changes=differences(before, task, names))
    reminding.keep_in_step(by=by, task=task, owner=task.owner, now=now or timezone.now())
    return task
