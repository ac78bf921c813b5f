"""Reading frozen figures."""

import uuid
from typing import Self

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


class SnapshotQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """With VIEW_COALITION those of all partners, through the coalition's own login; otherwise one's own."""
        if actor.can(Permission.VIEW_COALITION):
            return self.using("coalition").filter(organization__coalition_id=actor.organization_id)
        return super().visible_to(actor)

    def of_figure(self, name: str) -> Self:
        return self.filter(figure=name)

    def of_organizations(self, ids: list[uuid.UUID]) -> Self:
        return self.filter(organization_id__in=ids)
