"""Reading imports."""

import uuid
from typing import Self

from django.db.models import Count, Q

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


class ImportBatchQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        return found if actor.can(Permission.IMPORT) else found.none()

    def of_same_file(self, sha256: str) -> Self:
        """Brought in before and still there."""
        return self.filter(sha256=sha256, state="done")


class ImportRowQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        return found if actor.can(Permission.IMPORT) else found.none()

    def of_batch(self, batch_id: uuid.UUID) -> Self:
        return self.filter(batch_id=batch_id)

    def to_look_at(self) -> Self:
        """Not written as they were meant, or not taken back."""
        return self.filter(
            ~Q(outcome__in=["created", "updated", "unchanged"]) | Q(undo__in=["kept", "failed"])
        )

    def counted(self) -> dict[str, int]:
        """Rows of the file by outcome; a second person of the same row is not another row."""
        found = self.filter(part=0).values_list("outcome").annotate(rows=Count("line")).order_by()
        return dict(found)


class SavedMappingQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those for everybody here, and one's own."""
        found = super().visible_to(actor)
        if not actor.can(Permission.IMPORT):
            return found.none()
        if actor.kind == "system":
            return found
        return found.filter(Q(is_shared=True) | Q(made_by_id=actor.membership_id, made_by__isnull=False))


class ImportQuestionQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        return found if actor.can(Permission.IMPORT) else found.none()

    def of_batch(self, batch_id: uuid.UUID) -> Self:
        return self.filter(batch_id=batch_id)

    def answered(self) -> Self:
        """For good: "later" is no answer yet."""
        return self.exclude(answer__in=["", "later"])

    def waiting(self) -> Self:
        """In the order in which they are asked; what was put off comes last."""
        return self.filter(answer__in=["", "later"]).order_by("answer", "rank", "line", "id")
