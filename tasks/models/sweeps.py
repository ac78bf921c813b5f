"""One deed done to several steps, kept so that it can be taken back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from tasks.querysets import SweepQuerySet


class Sweep(Owned):
    """A handover, or several steps snoozed or done at once. Holds ids, days and members, nothing that was written."""

    class Deed(models.TextChoices):
        DONE = "done", _("Mark done")
        SNOOZE = "snooze", _("Snooze")
        HAND_OVER = "hand_over", _("Hand over")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    deed = models.CharField(max_length=10, choices=Deed.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    by = WithinOrganization(Membership, null=True, blank=True)
    from_member = WithinOrganization(Membership, null=True, blank=True)
    to_member = WithinOrganization(Membership, null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    has_people = models.BooleanField(default=False)  # the contacts of from_member too
    # What is still to be done: {"steps": [id], "people": [id]}.
    waiting = models.JSONField(default=dict)
    # What was done, and how it stood before: [step, version since, day, owner].
    moved = models.JSONField(default=list)
    people = models.JSONField(default=list)
    kept = models.PositiveIntegerField(default=0)  # could not be moved, or stayed when it was taken back
    created_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SweepQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(deed="hand_over") | Q(to_member__isnull=False),
                name="tasks_sweep_hands_to_somebody",
            ),
        ]
        indexes = [models.Index(fields=["organization", "by", "-created_at"], name="tasks_sweep_by")]

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.UNDOING)

    @property
    def total(self) -> int:
        return sum(map(len, (*self.waiting.values(), self.moved, self.people)))
