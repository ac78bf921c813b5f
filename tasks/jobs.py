"""The machine's part of reminding: showing what is due, sending one e-mail at a time."""

import uuid
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from crm.access.tenancy import tenant
from crm.queue.models import Job
from crm.queue.registry import Run, job
from crm.queue.schedule import periodic
from tasks import services
from tasks.rules import rules


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


@job("tasks.sweep", noun=_("steps"))
def sweep(run: Run, *, sweep_id: str) -> None:
    """A handover, or a deed done to many steps, a piece a transaction."""
    running = True
    while running:
        with run.step() as step:
            row = services.carry_on(by=run.actor, sweep_id=uuid.UUID(sweep_id))
            running, step.done = row.is_running, len(row.moved) + len(row.people) + row.kept


@job("tasks.run_rules", noun=_("steps"))
def run_rules(run: Run) -> None:
    """Each rule in a transaction of its own, so that one that fails takes no other with it."""
    count = 0
    for rule in rules():
        with run.step() as step:
            count += services.run_rule(by=run.actor, rule=rule)
            step.done = count


# Reminders bring a job of their own for their hour; this finds what slipped through.
periodic("tasks.send_due", every=timedelta(minutes=5), urgency=Job.Urgency.SOON)
periodic("tasks.run_rules", every=timedelta(hours=1))
