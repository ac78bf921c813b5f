"""Reading what was heard."""

from typing import Self

from django.db.models import Q

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


class NoteQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own notes; others' with VIEW_NOTES; restricted ones only with VIEW_RESTRICTED."""
        found = super().visible_to(actor)
        own = Q(author_id=actor.membership_id, author__isnull=False)
        if not actor.can(Permission.VIEW_NOTES):
            return found.filter(own)
        if not actor.can(Permission.VIEW_RESTRICTED):
            return found.filter(own | ~Q(confidentiality="restricted"))
        return found


class AttemptQuerySet(OwnedQuerySet):
    def conversations(self) -> Self:
        """An attempt that talked, or any one-on-one."""
        return self.filter(Q(result="talked") | Q(channel="one_on_one"))


class ListeningSessionQuerySet(OwnedQuerySet):
    def to_wrap_up(self, actor: Actor) -> Self:
        """Held, facilitated by the actor, and still without notes."""
        return self.visible_to(actor).filter(status="held", facilitator_id=actor.membership_id)
