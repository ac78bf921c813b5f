"""A reminder plan at work for the actions to come, with what it has sent so far."""

import datetime

from campaigns.models import Action
from campaigns.services import REMINDED
from crm.access.actors import System
from tasks import services
from tasks.models import Message, PlannedReminder

PEOPLE, DAYS = 24, 2


def plant(*, by: System, now: datetime.datetime) -> int:
    """Through the services, as of some days ago: so every message has its reason and its version. How many."""
    coming = list(Action.objects.visible_to(by).coming(now=now).order_by("starts_at", "pk")[:2])
    if not coming:
        return 0
    plan = services.create_plan(by=by, kind=REMINDED, name="Standard sequence")
    services.edit_plan(by=by, plan=plan, name=plan.name, is_automatic=True)
    then = now - datetime.timedelta(days=DAYS)
    for action in coming:
        services.begin_plan(by=by, plan=plan, subject_id=action.pk, now=then)
    recent = PlannedReminder.objects.visible_to(by).filter(due_at__lt=now).order_by("due_at", "pk")
    for moment in sorted(set(recent.values_list("due_at", flat=True)[:PEOPLE])):
        services.make_due(by=by, now=moment)
        while claimed := services.claim_next(by=by, now=moment):
            services.settle(by=by, claimed=claimed, state=Message.State.SENT, reason="", now=moment)
    return Message.objects.visible_to(by).filter(planned__isnull=False).count()
