"""The reading vocabulary of the audit."""

from typing import Self

from django.db import models

from crm.access.actors import Actor


class AuditQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organization_id=actor.organization_id)
