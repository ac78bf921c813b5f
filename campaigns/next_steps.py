"""A talk may close with an invitation to the next action."""

import datetime
from collections.abc import Iterable
from functools import partial

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns import services
from campaigns.models import Action, Signup
from crm.access.actors import Actor, deputy_of
from crm.access.roles import Permission
from listening.models import Attempt
from listening.next_steps import NextStep, add
from tasks.models import Task


def invitation(actor: Actor, now: datetime.datetime) -> Iterable[NextStep]:
    """To the next action that has not begun. Everybody who may log a talk may invite."""
    coming = Action.objects.filter(organization_id=actor.organization_id).coming(now=now)
    action = coming.order_by("starts_at", "pk").first()
    if action is None:
        return
    day = date_format(timezone.localtime(action.starts_at), pgettext("date format", "M j"))
    yield NextStep(
        key="invite",
        label=_("Invite to %(day)s") % {"day": day},
        title=_("Invite to %(action)s, %(day)s") % {"action": action.name, "day": day},
        task_kind=Task.Kind.INVITE,
        taken=partial(invited, action),
    )


def invited(action: Action, actor: Actor, attempt: Attempt) -> None:
    """Somebody with a name stands on the action's list to ask, with the talk that led there."""
    if attempt.contact is None:
        return
    services.record_signup(
        by=deputy_of(actor, Permission.RECORD_SIGNUPS),
        action=action,
        contact=attempt.contact,
        status=Signup.Status.TO_ASK,
        moved_by_attempt=attempt,
        moved_by_note=attempt.session.notes.filter(is_quote=True).first() if attempt.session else None,
    )


add("campaigns.invitation", invitation)
