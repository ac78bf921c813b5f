"""The words by which people are found."""

from django.db import models

from crm.organizations.models import carried
from crm.organizations.querysets import OwnedQuerySet


class SearchToken(models.Model):
    """One word by which a contact is found, folded. Derived: a trigger forgets them with the contact."""

    pk = models.CompositePrimaryKey("organization_id", "token", "contact_id")
    organization = carried()
    token = models.CharField(max_length=80)
    contact_id = models.UUIDField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "contact_id"], name="contacts_token_of")]
