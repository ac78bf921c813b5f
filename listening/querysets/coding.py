"""Reading codebooks, excerpts and codings."""

from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet

IN_USE = ["draft", "active"]


class ReadersQuerySet(OwnedQuerySet):
    """For those who read notes, or code them."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.can(Permission.VIEW_NOTES) or actor.can(Permission.CODE_NOTES):
            return super().visible_to(actor)
        return self.none()


class CodebookQuerySet(ReadersQuerySet):
    def kept(self) -> Self:
        return self.filter(archived_at=None)


class CodeQuerySet(ReadersQuerySet):
    def in_use(self) -> Self:
        return self.filter(status__in=IN_USE)

    def codable(self) -> Self:
        return self.in_use().filter(is_codable=True)


class OfferQuerySet(ReadersQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those that were made here, and those that are for here."""
        if not actor.can(Permission.CODE_NOTES):
            return self.none()
        here = actor.organization_id
        return self.filter(Q(organization_id=here) | Q(to_organization_id=here))

    def standing(self) -> Self:
        return self.filter(recalled_at=None)


class ExcerptQuerySet(ReadersQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of notes that the actor may read."""
        return super().visible_to(actor).filter(readable(actor, "note"))

    def apart_from_blind(self, actor: Actor) -> Self:
        """Without those that stand there only by others' marks of a blind round that goes on: where somebody else saw
        something is half of what they saw."""
        excerpts: Any = self.model
        codings = excerpts.codings.rel.related_model.objects
        mine = Q(coder_id=actor.membership_id, coder__isnull=False)
        hidden = codings.filter(
            organization_id=actor.organization_id, excerpt=OuterRef("pk"), undone_at=None,
            round__is_blind=True, round__closed_at=None,
        ).exclude(mine)  # fmt: skip
        seen = codings.visible_to(actor).standing().filter(excerpt=OuterRef("pk"))
        return self.filter(~Exists(hidden) | Exists(seen))


class CodingQuerySet(ReadersQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of notes that the actor may read; others' marks of a blind round only once it is closed."""
        apart = Q(round__is_blind=True, round__closed_at=None)
        mine = Q(coder_id=actor.membership_id, coder__isnull=False)
        return super().visible_to(actor).filter(readable(actor, "excerpt__note")).filter(~apart | mine)

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at=None)


class CodingRoundQuerySet(ReadersQuerySet):
    def going_on(self) -> Self:
        return self.filter(closed_at=None)


class NoteWorkQuerySet(ReadersQuerySet):
    def to_do(self) -> Self:
        return self.filter(done_at=None)


def readable(actor: Actor, path: str) -> Q:
    """The rule of NoteQuerySet.visible_to, for rows that refer to a note."""
    own = Q(**{f"{path}__author_id": actor.membership_id, f"{path}__author__isnull": False})
    if not actor.can(Permission.VIEW_NOTES):
        return own
    if not actor.can(Permission.VIEW_RESTRICTED):
        return own | ~Q(**{f"{path}__confidentiality": "restricted"})
    return Q()


class AdjudicationQuerySet(ReadersQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of notes that the actor may read."""
        return super().visible_to(actor).filter(readable(actor, "version__note"))
