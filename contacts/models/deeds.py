"""The same deed for many people, and what each of them was before."""

import datetime

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import BulkDeedQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, carried
from crm.organizations.querysets import OwnedQuerySet

UNDO_FOR = datetime.timedelta(days=30)


class BulkDeed(Owned):
    """One deed for a chosen many, done by a job in chunks and undone within 30 days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DOING = "doing", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=16)  # a key of contacts.deeds
    parameters = models.JSONField(default=dict)  # ids and codes
    filters = models.JSONField(default=dict)  # the list's own address: whom it is for
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = WithinOrganization(Membership, null=True)
    job_id = models.UUIDField(null=True)
    undo_job_id = models.UUIDField(null=True)
    person_count = models.PositiveIntegerField(null=True)
    done_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)
    undone_count = models.PositiveIntegerField(default=0)
    kept_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    objects = BulkDeedQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "-created_at", "id"], name="contacts_deed_by_time")]

    @property
    def undo_until(self) -> datetime.datetime:
        return self.created_at + UNDO_FOR

    def can_be_undone(self, now: datetime.datetime | None = None) -> bool:
        return (
            self.state == self.State.DONE
            and self.done_count > 0
            and (now or timezone.now()) < self.undo_until
        )


class BulkPerson(models.Model):
    """One person of a deed: what became of it, and what stood there before, while it can be undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Left as it was")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept")

    pk = models.CompositePrimaryKey("organization_id", "deed_id", "contact_id")
    organization = carried()
    deed = WithinOrganization(BulkDeed, models.CASCADE, related_name="people")
    contact = WithinOrganization(Contact, models.CASCADE, related_name="bulk_deeds")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=24, blank=True)  # a key of contacts.deeds.REASONS
    before = models.JSONField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "deed", "state", "contact"], name="contacts_deed_people"),
            models.Index(fields=["organization", "contact"], name="contacts_deed_of"),
        ]
