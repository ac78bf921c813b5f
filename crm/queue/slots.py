"""Bulk work never takes the last process of a worker, so that an import cannot delay a reminder.

A slot is a lock on a file in the home: the kernel gives it back when a process dies, however it dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from crm.queue import dispatching, doorbell
from crm.queue.models import Job
from crm.queue.running import drain

DRAIN_S = 20  # then the worker's other messages get their turn, and a stopping worker can leave

processes = 1  # of this worker; told by crm.celery before it forks


def drain_within_slots(least: int) -> int:
    if least < Job.Urgency.BULK:
        count = drain(least, seconds=DRAIN_S)
    else:
        with bulk_slot() as free:
            if not free:
                # Whoever holds the slot goes on with the next bulk job by itself.
                return drain(Job.Urgency.SOON, seconds=DRAIN_S)
            count = drain(least, seconds=DRAIN_S)
    for urgency in dispatching.due():
        if urgency <= least:
            doorbell.ring(urgency)
    return count


@contextmanager
def bulk_slot() -> Iterator[bool]:
    """Whether a slot for bulk work was free, and is held in this block. All processes but one may hold one."""
    folder = settings.HOME / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(max(1, processes - 1)):
        descriptor = os.open(folder / f"bulk-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        try:
            yield True
        finally:
            os.close(descriptor)
        return
    yield False
