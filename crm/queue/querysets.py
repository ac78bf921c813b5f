"""Reading jobs."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from crm.access.actors import Actor
from crm.access.roles import Permission


class JobQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """All of the organization for those who may see jobs, one's own for everybody else."""
        here = self.filter(organization_id=actor.organization_id)
        if actor.can(Permission.VIEW_JOBS):
            return here
        if actor.membership_id is None:
            return here.none()
        return here.filter(created_by_id=actor.membership_id)

    def to_show(self, *, housekeeping: list[str]) -> Self:
        """Without the kinds that come round by the clock, except where one failed."""
        return self.exclude(~Q(state="dead"), kind__in=housekeeping)

    def latest_of(self, kinds: list[str]) -> dict[str, Any]:
        """The newest job of each of these kinds that has begun, by kind."""
        begun = self.filter(kind__in=kinds).exclude(state="ready")
        newest: list[Any] = list(begun.order_by("kind", "-created_at").distinct("kind"))
        return {job.kind: job for job in newest}
