"""The writing vocabulary of campaigns: campaigns, demands, actions, and who comes. The only file here that saves."""

import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Action, Campaign, Demand, Signup, SignupStatus
from contacts.models import Contact
from crm.access.actors import Actor, deputy_of
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Attempt, Note
from tasks import services as tasks
from tasks.models import Task

CLOSED = {
    Signup.Status.ATTENDED,
    Signup.Status.WALK_IN,
    Signup.Status.NO_SHOW,
    Signup.Status.DECLINED,
    Signup.Status.CANCELLED,
}
AFTERWARDS = {Signup.Status.ATTENDED, Signup.Status.WALK_IN, Signup.Status.NO_SHOW}
CONFIRM_DAYS_BEFORE = 2
REMINDED = "campaigns.action"  # the kind of campaigns.reminders
Row = TypeVar("Row", bound=Model)


class NotYet(DomainError):
    sentence = gettext_lazy("Who came can be recorded once the day of the action has begun.")


class ActionCancelled(DomainError):
    sentence = gettext_lazy("This action was cancelled. Nobody can be asked to it any more.")


class NotReachable(DomainError):
    sentence = gettext_lazy("This person asked not to be contacted.")


def create_campaign(*, by: Actor, **fields: Any) -> Campaign:
    return _create(by, Campaign, "campaigns.campaign_created", **fields)


def edit_campaign(*, by: Actor, campaign: Campaign, changes: dict[str, Any]) -> Campaign:
    return _edit(by, campaign, "campaigns.campaign_changed", changes)


def add_demand(*, by: Actor, campaign: Campaign, **fields: Any) -> Demand:
    return _create(by, Demand, "campaigns.demand_added", campaign=campaign, **fields)


def edit_demand(*, by: Actor, demand: Demand, changes: dict[str, Any]) -> Demand:
    return _edit(by, demand, "campaigns.demand_changed", changes)


def create_action(*, by: Actor, **fields: Any) -> Action:
    """With the reminders that every new action has, if the organization wants any."""
    action = _create(by, Action, "campaigns.action_created", **fields)
    tasks.begin_automatic(by=_for(by), kind=REMINDED, subject_id=action.pk)
    return action


def edit_action(*, by: Actor, action: Action, changes: dict[str, Any]) -> Action:
    """A moved action moves the confirmation tasks that are still open, and its reminders; its list is told."""
    moved = "starts_at" in changes and changes["starts_at"] != action.starts_at
    told = moved or ("place" in changes and changes["place"] != action.place)
    _edit(by, action, "campaigns.action_changed", changes)
    if moved:
        waiting = Signup.objects.filter(organization_id=by.organization_id, action=action, task__state="open")
        for task in (signup.task for signup in waiting.select_related("task") if signup.task):
            tasks.edit_task(
                by=_for(by),
                task=task,
                title=task.title,
                kind=task.kind,
                due_on=confirm_on(action),
                due_time=task.due_time,
                contact=task.contact,
                owner_id=task.owner_id,
            )
    tasks.keep_plan(by=_for(by), kind=REMINDED, subject_id=action.pk, changed=told)
    return action


def cancel_action(*, by: Actor, action: Action) -> None:
    """The sign-ups stay as they were; their confirmation tasks are dropped."""
    require(by, Permission.MANAGE_CAMPAIGNS)
    if action.cancelled_at:
        return
    action.cancelled_at = timezone.now()
    action.save(update_fields=["cancelled_at"])
    waiting = Signup.objects.filter(organization_id=by.organization_id, action=action, task__state="open")
    for task in (signup.task for signup in waiting.select_related("task") if signup.task):
        tasks.drop_task(by=_for(by), task=task, outcome=_("The action was cancelled."))
    audit.record("campaigns.action_cancelled", by=by, target=action)
    tasks.keep_plan(by=_for(by), kind=REMINDED, subject_id=action.pk)


def restore_action(*, by: Actor, action: Action) -> None:
    require(by, Permission.MANAGE_CAMPAIGNS)
    if action.cancelled_at is None:
        return
    action.cancelled_at = None
    action.save(update_fields=["cancelled_at"])
    audit.record("campaigns.action_restored", by=by, target=action)
    tasks.keep_plan(by=_for(by), kind=REMINDED, subject_id=action.pk, changed=True)


