"""When a member is reminded of a step: at most once a day about each, in the app always, by e-mail if they
want it."""

import datetime
import uuid
from datetime import timedelta

from django.utils import timezone

from crm.access.actors import Actor, deputy_of
from crm.access.checks import require
from crm.access.roles import ROLES, Permission
from crm.audit.services import differences, record
from crm.lib.moments import end_of_quiet, instant, local_date
from crm.organizations.models import Membership
from tasks import reasons
from tasks.models import Reminder, ReminderSetting, Task
from tasks.services.queueing import look_at
from tasks.services.scheduling import keep_plan
from tasks.services.using import begin_automatic

STEP = "tasks.step"  # the kind of tasks.reminders
AHEAD = timedelta(hours=1)  # of a step that has an hour


def keep_in_step(*, by: Actor, task: Task, owner: Membership, now: datetime.datetime) -> None:
    """One waiting reminder for an open step if its instant lies ahead, none otherwise. Call with the task's
    row locked.

    A reminder already shown on that day stays the only one of the day.
    """
    at = remind_at(task, owner, setting_of(owner))
    wanted = task.state == Task.State.OPEN and at > now
    on = local_date(at, owner.user.time_zone)
    kept = None
    for reminder in Reminder.objects.filter(organization_id=task.organization_id, task=task):
        if wanted and (reminder.recipient_id, reminder.occurrence_on) == (owner.pk, on):
            kept = reminder
            # On the row, not on what was read: the sender may have shown it since.
            Reminder.objects.filter(pk=reminder.pk).exclude(state=Reminder.State.SHOWN).update(
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
    if wanted and (kept is None or kept.state != Reminder.State.SHOWN):
        look_at(at, by=by)
    _keep_plan(by, task, now)


def _keep_plan(by: Actor, task: Task, now: datetime.datetime) -> None:
    """What an organization's plan for steps says beside: begun by itself with every open step."""
    if task.state == Task.State.OPEN:
        lead = deputy_of(by, Permission.MANAGE_TASKS, Permission.WORK_TASKS)
        begin_automatic(by=lead, kind=STEP, subject_id=task.pk, now=now)
    keep_plan(by=by, kind=STEP, subject_id=task.pk, now=now)


def remind_at(task: Task, owner: Membership, setting: ReminderSetting) -> datetime.datetime:
    """An hour before a step that has an hour; otherwise at the owner's chosen hour of the day it is due."""
    if task.due_time is not None:
        return task.due_at - AHEAD
    return instant(task.due_on, setting.remind_at, owner.user.time_zone)


def setting_of(membership: Membership) -> ReminderSetting:
    """What the member chose, or the unsaved default."""
    found = ReminderSetting.objects.filter(
        organization_id=membership.organization_id, membership=membership
    ).first()
    return found or ReminderSetting(organization_id=membership.organization_id, membership=membership)


def choose_reminders(
    *,
    by: Actor,
    email_on: bool | None = None,
    remind_at: datetime.time | None = None,
    digest_on: bool | None = None,
    digest_at: datetime.time | None = None,
    weekly_on: bool | None = None,
    now: datetime.datetime | None = None,
) -> ReminderSetting:
    """The actor's own wish; None leaves it as it was. A new hour moves the reminders that wait. A public link may only
    turn e-mails off."""
    wanted = {
        "email_on": email_on,
        "remind_at": remind_at,
        "digest_on": digest_on,
        "digest_at": digest_at,
        "weekly_on": weekly_on,
    }
    wanted = {name: value for name, value in wanted.items() if value is not None}
    if any(value is not False for value in wanted.values()):
        require(by, Permission.WORK_TASKS)
    membership = (
        Membership.objects.visible_to(by)
        .select_related("user", "organization")
        .select_for_update(of=("self",))
        .get(pk=by.membership_id or uuid.UUID(int=0))
    )
    setting, before = setting_of(membership), setting_of(membership)
    for name, value in wanted.items():
        setattr(setting, name, value)
    setting.save()
    changes = differences(before, setting, list(wanted))
    if changes:
        record("tasks.reminders_chosen", by=by, target=membership, details={"fields": sorted(changes)})
    if "remind_at" in changes:
        open_ones = Task.objects.visible_to(by).open().of(membership.pk).filter(due_time=None)
        for task in open_ones.select_for_update(of=("self",)).order_by("pk"):
            keep_in_step(by=by, task=task, owner=membership, now=now or timezone.now())
    return setting


def obstacle(task: Task, recipient: Membership, *, today: datetime.date) -> str:
    """Why `recipient` is not to be reminded of `task` (a key of tasks.reasons), or ''."""
    if task.state != Task.State.OPEN:
        return reasons.CLOSED
    if task.owner_id != recipient.pk:
        return reasons.HANDED_OVER
    ended = recipient.ended_at is not None or not recipient.user.is_active
    if ended or (recipient.expires_on is not None and recipient.expires_on < today):
        return reasons.LEFT
    if Permission.WORK_TASKS not in ROLES[recipient.role].permissions:
        return reasons.ROLE
    return ""


def quiet_until(recipient: Membership, now: datetime.datetime) -> datetime.datetime | None:
    """The end of the quiet hours that hold now where the recipient lives, or None."""
    organization = recipient.organization
    return end_of_quiet(
        now,
        start=organization.quiet_from,
        end=organization.quiet_until,
        zone=recipient.user.time_zone,
    )
