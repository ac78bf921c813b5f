"""Labels of the organization's own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import (
    OfContactQuerySet,
    TagQuerySet,
)
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, carried


class Tag(Owned):
    """A label of the organization's own. Retired, never deleted: history keeps its words."""

    name = models.CharField(_("name"), max_length=60)
    meaning = models.CharField(_("what it means"), max_length=250, blank=True)
    owner = WithinOrganization(Membership, null=True, blank=True, verbose_name=_("who looks after it"))
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = WithinOrganization(
        "self", null=True, blank=True
    )  # its links stay, so that this can be undone

    objects = TagQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "name"], name="contacts_tag_name"),
        ]

    def __str__(self):
        return self.name


class ContactTag(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "contact_id", "tag_id")
    organization = carried()
    contact = WithinOrganization(Contact, models.CASCADE, related_name="tag_links")
    tag = WithinOrganization(Tag, related_name="contact_links")
    origin = WithinOrganization(Tag, null=True, blank=True)  # the merged tag by which it came

    objects = OfContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "tag", "contact"], name="contacts_tag_by_tag")]
