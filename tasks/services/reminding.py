"""When a member is reminded of a step: at most once a day about each, in the app always, by e-mail if they
want it."""

import datetime
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit.services import differences, record
from crm.lib.moments import end_of_quiet, instant, local_date
from crm.organizations.models import Membership
from tasks import letters, reasons
from tasks.models import Message, Notice, Reminder, ReminderSetting, Task
from tasks.services.queueing import look_at, send_later

AHEAD = timedelta(hours=1)  # of a step that has an hour
BATCH = 500


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
    email_on: bool,
    remind_at: datetime.time | None = None,
    now: datetime.datetime | None = None,
) -> ReminderSetting:
    """The actor's own wish. A new hour moves the reminders that wait. A public link may only change `email_on`."""
    membership = (
        Membership.objects.visible_to(by)
        .select_related("user", "organization")
        .get(pk=by.membership_id or uuid.UUID(int=0))
    )
    setting = setting_of(membership)
    before = ReminderSetting(email_on=setting.email_on, remind_at=setting.remind_at)
    setting.email_on = email_on
    if remind_at is not None:
        require(by, Permission.WORK_TASKS)
        setting.remind_at = remind_at
    setting.save()
    changes = differences(before, setting, ["email_on", "remind_at"])
    if changes:
        record("tasks.reminders_chosen", by=by, target=membership, details={"email_on": email_on})
    if "remind_at" in changes:
        open_ones = Task.objects.visible_to(by).open().of(membership.pk).filter(due_time=None)
        for task in open_ones.select_for_update(of=("self",)).order_by("pk"):
            keep_in_step(by=by, task=task, owner=membership, now=now or timezone.now())
    return setting


def show_due(*, by: Actor, now: datetime.datetime | None = None, limit: int = BATCH) -> list[Message]:
    """Turn up to `limit` due reminders into notices and messages, in the caller's transaction.

    Rows that another worker holds are left to it. Returns the messages made: [] means that nothing was due.
    """
    now = now or timezone.now()
    due = list(
        Reminder.objects.visible_to(by)
        .due(now=now)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("task__contact", "recipient__user", "recipient__organization")
        .order_by("due_at", "pk")[:limit]
    )
    if not due:
        return []
    wishes, seen = _wishes(by, due), _seen(due)
    shown: list[Reminder] = []
    blocked: list[Reminder] = []
    notices: list[Notice] = []
    messages: list[Message] = []
    for reminder in due:
        why = obstacle(reminder.task, reminder.recipient, today=timezone.localdate(now))
        reminder.reason = why
        (blocked if why else shown).append(reminder)
        if not why:
            notices.append(_notice(reminder))
        sees = (reminder.recipient_id, reminder.task.contact_id) in seen
        messages.append(_message(reminder, why or _no_email(reminder.recipient, wishes), sees, now))
    _settle(by, shown, state=Reminder.State.SHOWN, shown_at=now)
    for why in {reminder.reason for reminder in blocked}:
        same = [reminder for reminder in blocked if reminder.reason == why]
        _settle(by, same, state=Reminder.State.BLOCKED, reason=why)
    Notice.objects.bulk_create(notices)
    # A reminder that was blocked and came back: its earlier, unsent message gives way.
    Message.objects.visible_to(by).filter(
        key__in=[message.key for message in messages], state=Message.State.BLOCKED
    ).delete()
    Message.objects.bulk_create(messages)
    for message in messages:
        if message.state == Message.State.READY:
            send_later(message, by=by)
    return messages


def _settle(by: Actor, reminders: list[Reminder], **changes: object) -> None:
    Reminder.objects.visible_to(by).filter(pk__in=[reminder.pk for reminder in reminders]).update(**changes)


def obstacle(task: Task, recipient: Membership, *, today: datetime.date) -> str:
    """Why `recipient` is not to be reminded of `task` (a key of tasks.reasons), or ''."""
    if task.state != Task.State.OPEN:
        return reasons.CLOSED
    if task.owner_id != recipient.pk:
        return reasons.HANDED_OVER
    ended = recipient.ended_at is not None or not recipient.user.is_active
    if ended or (recipient.expires_on is not None and recipient.expires_on < today):
        return reasons.LEFT
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


def _wishes(by: Actor, due: Iterable[Reminder]) -> dict[uuid.UUID, bool]:
    people = {reminder.recipient_id for reminder in due}
    settings = ReminderSetting.objects.visible_to(by).filter(membership_id__in=people)
    return dict(settings.values_list("membership_id", "email_on"))


def _seen(due: Iterable[Reminder]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Which recipient may see which of the contacts that the steps are about."""
    about: dict[Membership, set[uuid.UUID]] = {}
    for reminder in due:
        if reminder.task.contact_id:
            about.setdefault(reminder.recipient, set()).add(reminder.task.contact_id)
    return {
        (recipient.pk, contact_id)
        for recipient, ids in about.items()
        for contact_id in Contact.objects.visible_to(letters.member_of(recipient))
        .filter(pk__in=ids)
        .values_list("pk", flat=True)
    }


def _no_email(recipient: Membership, wishes: dict[uuid.UUID, bool]) -> str:
    if not wishes.get(recipient.pk, True):
        return reasons.NO_EMAIL
    return "" if recipient.user.email else reasons.NO_ADDRESS


def _notice(reminder: Reminder) -> Notice:
    with translation.override(reminder.recipient.user.language):
        text = _("Reminder")
    return Notice(
        organization_id=reminder.organization_id,
        recipient_id=reminder.recipient_id,
        reminder=reminder,
        task_id=reminder.task_id,
        text=text,
    )


def _message(reminder: Reminder, why: str, sees_contact: bool, now: datetime.datetime) -> Message:
    recipient = reminder.recipient
    letter = letters.reminder(reminder.task, recipient, sees_contact=sees_contact)
    return Message(
        organization_id=reminder.organization_id,
        key=f"reminder.{reminder.pk}",
        reminder=reminder,
        recipient_id=recipient.pk,
        contact_id=reminder.task.contact_id,
        to_address=recipient.user.email,
        language=recipient.user.language,
        subject=letter.subject,
        text=letter.text,
        template_version=letters.VERSION,
        state=Message.State.BLOCKED if why else Message.State.READY,
        reason=why,
        due_at=quiet_until(recipient, now) or now,
    )
