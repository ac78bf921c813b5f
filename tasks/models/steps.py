"""Who owes what to whom by when."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from tasks.querysets import TaskQuerySet


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
    # A rule of RFC 5545 (tasks.repeating), its first day, and the day of it that this step stands for.
    repeat_rule = models.CharField(max_length=120, blank=True)
    repeat_from = models.DateField(null=True, blank=True)
    repeat_on = models.DateField(null=True, blank=True)
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
    changed_at = models.DateTimeField(auto_now=True, db_default=Now())
    version = models.PositiveIntegerField(default=1)  # rises with each change: a stale form is told so

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
                condition=Q(repeat_rule="") | Q(repeat_from__isnull=False, repeat_on__isnull=False),
                name="tasks_task_repeats_from_a_day",
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
            models.Index(
                fields=["organization", "origin", "state"], condition=~Q(origin=""), name="tasks_of_origin"
            ),
        ]

    def __str__(self):
        return self.title
