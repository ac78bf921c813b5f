"""Reading jobs."""

from typing import Self

from django.db import models

from crm.access.actors import Actor


class JobQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organization_id=actor.organization_id)

    def open(self) -> Self:
        return self.filter(state__in=["ready", "running"])
