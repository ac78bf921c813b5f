"""Reading people: chains to a sentence that starts with .visible_to(actor)."""

from typing import Self

from django.apps import apps
from django.db.models import Q, QuerySet

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


class ContactQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of the actor's organization. By role only their turf, no minors, nothing restricted that is not theirs."""
        found = super().visible_to(actor).exclude(status__in=["merged", "erased"])
        if not actor.can(Permission.VIEW_CONTACTS):
            return found.none()
        if not actor.can(Permission.VIEW_ALL_CONTACTS):
            found = found.filter(in_turf_of(actor))
        if not actor.can(Permission.VIEW_MINORS):
            found = found.filter(is_minor=False)
        if not actor.can(Permission.VIEW_RESTRICTED):
            found = found.filter(
                Q(confidentiality="normal")
                | Q(owner_id=actor.membership_id, owner__isnull=False)
                | (Q(confidentiality="restricted") & in_turf_of(actor))
            )
        return found

    def in_turf_of(self, actor: Actor) -> Self:
        """Assigned to the actor by a turf, or owned by them."""
        return self.filter(in_turf_of(actor))

    def current(self) -> Self:
        """Not in the bin."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def reachable(self) -> Self:
        """Whom we may still approach at all: consent for each channel is another question (contacts.consent)."""
        return self.current().filter(status__in=["active", "inactive"])


class TagQuerySet(OwnedQuerySet):
    def in_use(self) -> Self:
        return self.filter(retired_at=None)


def in_turf_of(actor: Actor) -> Q:
    """Assigned to the actor by a turf, or owned by them."""
    links: QuerySet = apps.get_model("contacts", "TurfContact").objects.visible_to(actor)
    mine = links.filter(turf__archived_at=None, turf__member_links__membership_id=actor.membership_id)
    return Q(id__in=mine.values("contact_id")) | Q(owner_id=actor.membership_id, owner__isnull=False)
