"""What goes out once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Part
from tasks import reasons
from tasks.default_names import numbered
from tasks.models.channels import Channel
from tasks.models.plans import PlannedReminder, Template
from tasks.models.reminders import Reminder
from tasks.querysets import MessageQuerySet


class Message(Part):
    """Something to be sent once: an e-mail or a text by the machine, a text or a call by a person who works through a
    list. A send that was interrupted is uncertain: a person decides, nothing is sent twice.

    Subject and text are written when it goes out, so that nobody is told what has changed meanwhile.
    """

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("message", "Waiting")
        SENDING = "sending", pgettext_lazy("message", "Sending")
        LISTED = "listed", pgettext_lazy("message", "By hand")
        SENT = "sent", pgettext_lazy("message", "Sent")
        DELIVERED = "delivered", pgettext_lazy("message", "Arrived")
        BLOCKED = "blocked", pgettext_lazy("message", "Not sent")
        FAILED = "failed", pgettext_lazy("message", "Refused")
        UNCERTAIN = "uncertain", pgettext_lazy("message", "Uncertain")

    key = models.CharField(max_length=200)  # idempotency; the Message-ID is made of it
    channel = models.CharField(
        max_length=6, choices=Channel.choices, default=Channel.EMAIL, db_default="email"
    )
    reminder = WithinOrganization(Reminder, models.CASCADE, null=True, blank=True)
    recipient = WithinOrganization(Membership, null=True, blank=True)
    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True)
    planned = WithinOrganization(PlannedReminder, models.CASCADE, null=True, blank=True)
    subject_kind = models.CharField(
        max_length=40, blank=True, db_default=""
    )  # what it is about (tasks.subjects)
    subject_id = models.UUIDField(null=True, blank=True)
    template = WithinOrganization(Template, null=True, blank=True)
    to_address = models.CharField(max_length=254, blank=True)  # an e-mail address or a number
    copy_to = models.CharField(max_length=254, blank=True, db_default="")  # of a message to a minor
    language = models.CharField(max_length=5, default="en")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    template_version = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    reason = models.CharField(max_length=250, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True, blank=True)
    sender = models.UUIDField(null=True, blank=True)  # the job that is sending it
    settled_by = WithinOrganization(
        Membership, null=True, blank=True
    )  # who sent it by hand or said what became of it
    # Who works on a text or call of the list, since when (tasks.services.taking).
    taken_by = WithinOrganization(Membership, null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="tasks_message_once"),
            # To somebody of this organization: that reference fixes the organization, once is enough.
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(contact__isnull=False),
                name="tasks_message_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(state__in=["ready", "sending"]),
                name="tasks_message_due",
            ),
            models.Index(fields=["organization", "-created_at"], name="tasks_message_recent"),
            models.Index(
                fields=["organization", "contact", "-created_at"],
                condition=Q(contact__isnull=False),
                name="tasks_message_of_contact",
            ),
            models.Index(
                fields=["organization", "subject_id", "-created_at"],
                condition=Q(subject_id__isnull=False),
                name="tasks_message_of_subject",
            ),
        ]

    @property
    def title(self) -> str:
        """What lists call it before its words are written."""
        if self.subject:
            return self.subject
        if self.planned_id:
            return self.planned.step.title
        return gettext("Reminder of a next step")

    @property
    def version_shown(self) -> str:
        """Which words were used, in the reader's language where they are ours."""
        return numbered(self.template_version)

    @property
    def reason_words(self) -> str:
        """Ours in the reader's language, or what the mail server said."""
        return str(reasons.words(self.reason))
