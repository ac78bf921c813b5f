"""Choosing a member."""

import datetime
import uuid

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.roles import ROLES, Permission
from crm.organizations.models import Membership

WORKING_ROLES = [role.key for role in ROLES.values() if Permission.WORK_TASKS in role.permissions]


def members(actor: Actor, *, today: datetime.date) -> QuerySet[Membership]:
    """Who can be handed a next step."""
    return (
        Membership.objects.visible_to(actor)
        .active(on=today)
        .filter(role__in=WORKING_ROLES)
        .select_related("user")
        .order_by("user__name", "pk")
    )


class MemberField(forms.ChoiceField):
    """A member by name; the value is the membership's id."""

    def __init__(self, **options):
        options.setdefault("label", _("Who"))
        super().__init__(**options)

    def offer(
        self, actor: Actor, *, today: datetime.date, but: uuid.UUID | None = None, empty: str = ""
    ) -> None:
        people = [(str(m.pk), str(m.user)) for m in members(actor, today=today) if m.pk != but]
        self.choices = [("", empty), *people] if empty or not self.required else people

    def clean(self, value):
        value = super().clean(value)
        return uuid.UUID(value) if value else None
