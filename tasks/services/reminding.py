"""When a member is reminded of a step: at most once a day about each, in the app always, by e-mail if they want it."""

import datetime
from datetime import timedelta

from crm.lib.moments import instant, local_date
from crm.organizations.models import Membership
from tasks.models import Reminder, ReminderSetting, Task

AHEAD = timedelta(hours=1)  # of a step that has an hour


def keep_in_step(*, task: Task, owner: Membership, now: datetime.datetime) -> None:
    """One waiting reminder for an open step if its instant lies ahead, none otherwise. Call with the task's row locked.

    A reminder already shown on that day stays the only one of the day.
    """
    at = remind_at(task, owner)
    wanted = task.state == Task.State.OPEN and at > now
    on = local_date(at, owner.user.time_zone)
    kept = None
    for reminder in Reminder.objects.filter(organization_id=task.organization_id, task=task):
        if wanted and (reminder.recipient_id, reminder.occurrence_on) == (owner.pk, on):
            kept = reminder
            if reminder.state != Reminder.State.SHOWN:
                Reminder.objects.filter(pk=reminder.pk).update(
                    state=Reminder.State.WAITING, reason="", due_at=at
                )
        elif reminder.state == Reminder.State.WAITING:
            Reminder.objects.filter(pk=reminder.pk, state=Reminder.State.WAITING).update(
                state=Reminder.State.CANCELLED
            )
    if wanted and kept is None:
        Reminder.objects.create(
            organization_id=task.organization_id, task=task, recipient=owner, occurrence_on=on, due_at=at
        )


def remind_at(task: Task, owner: Membership) -> datetime.datetime:
    """An hour before a step that has an hour; otherwise at the owner's chosen hour of the day it is due."""
    if task.due_time is not None:
        return task.due_at - AHEAD
    return instant(task.due_on, setting_of(owner).remind_at, owner.user.time_zone)


def setting_of(membership: Membership) -> ReminderSetting:
    """What the member chose, or the unsaved default."""
    found = ReminderSetting.objects.filter(
        organization_id=membership.organization_id, membership=membership
    ).first()
    return found or ReminderSetting(organization_id=membership.organization_id, membership=membership)
