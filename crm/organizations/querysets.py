"""The reading vocabulary of everything that belongs to an organization."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from crm.access.actors import Actor


class OwnedQuerySet(models.QuerySet):
    """Reads start with .visible_to(actor). Row security stands behind it, in case somebody forgets."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organization_id=actor.organization_id)


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(id=actor.organization_id)


class MembershipQuerySet(OwnedQuerySet):
    def active(self, *, on: datetime.date) -> Self:
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), ended_at=None, user__is_active=True)
