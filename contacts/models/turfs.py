"""Lists of people cut for somebody to talk to."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import TurfQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, carried
from crm.organizations.querysets import OwnedQuerySet


class Turf(Owned):
    """A list of people cut for somebody to talk to. Volunteers see nobody else."""

    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=250, blank=True)
    created_at = models.DateTimeField(db_default=Now())  # tries and talks count from here
    created_by = WithinOrganization(Membership, null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)  # given back; waits for somebody else
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = TurfQuerySet.as_manager()

    def __str__(self):
        return self.name


class TurfContact(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "turf_id", "contact_id")
    organization = carried()
    turf = WithinOrganization(Turf, models.CASCADE, related_name="contact_links")
    contact = WithinOrganization(Contact, models.CASCADE, related_name="turf_links")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "contact"], name="contacts_turf_of")]


class TurfMember(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "turf_id", "membership_id")
    organization = carried()
    turf = WithinOrganization(Turf, models.CASCADE, related_name="member_links")
    membership = WithinOrganization(Membership, models.CASCADE)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "membership"], name="contacts_turf_of_member")]
