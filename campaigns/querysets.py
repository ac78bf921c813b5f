"""Reading campaigns, actions and who comes."""

import datetime
from typing import Self

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


class CampaignQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        return found if actor.can(Permission.VIEW_CAMPAIGNS) else found.none()


class ActionQuerySet(CampaignQuerySet):
    def coming(self, *, now: datetime.datetime) -> Self:
        return self.filter(starts_at__gte=now, cancelled_at=None)


class SignupQuerySet(CampaignQuerySet):
    def coming(self) -> Self:
        """Said yes or confirmed, and not yet closed."""
        return self.filter(status__in=["yes", "confirmed"])
