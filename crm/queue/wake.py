"""What Celery calls. No task carries work: they make a worker look at the rows. Connections outlive a task: each begins by
leaving those that are broken or old."""

from celery import shared_task
from django.db import close_old_connections

from crm.queue import ticking
from crm.queue.slots import drain_within_slots


@shared_task(name="queue.work", acks_late=False)
def work(least: int) -> int:
    """Do due jobs of this urgency and higher ones."""
    return drain_within_slots(least)


@shared_task(name="queue.tick", acks_late=False)
def tick() -> bool:
    close_old_connections()
    return ticking.tick()


@shared_task(name="queue.ring", acks_late=False)
def ring() -> None:
    close_old_connections()
    ticking.ring_for_due()
