"""Reading what was heard."""

import datetime
from typing import Self

from django.db.models import Q, QuerySet

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet

TALKS = ["conversation", "one_on_one"]


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


class MemoQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; others' with VIEW_NOTES, but on a restricted note only with VIEW_RESTRICTED."""
        found = super().visible_to(actor)
        own = Q(author_id=actor.membership_id, author__isnull=False)
        if not actor.can(Permission.VIEW_NOTES):
            return found.filter(own)
        if not actor.can(Permission.VIEW_RESTRICTED):
            return found.filter(own | Q(note=None) | ~Q(note__confidentiality="restricted"))
        return found


class AttachmentQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those of notes that one reads; those of sessions with VIEW_NOTES and VIEW_METHODS: a photo of a sheet shows
        names and numbers. One's own always."""
        found = super().visible_to(actor)
        own = Q(added_by_id=actor.membership_id, added_by__isnull=False)
        if not (actor.can(Permission.VIEW_NOTES) and actor.can(Permission.VIEW_METHODS)):
            return found.filter(own)
        if not actor.can(Permission.VIEW_RESTRICTED):
            return found.filter(own | Q(note=None) | ~Q(note__confidentiality="restricted"))
        return found

    def kept(self) -> Self:
        """Whose file is still there."""
        return self.filter(purged_at=None)

    def open(self) -> Self:
        """That may be opened: nobody on it took their words back."""
        return self.kept().filter(held_at=None)


class TranscriptQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; others' for those who manage listening."""
        found = super().visible_to(actor)
        if actor.can(Permission.MANAGE_LISTENING):
            return found
        return found.filter(by_id=actor.membership_id, by__isnull=False)


class AttemptQuerySet(OwnedQuerySet):
    def counted(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at=None)

    def about(self, people: QuerySet) -> Self:
        """With one of these contacts, or with nobody by name."""
        return self.filter(Q(contact=None) | Q(contact__in=people))

    def of(self, actor: Actor) -> Self:
        return self.filter(by_id=actor.membership_id, by__isnull=False)

    def conversations(self) -> Self:
        """An attempt that talked, or any one-on-one."""
        return self.filter(Q(result="talked") | Q(channel="one_on_one"))


class ListeningSessionQuerySet(OwnedQuerySet):
    def not_cancelled(self) -> Self:
        return self.exclude(status="cancelled")

    def to_wrap_up(self, *, now: datetime.datetime) -> Self:
        """Begun, and still without notes."""
        return self.filter(status__in=["planned", "held"], starts_at__lte=now).exclude(kind__in=TALKS)

    def coming(self, *, now: datetime.datetime) -> Self:
        return self.filter(status="planned", starts_at__gt=now)


class SealedLinkQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Nobody's without VIEW_RESTRICTED; and what is visible is still opened one by one, with a reason."""
        found = super().visible_to(actor)
        return found if actor.can(Permission.VIEW_RESTRICTED) else found.none()


class CallListQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own calls."""
        return super().visible_to(actor).filter(caller_id=actor.membership_id, caller__isnull=False)

    def going_on(self) -> Self:
        return self.filter(ended_at=None)
