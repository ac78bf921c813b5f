"""Lists that are kept: the question, never the answer."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.querysets import SegmentQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned


class Segment(Owned):
    """A saved filter (contacts.segments.definition). Who fits is asked anew each time, by whoever reads."""

    name = models.CharField(_("name"), max_length=80)
    definition = models.JSONField()
    owner = WithinOrganization(Membership, null=True, blank=True)
    is_shared = models.BooleanField(_("for everybody here"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects = SegmentQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "name", "id"], name="contacts_segment_by_name")]

    def __str__(self):
        return self.name
