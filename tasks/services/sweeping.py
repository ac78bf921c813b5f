"""One deed for several steps, or for everything of one member; kept, so that it can be taken back.

Up to AT_ONCE are done in the caller's transaction; more are a job's work, a piece a transaction.
"""

import datetime
import uuid
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor, Deputy
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit.services import record
from crm.lib.moments import local_date
from crm.queue.services import enqueue
from tasks.models import Sweep, Task
from tasks.services.pieces import ids_of, piece
from tasks.services.rows import check_day, worker

AT_ONCE = 50
UNDO_FOR = datetime.timedelta(days=30)
Deed, State = Sweep.Deed, Sweep.State


class TooLateToUndo(DomainError):
    sentence = _("This was done more than 30 days ago. Hand the steps over again instead.")


def sweep_steps(
    *,
    by: Actor,
    deed: str,
    tasks: Iterable[uuid.UUID],
    until: datetime.date | None = None,
    to: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Sweep:
    """Finish, snooze or hand over those of `tasks` that are open and visible to the actor. All or none: a day or a
    member that will not do moves nothing. Raises DomainError."""
    require(by, Permission.WORK_TASKS)
    now = now or timezone.now()
    found = Task.objects.visible_to(by).open().filter(pk__in=list(tasks))
    owner = None
    if deed == Deed.HAND_OVER:
        owner = worker(by, to or uuid.UUID(int=0), field="to")
        found = found.exclude(owner=owner)
    if deed == Deed.SNOOZE:
        _check_day(by, until, now)
    row = Sweep(organization_id=by.organization_id, deed=deed, by_id=by.membership_id, to_member=owner)
    row.until = until if deed == Deed.SNOOZE else None
    row.waiting = {"steps": ids_of(found.order_by("due_at", "pk")), "people": []}
    return _begin(by, row, now)


def hand_over_all(
    *,
    by: Actor,
    from_: uuid.UUID,
    to: uuid.UUID,
    steps: bool = True,
    people: bool = False,
    now: datetime.datetime | None = None,
) -> Sweep:
    """Every open step of one member, the people they keep in touch with, or both. One's own, or anybody's with
    MANAGE_TASKS."""
    require(by, Permission.WORK_TASKS)
    if from_ != by.membership_id:
        require(by, Permission.MANAGE_TASKS)
    if from_ == to:
        raise DomainError(_("Choose somebody else."), field="to")
    owner = worker(by, to, field="to")
    row = Sweep(organization_id=by.organization_id, deed=Deed.HAND_OVER, by_id=by.membership_id)
    row.from_member_id, row.to_member, row.has_people = from_, owner, people
    row.waiting = {"steps": [], "people": []}
    if steps:
        mine = Task.objects.filter(organization_id=by.organization_id).open().of(from_)
        row.waiting["steps"] = ids_of(mine.order_by("due_at", "pk"))
    if people:
        require(by, Permission.EDIT_CONTACTS)
        theirs = Contact.objects.visible_to(by).current().filter(owner_id=from_)
        row.waiting["people"] = ids_of(theirs.order_by("sort_name", "pk"))
    return _begin(by, row, now or timezone.now())


def undo_sweep(*, by: Actor, sweep: Sweep, now: datetime.datetime | None = None) -> Sweep:
    """Put back what stands as the deed left it; whatever somebody changed since stays as it is, and is counted.

    One's own, or anybody's with MANAGE_TASKS. Raises NotAllowed, TooLateToUndo.
    """
    require(by, Permission.WORK_TASKS)
    now, row = now or timezone.now(), _locked(by, sweep)
    if row.by_id != by.membership_id:
        require(by, Permission.MANAGE_TASKS)
    if row.state != State.DONE:
        return row
    if now - row.created_at > UNDO_FOR:
        raise TooLateToUndo
    row.state, row.undone_at = State.UNDOING, now
    row.waiting = {"steps": row.moved, "people": row.people}
    row.moved, row.people, row.kept = [], [], 0
    row.save()
    record("tasks.sweep_undone", by=by, target=row, details={"deed": row.deed, "count": row.total})
    return _run(by, row, now)


def carry_on(*, by: Actor, sweep_id: uuid.UUID, now: datetime.datetime | None = None) -> Sweep:
    """The next piece of a sweep, for its job. Done when the row says so."""
    row = _locked(by, Sweep(pk=sweep_id))
    if row.is_running:
        piece(for_the_maker(row), row, now or timezone.now())
    return row


def for_the_maker(row: Sweep) -> Deputy:
    """Who asked for the sweep; whether they might was asked then."""
    return Deputy(
        organization_id=row.organization_id,
        kind="member",
        id=row.by_id,
        acts_for=row.by_id,
        permissions=frozenset(
            {
                Permission.WORK_TASKS,
                Permission.MANAGE_TASKS,
                Permission.VIEW_CONTACTS,
                Permission.VIEW_ALL_CONTACTS,
                Permission.VIEW_MINORS,
                Permission.VIEW_RESTRICTED,
                Permission.EDIT_CONTACTS,
            }
        ),
    )


def _begin(by: Actor, row: Sweep, now: datetime.datetime) -> Sweep:
    row.save(force_insert=True)
    details = {"deed": row.deed, "steps": len(row.waiting["steps"]), "people": len(row.waiting["people"])}
    if row.to_member_id:
        details["to"] = str(row.to_member_id)
    record("tasks.swept", by=by, target=row, details=details)
    return _run(by, row, now)


def _run(by: Actor, row: Sweep, now: datetime.datetime) -> Sweep:
    if row.total > AT_ONCE:
        key = f"{row.pk}.{row.state}"
        enqueue(
            "tasks.sweep",
            by=by,
            key=key,
            payload={"sweep_id": str(row.pk)},
            total=row.total,
            label=Sweep.Deed(row.deed).label,
        )
        return row
    while row.is_running:
        piece(for_the_maker(row), row, now)
    return row


def _check_day(by: Actor, until: datetime.date | None, now: datetime.datetime) -> None:
    if until is None or until < local_date(now, getattr(by, "time_zone", "UTC")):
        raise DomainError(_("Choose today or a later day."), field="until")
    check_day(until, field="until")


def _locked(by: Actor, sweep: Sweep) -> Sweep:
    found = (
        Sweep.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("from_member__user", "to_member__user", "to_member__organization")
        .filter(pk=sweep.pk)
        .first()
    )
    if found is None:
        raise NotAllowed
    return found
