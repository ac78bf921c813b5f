"""What goes out once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from tasks import reasons
from tasks.models.reminders import Reminder
from tasks.querysets import MessageQuerySet


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
