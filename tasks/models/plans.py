"""What is written to people around something they come to: the plan, its steps, their words, and what became due."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from tasks.default_names import in_readers_language
from tasks.models.channels import Channel
from tasks.querysets import PlannedReminderQuerySet


class ReminderPlan(Owned):
    """A sequence of messages about one kind of subject (tasks.subjects)."""

    name = models.CharField(_("name"), max_length=80)
    subject_kind = models.CharField(max_length=40)
    is_automatic = models.BooleanField(_("every new one uses it"), default=False)
    # Which of the new ones, where the subject can tell them apart (next steps by kind and owner); empty: all.
    only_kinds = models.JSONField(_("of these kinds"), default=list, db_default=[], blank=True)
    only_owners = models.JSONField(
        _("of these members"), default=list, db_default=[], blank=True
    )  # ids of memberships
    created_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "subject_kind"],
                condition=Q(is_automatic=True, only_kinds=[], only_owners=[]),
                name="tasks_plan_one_for_all",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        return in_readers_language(self.name)

    @property
    def is_narrow(self) -> bool:
        return bool(self.only_kinds or self.only_owners)


class PlanStep(Owned):
    """One message of a plan: when, by which channel and to whom. Its words are in Template."""

    class Anchor(models.TextChoices):
        JOINED = "joined", _("when somebody gets one of these answers")
        START = "start", _("counted from the beginning")
        END = "end", _("counted from the end")
        CHANGED = "changed", _("when day, hour or place change")
        CANCELLED = "cancelled", _("when it is cancelled")

    plan = WithinOrganization(ReminderPlan, models.CASCADE, related_name="steps")
    name = models.CharField(_("name"), max_length=80)
    anchor = models.CharField(_("when"), max_length=10, choices=Anchor.choices, default=Anchor.START)
    days = models.SmallIntegerField(_("days after (negative: before)"), default=0)
    clock = models.TimeField(
        _("at this hour there"), null=True, blank=True
    )  # null: days and minutes are an offset
    minutes = models.SmallIntegerField(_("minutes after (negative: before)"), default=0)
    channel = models.CharField(_("how"), max_length=6, choices=Channel.choices, default=Channel.EMAIL)
    statuses = models.JSONField(_("to those who"), default=list)
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(days__range=(-60, 60)), name="tasks_planstep_within_60_days"),
        ]
        indexes = [models.Index(fields=["organization", "plan"], name="tasks_planstep_of")]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        return in_readers_language(self.name)

    @property
    def is_at_once(self) -> bool:
        return self.anchor in (self.Anchor.JOINED, self.Anchor.CHANGED, self.Anchor.CANCELLED)


class Template(Owned):
    """One version of a step's words. Versions are added, never changed: the log tells which one somebody got."""

    step = WithinOrganization(PlanStep, models.CASCADE, related_name="templates")
    number = models.PositiveIntegerField()
    subject_en = models.CharField(_("subject in English"), max_length=160, blank=True)
    text_en = models.TextField(_("text in English"))
    subject_es = models.CharField(_("subject in Spanish"), max_length=160, blank=True)
    text_es = models.TextField(_("text in Spanish"))
    made_by = WithinOrganization(Membership, null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "step", "number"], name="tasks_template_number"),
        ]

    def __str__(self):
        return f"{self.step.title} {self.number}"


class PlanUse(Part):
    """A plan that is at work for one subject (an action, a listening session). One each."""

    plan = WithinOrganization(ReminderPlan, models.CASCADE)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    begun_by = WithinOrganization(Membership, null=True, blank=True)
    begun_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject_kind", "subject_id"], name="tasks_planuse_once"
            )
        ]


class PlannedReminder(Owned):
    """One step for one person about one subject, at one instant. `occasion` tells the day it speaks of, so that a moved
    event reminds anew of the new day."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reminder", "Waiting")
        MADE = "made", pgettext_lazy("reminder", "Written")
        BLOCKED = "blocked", pgettext_lazy("reminder", "Not sent")
        CANCELLED = "cancelled", pgettext_lazy("reminder", "Cancelled")

    step = WithinOrganization(PlanStep, models.CASCADE, related_name="planned")
    subject_id = models.UUIDField()
    contact = WithinOrganization(
        Contact, models.CASCADE, null=True, blank=True, related_name="planned_reminders"
    )
    member = WithinOrganization(Membership, null=True, blank=True)
    occasion = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=250, blank=True)

    objects = PlannedReminderQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "step", "subject_id", "contact", "member", "occasion"],
                nulls_distinct=False,
                name="tasks_planned_once",
            ),
            models.CheckConstraint(
                condition=Q(contact=None, member__isnull=False) | Q(contact__isnull=False, member=None),
                name="tasks_planned_one_recipient",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"], condition=Q(state="waiting"), name="tasks_planned_due"
            ),
            models.Index(fields=["organization", "subject_id"], name="tasks_planned_of_subject"),
            models.Index(fields=["organization", "contact"], name="tasks_planned_of_contact"),
        ]