def record_signup(
    *,
    by: Actor,
    action: Action,
    contact: Contact,
    status: str,
    note: str = "",
    moved_by_note: Note | None = None,
    moved_by_attempt: Attempt | None = None,
    now: datetime.datetime | None = None,
) -> Signup:
    """Where somebody stands with an action now. One sign-up per person and action; each change is a line of its history.

    Yes makes a task to confirm two days before; an end (came, did not, no, cancelled) closes it. Confirmed again counts
    a second confirmation. Recording the same status twice changes nothing, except confirming.
    """
    require(by, Permission.RECORD_SIGNUPS)
    now = now or timezone.now()
    status = Signup.Status(status)
    if action.cancelled_at and status not in CLOSED:
        raise ActionCancelled
    if status in AFTERWARDS and now < day_begins(action):
        raise NotYet(field="status")
    if contact.status == Contact.Status.DO_NOT_CONTACT and status not in CLOSED:
        raise NotReachable
    signup, is_new = Signup.objects.get_or_create(
        organization_id=by.organization_id,
        action=action,
        contact=contact,
        defaults={"status": status, "status_at": now, "asked_by_id": by.membership_id},
    )
    changed = is_new or signup.status != status or status == Signup.Status.CONFIRMED
    signup.moved_by_note = moved_by_note or signup.moved_by_note
    signup.moved_by_attempt = moved_by_attempt or signup.moved_by_attempt
    signup.asked_by_id = signup.asked_by_id or by.membership_id
    if changed:
        before = None if is_new else signup.status
        signup.status, signup.status_at = status, now
        signup.confirmations += status == Signup.Status.CONFIRMED
        SignupStatus.objects.create(
            organization_id=by.organization_id,
            signup=signup,
            status=status,
            at=now,
            by_id=by.membership_id,
            note=note.strip()[:250],
        )
        _keep_task(by, signup, now)
        audit.record(
            "campaigns.signup_recorded",
            by=by,
            target=signup,
            changes={"status": (before, status.value)},
        )
    signup.save()
    if changed:
        tasks.keep_plan(by=_for(by), kind=REMINDED, subject_id=action.pk, people=[contact.pk], now=now)
    return signup


def link_what_moved(*, by: Actor, signup: Signup, note: Note | None) -> Signup:
    """The note of theirs that made them come; it is evidence for the campaign."""
    require(by, Permission.RECORD_SIGNUPS)
    if note is not None and note.contact_id != signup.contact_id:
        raise DomainError(_("This note is somebody else's."), field="note")
    before, signup.moved_by_note = signup.moved_by_note_id, note
    signup.save(update_fields=["moved_by_note"])
    audit.record(
        "campaigns.signup_linked",
        by=by,
        target=signup,
        changes={"moved_by_note": (before, note.pk if note else None)},
    )
    return signup


def day_begins(action: Action) -> datetime.datetime:
    """Midnight of the action's local day, as an instant."""
    zone = ZoneInfo(action.time_zone)
    return datetime.datetime.combine(action.starts_at.astimezone(zone).date(), datetime.time(), zone)


def confirm_on(action: Action) -> datetime.date:
    return action.starts_at.astimezone(ZoneInfo(action.time_zone)).date() - datetime.timedelta(
        days=CONFIRM_DAYS_BEFORE
    )


def _keep_task(by: Actor, signup: Signup, now: datetime.datetime) -> None:
    owner = signup.asked_by_id or by.membership_id
    if signup.status == Signup.Status.YES and owner:
        signup.task = tasks.create_task(
            by=_for(by),
            title=_("Confirm: %(action)s") % {"action": signup.action.name},
            kind=Task.Kind.CONFIRM,
            owner_id=owner,
            due_on=max(confirm_on(signup.action), timezone.localtime(now).date()),
            contact=signup.contact,
            origin="campaigns.signup",
            source_id=signup.pk,
        )
        return
    task = signup.task
    if task is None or task.state != Task.State.OPEN:
        return
    if signup.status == Signup.Status.CONFIRMED or signup.status in AFTERWARDS:
        tasks.finish_task(by=_for(by), task=task, outcome=str(signup.get_status_display()))
    elif signup.status in CLOSED:
        tasks.drop_task(by=_for(by), task=task, outcome=str(signup.get_status_display()))


def _for(by: Actor) -> Actor:
    """Whoever may record sign-ups may thereby keep the tasks that come of them."""
    return deputy_of(
        by,
        Permission.WORK_TASKS,
        Permission.MANAGE_TASKS,
        Permission.RECORD_SIGNUPS,
        Permission.VIEW_CONTACTS,
        Permission.VIEW_ALL_CONTACTS,
        Permission.VIEW_MINORS,
        Permission.VIEW_RESTRICTED,
    )


def _create(by: Actor, model: type[Row], verb: str, **fields: Any) -> Row:
    require(by, Permission.MANAGE_CAMPAIGNS)
    made = model._default_manager.create(organization_id=by.organization_id, **fields)
    audit.record(verb, by=by, target=made)
    return made


def _edit(by: Actor, row: Row, verb: str, changes: dict[str, Any]) -> Row:
    """Sets what differs; says so in the audit with values before and after."""
    require(by, Permission.MANAGE_CAMPAIGNS)
    differing = {
        name: (getattr(row, name), value) for name, value in changes.items() if getattr(row, name) != value
    }
    if not differing:
        return row
    for name, (_before, value) in differing.items():
        setattr(row, name, value)
    row.save(update_fields=list(differing))
    audit.record(verb, by=by, target=row, changes=differing)
    return row
