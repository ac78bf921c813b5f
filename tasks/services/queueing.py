"""Asking for the machine's part: looking for due reminders at their hour, sending one message."""

import datetime

from crm.access.actors import Actor
from crm.queue.models import Job
from crm.queue.services import enqueue
from tasks.models import Message


def look_at(moment: datetime.datetime, *, by: Actor) -> None:
    """Have due reminders shown at `moment`. One job serves everybody who is reminded then."""
    enqueue(
        "tasks.send_due",
        by=by,
        key=moment.astimezone(datetime.UTC).isoformat(),
        due_at=moment,
        urgency=Job.Urgency.NOW,
    )


def send_later(message: Message, *, by: Actor, round_: str = "") -> None:
    """One job for each try and hour of a message, so that asking twice is asking once."""
    enqueue(
        "tasks.send_message",
        by=by,
        key=f"{message.pk}.{message.attempts}.{int(message.due_at.timestamp())}{round_}",
        payload={"message_id": str(message.pk)},
        due_at=message.due_at,
        urgency=Job.Urgency.NOW,
    )
