"""Who did what to which record, for ever; and, apart from it and erasable, what the values were."""

from django.db import models
from django.db.models.functions import Now

from crm.audit.querysets import AuditQuerySet
from crm.lib.ids import uuid7


class AuditEvent(models.Model):
    """Ids, a verb and field names, never values. The app may insert and read, not change or delete.

    `id` is taken by a trigger under a shared advisory lock of the organization, so that whoever seals the chain and
    holds that lock alone knows that no lower number can still appear.
    """

    id = models.BigAutoField(primary_key=True)
    organization_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())
    verb = models.CharField(max_length=60)  # app.past_tense
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # a system actor's
    target_kind = models.CharField(max_length=40, blank=True)  # app.model
    target_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    details = models.JSONField(default=dict)  # counts and keyed hashes
    request_id = models.CharField(max_length=36, blank=True)
    address = models.CharField(max_length=50, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization_id", "id"], name="audit_event_in_order"),
            models.Index(fields=["organization_id", "target_id", "id"], name="audit_event_of_target"),
        ]


class Revision(models.Model):
    """The values before and after one change. Erased with the person they speak of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization_id = models.UUIDField()
    target_kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    event_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["organization_id", "target_id", "at"], name="audit_revision_of_target")
        ]


class AuditSeal(models.Model):
    """A link of the hash chain over an organization's events up to and including `upto`."""

    id = models.BigAutoField(primary_key=True)
    organization_id = models.UUIDField()
    number = models.PositiveIntegerField()
    upto = models.BigIntegerField()
    events = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "number"], name="audit_seal_number")
        ]
