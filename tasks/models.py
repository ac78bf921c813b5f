"""What people have promised to do next, and the reminders and messages that come of it. A task is a
person's; a job (crm.queue) is the machine's."""

import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from tasks import reasons
from tasks.querysets import MessageQuerySet, NoticeQuerySet, ReminderQuerySet, TaskQuerySet


class Task(Owned):
    """A follow-up: who owes what to whom by when."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", pgettext_lazy("step", "Follow up")
        THANK_YOU = "thank_you", pgettext_lazy("step", "Thank")
        CALL = "call", pgettext_lazy("step", "Call")
        CONFIRM = "confirm", pgettext_lazy("step", "Confirm")
        ONE_ON_ONE = "one_on_one", pgettext_lazy("step", "Meet one-on-one")
        INVITE = "invite", pgettext_lazy("step", "Invite")
        ENTER_NOTES = "enter_notes", pgettext_lazy("step", "Enter notes")
        CONSENT = "consent", pgettext_lazy("step", "Ask for permission")
        REPORT_BACK = "report_back", pgettext_lazy("step", "Report back")
        OTHER = "other", pgettext_lazy("step", "Other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("step", "Open")
        DONE = "done", pgettext_lazy("step", "Done")
        DROPPED = "dropped", pgettext_lazy("step", "Dropped")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.FOLLOW_UP)
    title = models.CharField(_("what to do"), max_length=200)
    owner = WithinOrganization(Membership, verbose_name=_("who"))
    contact = WithinOrganization(
        Contact, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("with whom")
    )
    due_on = models.DateField(_("due on"))
    due_time = models.TimeField(_("at"), null=True, blank=True)  # in the owner's zone
    due_at = models.DateTimeField(editable=False)  # the instant; end of the day where no hour is given
    snoozed_times = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("how it went"), max_length=250, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = WithinOrganization(Membership, null=True, blank=True)
    origin = models.CharField(
        max_length=60, blank=True
    )  # the rule or the act it came of: listening.conversation
    source_id = models.UUIDField(null=True, blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = TaskQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "client_uuid"], name="tasks_task_client_uuid"),
            models.UniqueConstraint(
                fields=["organization", "origin", "contact", "source_id"],
                condition=Q(state="open") & ~Q(origin="") & ~Q(contact=None, source_id=None),
                nulls_distinct=False,
                name="tasks_task_one_open_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="tasks_task_closed_when_not_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "owner", "due_at", "id"],
                condition=Q(state="open"),
                name="tasks_open_by_owner",
            ),
            models.Index(
                fields=["organization", "due_at"], condition=Q(state="open"), name="tasks_open_by_due"
            ),
            models.Index(fields=["organization", "contact"], name="tasks_of_contact"),
        ]

    def __str__(self):
        return self.title


class ReminderSetting(Part):
    """How one member wants to be reminded. Without a row: by e-mail too, at nine in the morning."""

    membership = WithinOrganization(Membership, models.CASCADE)
    email_on = models.BooleanField(_("also by e-mail"), default=True)
    remind_at = models.TimeField(_("at this hour"), default=datetime.time(9))  # in the member's zone

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


class Notice(Owned):
    """What stands in a member's list of notices in the app."""

    recipient = WithinOrganization(Membership, models.CASCADE)
    reminder = WithinOrganization(Reminder, models.CASCADE, null=True, blank=True)
    task = WithinOrganization(Task, models.CASCADE, null=True, blank=True)
    text = models.CharField(max_length=250)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "reminder"], name="tasks_notice_once_a_reminder"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "recipient", "-created_at"],
                condition=Q(read_at=None),
                name="tasks_notice_unread",
            )
        ]


class Message(Owned):
    """An e-mail to be sent once. A send that was interrupted is uncertain: a person decides, nothing is sent
    twice."""

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("message", "Waiting")
        SENDING = "sending", pgettext_lazy("message", "Sending")
        SENT = "sent", pgettext_lazy("message", "Sent")
        BLOCKED = "blocked", pgettext_lazy("message", "Not sent")
        FAILED = "failed", pgettext_lazy("message", "Refused")
        UNCERTAIN = "uncertain", pgettext_lazy("message", "Uncertain")

    key = models.CharField(max_length=200)  # idempotency; the Message-ID is made of it
    reminder = WithinOrganization(Reminder, models.CASCADE, null=True, blank=True)
    recipient = WithinOrganization(Membership, null=True, blank=True)
    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True)
    to_address = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    template_version = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    reason = models.CharField(max_length=250, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "key"], name="tasks_message_once"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(state__in=["ready", "sending"]),
                name="tasks_message_due",
            ),
            models.Index(fields=["organization", "-created_at"], name="tasks_message_recent"),
        ]

    @property
    def reason_words(self) -> str:
        """Ours in the reader's language, or what the mail server said."""
        return str(reasons.words(self.reason))
