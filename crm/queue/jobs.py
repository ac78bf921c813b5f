"""Housekeeping that belongs to no room."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.api.services import forget_keys
from crm.audit import services as audit
from crm.queue.registry import Run, job
from crm.queue.schedule import periodic_kinds
from crm.queue.services import forget_finished

KEEP_HOUSEKEEPING = timedelta(days=2)
KEEP_FINISHED = timedelta(days=90)


@job("audit.seal", single=True, label=_("Seal the history"))
def seal_audit(run: Run) -> None:
    audit.seal(run.organization_id)


@job("queue.forget_finished", single=True, label=_("Forget old jobs"))
def forget(run: Run) -> None:
    now = timezone.now()
    forget_finished(before=now - KEEP_FINISHED, by=run.actor)
    forget_finished(before=now - KEEP_HOUSEKEEPING, by=run.actor, kinds=periodic_kinds())
    forget_keys(by=run.actor, now=now)
