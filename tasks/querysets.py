"""Reading tasks, reminders and messages."""

import datetime
from typing import Self

from django.db.models import Q

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


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

    def of(self, membership_id) -> Self:
        return self.filter(owner_id=membership_id)

    def overdue(self, *, now: datetime.datetime) -> Self:
        return self.open().filter(due_at__lt=now)


class ReminderQuerySet(OwnedQuerySet):
    def due(self, *, now: datetime.datetime) -> Self:
        return self.filter(state="waiting", due_at__lte=now)


class MessageQuerySet(OwnedQuerySet):
    def uncertain(self) -> Self:
        return self.filter(state="uncertain")
