"""Reading themes, findings and report-backs."""

from typing import Self

from django.db.models import QuerySet

from crm.access.actors import Actor
from listening.querysets.coding import ReadersQuerySet, readable


class ThemeQuerySet(ReadersQuerySet):
    def standing(self) -> Self:
        return self.exclude(status="retired")

    def confirmed(self) -> Self:
        return self.filter(status="confirmed")


class EvidenceQuerySet(ReadersQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of notes that the actor may read."""
        return super().visible_to(actor).filter(readable(actor, "excerpt__note"))

    def supporting(self) -> Self:
        return self.filter(side="supporting")

    def disconfirming(self) -> Self:
        return self.filter(side="disconfirming")


class ReportQuerySet(ReadersQuerySet):
    def published(self) -> Self:
        return self.filter(status="published")


class EditionQuerySet(ReadersQuerySet):
    def in_force(self) -> Self:
        """Not revoked; the newest of a report is what the public sees."""
        return self.filter(revoked_at=None)


class UseQuerySet(ReadersQuerySet):
    def out_there(self) -> Self:
        """In an edition that was not revoked, and still allowed when last looked at."""
        return self.filter(edition__revoked_at=None, withdrawn_at=None)

    def of_notes(self, notes: QuerySet) -> Self:
        return self.filter(excerpt__note__in=notes)
