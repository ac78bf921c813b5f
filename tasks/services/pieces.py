"""One piece of a sweep, done or taken back. Whatever moved since is left as it is and counted."""

import datetime
import uuid

from django.db.models import QuerySet
from django.utils.translation import ngettext

from contacts.models import Contact
from contacts.services import assign_owner
from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.lib.moments import local_date
from crm.organizations.models import Membership
from tasks.models import Sweep, Task
from tasks.services import noticing
from tasks.services.closing import finish_task, reopen_task
from tasks.services.moving import give, put_back, snooze_task

PIECE = 200
Deed, State = Sweep.Deed, Sweep.State


def piece(by: Actor, row: Sweep, now: datetime.datetime) -> None:
    """The next PIECE of what waits: the steps first, then the people. The row is saved."""
    undoing = row.state == State.UNDOING
    steps, row.waiting["steps"] = row.waiting["steps"][:PIECE], row.waiting["steps"][PIECE:]
    people = []
    if not steps:
        people, row.waiting["people"] = row.waiting["people"][:PIECE], row.waiting["people"][PIECE:]
    if undoing:
        _restore(by, row, steps, now)
    else:
        _do(by, row, steps, now)
    if people:
        _assign(by, row, people, row.from_member if undoing else row.to_member)
    if not (row.waiting["steps"] or row.waiting["people"]):
        row.state = State.UNDONE if undoing else State.DONE
        if not undoing:
            _tell(row)
    row.save()


def _do(by: Actor, row: Sweep, ids: list[str], now: datetime.datetime) -> None:
    for task in _steps(row, ids):
        if task.state != Task.State.OPEN or (row.from_member_id and task.owner_id != row.from_member_id):
            row.kept += 1
            continue
        before = [str(task.pk), 0, task.due_on.isoformat(), str(task.owner_id)]
        if row.deed == Deed.DONE:
            task = finish_task(by=by, task=task, now=now)
        elif row.deed == Deed.SNOOZE:
            task = snooze_task(by=by, task=task, until=_day_of(row, task, now), now=now)
        elif row.to_member:
            task = give(by, task, row.to_member, now)
        before[1] = task.version
        row.moved.append(before)


def _restore(by: Actor, row: Sweep, items: list[list], now: datetime.datetime) -> None:
    was = {uuid.UUID(item[0]): item for item in items}
    owners = Membership.objects.filter(organization_id=row.organization_id).select_related(
        "user", "organization"
    )
    known = {owner.pk: owner for owner in owners.filter(pk__in={uuid.UUID(item[3]) for item in items})}
    there = _steps(row, list(was))
    row.kept += len(was) - len(there)
    for task in there:
        _id, version, day, owner_id = was[task.pk]
        if task.version != version:
            row.kept += 1
            continue
        if row.deed == Deed.DONE:
            try:
                reopen_task(by=by, task=task, now=now)
            except DomainError:
                row.kept += 1
                continue
        else:
            day, owner = datetime.date.fromisoformat(day), known[uuid.UUID(owner_id)]
            put_back(by, task, due_on=day, owner=owner, now=now)
        row.moved.append(was[task.pk])


def _assign(by: Actor, row: Sweep, ids: list[str], owner: Membership | None) -> None:
    """Those whom the other side may not be given (a minor, somebody who has left) stay, and are counted."""
    had = row.from_member_id if row.state == State.WAITING else row.to_member_id
    found = list(Contact.objects.visible_to(by).filter(pk__in=ids, owner_id=had))
    try:
        assign_owner(by=by, contacts=found, owner=owner)
    except DomainError:
        found = []
    given = Contact.objects.visible_to(by).filter(
        pk__in=[person.pk for person in found], owner_id=owner and owner.pk
    )
    moved = ids_of(given)
    row.people.extend(moved)
    row.kept += len(ids) - len(moved)


def _tell(row: Sweep) -> None:
    count = len(row.moved)
    if row.to_member is None or not count or row.to_member_id == row.by_id:
        return
    noticing.tell(
        row.to_member,
        lambda: (
            ngettext(
                "%(count)d next step was handed to you", "%(count)d next steps were handed to you", count
            )
            % {"count": count}
        ),
    )


def _steps(row: Sweep, ids: list) -> list[Task]:
    return list(
        Task.objects.filter(organization_id=row.organization_id, pk__in=ids)
        .select_for_update(of=("self",))
        .select_related("owner__user", "owner__organization", "contact")
        .order_by("pk")
    )


def _day_of(row: Sweep, task: Task, now: datetime.datetime) -> datetime.date:
    """Where the owner lives it may be tomorrow already."""
    today = local_date(now, task.owner.user.time_zone)
    return max(row.until or today, today)


def ids_of(found: QuerySet) -> list[str]:
    return [str(pk) for pk in found.values_list("pk", flat=True)]
