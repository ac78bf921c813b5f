"""The durable job: a row is the job, everything else only wakes it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.lib.ids import uuid7
from crm.queue.querysets import JobQuerySet


class Job(models.Model):
    """One piece of background work of one organization. `fence` rises with each claim; only its holder may finish."""

    class State(models.TextChoices):
        READY = "ready", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        DEAD = "dead", _("Failed")

    class Urgency(models.IntegerChoices):
        NOW = 0, _("at once")  # somebody waits, a reminder is due
        SOON = 5, _("soon")
        BULK = 9, _("when there is time")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization_id = models.UUIDField()
    kind = models.CharField(max_length=60)  # app.verb
    key = models.CharField(max_length=200)  # idempotency: one job per organization, kind and key
    payload = models.JSONField(default=dict)  # ids, never objects
    label = models.CharField(max_length=200, blank=True)
    words = models.JSONField(null=True)  # the label to be translated (crm.queue.labels)
    urgency = models.SmallIntegerField(choices=Urgency.choices, default=Urgency.SOON)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    created_by_id = models.UUIDField(null=True)  # a membership
    fence = models.BigIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    progressed_at = models.DateTimeField(
        null=True
    )  # the last committed step of this attempt, or its beginning
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    done_before = models.BigIntegerField(default=0)  # what earlier attempts had done when this one began
    error_count = models.BigIntegerField(default=0)
    last_error = models.TextField(blank=True)  # English, translated where it is shown; nothing about a person
    cancel_asked_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "kind", "key"], name="queue_job_once"),
            models.UniqueConstraint(fields=["organization_id", "id"], name="queue_job_within"),
        ]
        indexes = [
            models.Index(
                fields=["urgency", "due_at"],
                condition=Q(state__in=["ready", "running"]),
                name="queue_job_open",
            ),
            models.Index(
                fields=["organization_id", "urgency", "due_at"],
                condition=Q(state__in=["ready", "running"]),
                name="queue_job_next",
            ),
            models.Index(fields=["organization_id"], condition=Q(state="running"), name="queue_job_busy"),
            models.Index(fields=["organization_id"], condition=Q(state="dead"), name="queue_job_dead"),
            models.Index(fields=["organization_id", "-created_at"], name="queue_job_recent"),
            # The desk reads from its front, the sweeping of old jobs from its back.
            models.Index(fields=["organization_id", "state", "-finished_at", "-id"], name="queue_job_ended"),
        ]

    def __str__(self):
        return self.label or self.kind


class Heartbeat(models.Model):
    """A sign of life of a running job, written on another connection than its progress."""

    job_id = models.UUIDField(primary_key=True)
    organization_id = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.job_id} at {self.at}"


class Turn(models.Model):
    """When an organization was last served, so that the flood of one does not starve the others."""

    organization_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.organization_id} at {self.at}"


class Tick(models.Model):
    """When the dispatcher last looked: one row, for /healthz. No organization."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    def __str__(self):
        return str(self.at)
