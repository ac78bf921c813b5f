"""What Celery calls. No task carries work: they make a worker look at the rows."""

from celery import shared_task

from crm.queue import ticking
from crm.queue.slots import drain_within_slots


@shared_task(name="queue.work", acks_late=False)
def work(least: int) -> int:
    """Do due jobs of this urgency and higher ones."""
    return drain_within_slots(least)


@shared_task(name="queue.tick", acks_late=False)
def tick() -> bool:
    return ticking.tick()


@shared_task(name="queue.ring", acks_late=False)
def ring() -> None:
    ticking.ring_for_due()
