"""Asks and attendance on a contact's page."""

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import SignupStatus
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.timeline.entries import Entry, add


def signups(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    if not actor.can(Permission.VIEW_CAMPAIGNS):
        return
    steps = SignupStatus.objects.visible_to(actor).filter(signup__contact_id=contact_id)
    steps = steps.select_related("signup__action", "signup__moved_by_note", "by__user").order_by("-at", "-pk")
    for step in steps[:limit]:
        yield Entry(
            at=step.at,
            title=_("%(action)s: %(status)s")
            % {"action": step.signup.action, "status": step.get_status_display()},
            icon="hand-helping",
            text=step.note,
            url=reverse("campaigns:action", args=[step.signup.action_id]),
            by=str(step.by.user) if step.by else "",
        )


add("campaigns.signups", signups)
