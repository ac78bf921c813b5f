"""Frozen figures of closed weeks: all that the coalition ever reads."""

from django.db import models
from django.db.models.functions import Now

from crm.dashboard.querysets import SnapshotQuerySet
from crm.organizations.models import Owned


class Snapshot(Owned):
    """One number of one closed week. A count of people by an attribute below the threshold is frozen as NULL: what was
    never written down for the coalition cannot leak from it."""

    week = models.DateField()  # its Monday, in the organization's zone
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
