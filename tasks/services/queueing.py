"""Asking for the machine's part: looking for due reminders at their hour, sending what is ready."""

import datetime
import uuid

from crm.access.actors import Actor
from crm.queue.models import Job
from crm.queue.services import enqueue

A_SENDER = 50  # messages that are worth a sender of their own
SENDERS = 4


def look_at(moment: datetime.datetime, *, by: Actor) -> None:
    """Have due reminders shown at `moment`. One job serves everybody who is reminded then."""
    enqueue(
        "tasks.send_due",
        by=by,
        key=_name(moment),
        due_at=moment,
        urgency=Job.Urgency.NOW,
    )


def go_on(*, by: Actor, work_id: uuid.UUID) -> None:
    """Have what this piece of work left for its next turn done, after what others wait for: only a first turn is urgent."""
    enqueue("tasks.send_due", by=by, key=f"after.{work_id}", urgency=Job.Urgency.SOON)


def send_on(*, by: Actor, work_id: uuid.UUID) -> None:
    """The same of messages: the thousandth e-mail of one organization is no more urgent than another's export."""
    enqueue("tasks.send_messages", by=by, key=f"after.{work_id}", urgency=Job.Urgency.SOON)


def send_at(
    moment: datetime.datetime, *, by: Actor, count: int = 1, now: datetime.datetime | None = None
) -> None:
    """Have what is ready sent at `moment`, by as many senders as `count` messages are worth. A sender goes on until
    nothing is due. For an hour to come, asking twice is asking once; what is due `now` gets senders of its own, so that
    two workers do not wait for one another's: urgent ones as long as few are at it, else one that waits its turn."""
    wanted = min(SENDERS, 1 + count // A_SENDER)
    if now and moment <= now:
        urgent = min(wanted, SENDERS - _urgent_senders(by, now))
        names: list[tuple[str | None, Job.Urgency]]
        names = [(None, Job.Urgency.NOW)] * urgent or [(None, Job.Urgency.SOON)]
    else:
        names = [(f"{_name(moment)}.{slot}", Job.Urgency.NOW) for slot in range(wanted)]
    for key, urgency in names:
        enqueue("tasks.send_messages", by=by, key=key, due_at=moment, urgency=urgency)


def _urgent_senders(by: Actor, now: datetime.datetime) -> int:
    """Those of this organization that run or are about to."""
    there = Job.objects.filter(
        organization_id=by.organization_id,
        kind="tasks.send_messages",
        urgency=Job.Urgency.NOW,
        state__in=[Job.State.READY, Job.State.RUNNING],
        due_at__lte=now,
    )
    return there[:SENDERS].count()


def _name(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()
