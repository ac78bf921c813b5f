"""Frozen figures of closed weeks: all that the coalition ever reads."""

from django.db import models
from django.db.models.functions import Now

from crm.dashboard.querysets import SnapshotQuerySet
from crm.organizations.models import Owned


class Snapshot(Owned):
    """One number of one closed week, or, for people by an attribute, of one closed quarter. What crm.cells hides is frozen as
    NULL: what was never written down for the coalition cannot leak from it."""

    class Span(models.TextChoices):
        WEEK = "week"
        QUARTER = "quarter"

    span = models.CharField(max_length=7, choices=Span.choices, default=Span.WEEK, db_default=Span.WEEK)
    week = models.DateField()  # the first day of the span, in the organization's zone; a Monday for weeks
    figure = models.CharField(max_length=60)  # the name of a metric
    key = models.CharField(max_length=60, blank=True)
    value = models.PositiveIntegerField(null=True)
    counts_people = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(db_default=Now())

    objects = SnapshotQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "week", "figure", "key"], name="dashboard_snapshot_once"
            ),
        ]
        indexes = [models.Index(fields=["week", "figure"], name="dashboard_snapshot_by_week")]
