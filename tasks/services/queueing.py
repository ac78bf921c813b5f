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
    """Have what this piece of work left for its next turn done now, after the others."""
    enqueue("tasks.send_due", by=by, key=f"after.{work_id}", urgency=Job.Urgency.NOW)


def send_at(
    moment: datetime.datetime, *, by: Actor, count: int = 1, now: datetime.datetime | None = None
) -> None:
    """Have what is ready sent at `moment`, by as many senders as `count` messages are worth. A sender goes on until
    nothing is due. For an hour to come, asking twice is asking once; what is due `now` gets senders of its own, so that
    two workers do not wait for one another's."""
    name = "" if now and moment <= now else _name(moment)
    for slot in range(min(SENDERS, 1 + count // A_SENDER)):
        enqueue(
            "tasks.send_messages",
            by=by,
            key=f"{name}.{slot}" if name else None,
            due_at=moment,
            urgency=Job.Urgency.NOW,
        )


def _name(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()
