"""The machine's part of reminding: showing what is due, sending one e-mail at a time."""

import uuid
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from crm.access.tenancy import tenant
from crm.queue.registry import Run, job
from tasks import services


@job("tasks.send_due", noun=_("reminders"))
def send_due(run: Run) -> None:
    """Notices and messages of whatever is due, a batch a transaction; and messages that something tore or forgot."""
    with run.step():
        services.find_torn(by=run.actor)
        services.find_forgotten(by=run.actor)
    made, count = True, run.done
    while made:
        with run.step() as step:
            made = services.show_due(by=run.actor)
            count += len(made)
            step.done = count


@job("tasks.send_message", at_most=timedelta(minutes=5))
def send_message(run: Run, *, message_id: str) -> None:
    """Claimed and committed, then handed over with no transaction open, then recorded."""
    with run.step():
        claimed = services.claim(by=run.actor, message_id=uuid.UUID(message_id))
    if claimed is None:
        return
    state, reason = services.hand_over(claimed)
    # Not a fenced step: what the mail server said is true whoever holds the job by now.
    with tenant(run.organization_id):
        services.settle(by=run.actor, claimed=claimed, state=state, reason=reason)
