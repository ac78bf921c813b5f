"""The machine's part of reminding: showing what is due, sending one message at a time."""

import logging
import uuid
from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access.tenancy import tenant
from crm.lib import post
from crm.queue.leases import Cancelled, Outrun
from crm.queue.registry import Links, Run, job
from tasks import services
from tasks.rules import rules

logger = logging.getLogger(__name__)

A_TURN = 50  # messages that one organization sends before another may
BATCHES = 10  # of reminders, likewise


@job("tasks.send_due", noun=_("reminders"), label=_("Remind of what is due"))
def send_due(run: Run) -> None:
    """Notices and messages of whatever is due, a batch a transaction; and messages that something tore or forgot."""
    with run.step():
        services.call_helper(by=run.actor, work_id=run.job_id)
    turns = [_in_turn(run, make) for make in (services.show_due, services.make_due)]
    with run.step():
        services.write_digests(by=run.actor)
        services.find_torn(by=run.actor)
        services.let_go(by=run.actor)
        services.find_forgotten(by=run.actor)
        if not all(turns):
            services.go_on(by=run.actor, work_id=run.job_id)


@job("tasks.help_show", noun=_("reminders"), label=_("Help with what is due"))
def help_show(run: Run, *, work_id: str, number: int) -> None:
    """Beside another worker that shows the same organization's reminders: what one holds, the other passes by."""
    with run.step():
        services.call_helper(by=run.actor, work_id=uuid.UUID(work_id), number=number + 1)
    _in_turn(run, services.show_due)


def _in_turn(run: Run, make: Callable[..., int]) -> bool:
    """A batch a transaction. False where the turn was over before nothing was left."""
    for _batch in range(BATCHES):
        with run.step() as step:
            made = make(by=run.actor)
            step.done = run.done + made
        if not made:
            return True
    return False


@job("tasks.send_messages", noun=_("messages"), label=_("Send messages"))
def send_messages(run: Run) -> None:
    """Each is claimed and committed, then handed over with no transaction open, then recorded."""
    with run.step():
        # What an earlier attempt of this very job held when it died.
        services.find_torn(by=run.actor, sender=run.job_id)
    with post.Line() as line:
        for _turn in range(A_TURN):
            with run.step() as step:
                claimed = services.claim_next(by=run.actor, sender=run.job_id)
                step.done = run.done + (claimed is not None)
            if claimed is None:
                return
            state, reason = services.hand_over(claimed, line)
            # Not a fenced step: what the server said is true whoever holds the job by now.
            with tenant(run.organization_id):
                services.settle(by=run.actor, claimed=claimed, state=state, reason=reason)
    with run.step():
        # The others' turn: who was served least comes next, and this goes on after them.
        services.send_on(by=run.actor, work_id=run.job_id)


def _sweep_links(*, sweep_id: str) -> Links:
    return Links(result=reverse("tasks:sweep", args=[sweep_id]), result_label=_("See what was done"))


@job("tasks.sweep", noun=_("steps"), label=_("Change many steps"), links=_sweep_links)
def sweep(run: Run, *, sweep_id: str) -> None:
    """A handover, or a deed done to many steps, a piece a transaction."""
    running = True
    while running:
        with run.step() as step:
            row = services.carry_on(by=run.actor, sweep_id=uuid.UUID(sweep_id))
            running, step.done = row.is_running, len(row.moved) + len(row.people) + row.kept


@job("tasks.run_rules", noun=_("steps"), label=_("Make steps by rule"))
def run_rules(run: Run) -> None:
    """Each rule in a transaction of its own, so that one that fails takes no other with it: it is told of once all have run."""
    count, troubles = 0, []
    for rule in rules():
        try:
            with run.step() as step:
                made = services.run_rule(by=run.actor, rule=rule)
                step.done = count + made
        except (Cancelled, Outrun):
            raise
        except Exception as trouble:
            logger.exception("rule %s", rule.key)
            troubles.append(trouble)
        else:
            count += made
    if troubles:
        raise troubles[0]
