"""Reading tasks, reminders and messages."""

import datetime
import uuid
from typing import Self, TypeVar

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact
from contacts.querysets import sees_methods_of_minors
from crm.access.actors import Actor, System
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet

Found = TypeVar("Found", bound=OwnedQuerySet)


class TaskQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and everybody's with MANAGE_TASKS. Nobody without WORK_TASKS sees any."""
        found = super().visible_to(actor)
        if actor.can(Permission.MANAGE_TASKS):
            return found
        if not actor.can(Permission.WORK_TASKS):
            return found.none()
        return found.filter(Q(owner_id=actor.membership_id) | Q(created_by_id=actor.membership_id))

    def open(self) -> Self:
        return self.filter(state="open")

    def of(self, membership_id: uuid.UUID | None) -> Self:
        return self.filter(owner_id=membership_id) if membership_id else self.none()

    def closed(self) -> Self:
        return self.exclude(state="open")

    def overdue(self, *, now: datetime.datetime) -> Self:
        return self.open().filter(due_at__lt=now)


class CommentQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of the steps that the reader sees."""
        steps = apps.get_model("tasks", "Task").objects.visible_to(actor)
        return super().visible_to(actor).filter(task_id__in=steps.values("id"))


class SweepQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """What one did or was handed; everybody's with MANAGE_TASKS."""
        found = super().visible_to(actor)
        if actor.can(Permission.MANAGE_TASKS):
            return found
        if not actor.can(Permission.WORK_TASKS):
            return found.none()
        return found.filter(Q(by_id=actor.membership_id) | Q(to_member_id=actor.membership_id))


class ReminderQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return own_unless_manager(super().visible_to(actor), actor)

    def due(self, *, now: datetime.datetime) -> Self:
        return self.filter(state="waiting", due_at__lte=now)


class NoticeQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, whatever the role; all of them for the machine alone."""
        found = super().visible_to(actor)
        return found if isinstance(actor, System) else found.filter(recipient_id=actor.membership_id)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class PlannedReminderQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those of people whom the actor sees, and one's own."""
        found = super().visible_to(actor)
        if isinstance(actor, System):
            return found
        own = Q(member_id=actor.membership_id, member__isnull=False)
        return found.filter(
            own | Q(Exists(Contact.objects.visible_to(actor).filter(pk=OuterRef("contact_id"))))
        )

    def due(self, *, now: datetime.datetime) -> Self:
        return self.filter(state="waiting", due_at__lte=now)


class MessageQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; those to members with MANAGE_TASKS; those to people whom the actor sees, with their numbers."""
        found = super().visible_to(actor)
        if isinstance(actor, System):
            return found
        seen = Q(recipient__isnull=False)
        if not actor.can(Permission.MANAGE_TASKS):
            seen &= Q(recipient_id=actor.membership_id)
        if actor.can(Permission.VIEW_METHODS):
            people = Contact.objects.visible_to(actor)
            if not sees_methods_of_minors(actor):
                people = people.filter(is_minor=False)
            # Asked row by row: the newest forty of a log must not read everybody first.
            theirs = Exists(people.filter(pk=OuterRef("contact_id")))
            seen |= Q(recipient=None) & (Q(contact=None) | Q(theirs))
        return found.filter(seen)

    def uncertain(self) -> Self:
        return self.filter(state="uncertain")

    def to_work_through(self) -> Self:
        """Texts and calls that wait for a person."""
        return self.filter(state="listed")


def own_unless_manager(found: Found, actor: Actor) -> Found:
    """What is sent to oneself; everybody's with MANAGE_TASKS."""
    if actor.can(Permission.MANAGE_TASKS):
        return found
    return found.filter(recipient_id=actor.membership_id, recipient__isnull=False)
