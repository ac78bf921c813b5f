"""Reminders to members, and the list of notices they read in the app."""

import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from tasks.models.steps import Task
from tasks.querysets import NoticeQuerySet, ReminderQuerySet


class ReminderSetting(Part):
    """How one member wants to be reminded. Without a row: by e-mail too, at nine in the morning; a summary at half past
    seven on days with something in it."""

    membership = WithinOrganization(Membership, models.CASCADE)
    email_on = models.BooleanField(_("also by e-mail"), default=True)
    remind_at = models.TimeField(_("at this hour"), default=datetime.time(9))  # in the member's zone
    digest_on = models.BooleanField(_("a summary of the day by e-mail"), default=True, db_default=True)
    digest_at = models.TimeField(
        _("at this hour"), default=datetime.time(7, 30), db_default=datetime.time(7, 30)
    )  # in the member's zone
    weekly_on = models.BooleanField(_("a note on the week, for leads"), default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "membership"], name="tasks_setting_once")
        ]


class Reminder(Owned):
    """One reminder to one member about one task, at one instant. In the app exactly once, whatever is
    killed."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reminder", "Waiting")
        SHOWN = "shown", pgettext_lazy("reminder", "Shown")
        BLOCKED = "blocked", pgettext_lazy("reminder", "Not sent")
        CANCELLED = "cancelled", pgettext_lazy("reminder", "Cancelled")

    task = WithinOrganization(Task, models.CASCADE, related_name="reminders")
    recipient = WithinOrganization(Membership)
    occurrence_on = models.DateField()  # local date of the recipient
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=120, blank=True)  # why not sent
    shown_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "task", "recipient", "occurrence_on"], name="tasks_reminder_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"], condition=Q(state="waiting"), name="tasks_reminder_due"
            )
        ]


class Notice(Part):
    """What stands in a member's list of notices in the app."""

    recipient = WithinOrganization(Membership, models.CASCADE)
    reminder = WithinOrganization(Reminder, models.CASCADE, null=True, blank=True)
    task = WithinOrganization(Task, models.CASCADE, null=True, blank=True)
    text = models.CharField(max_length=250)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "reminder"], name="tasks_notice_once_a_reminder"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "recipient", "-created_at"],
                condition=Q(read_at=None),
                name="tasks_notice_unread",
            )
        ]
