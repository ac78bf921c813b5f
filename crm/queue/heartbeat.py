"""Signs of life of a running job, from a thread and a connection of its own: seen while the handler's transaction is
still open. The claim is the first one, so a short job costs nothing here.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connections

from crm.access.tenancy import beside
from crm.queue.leases import Lease

logger = logging.getLogger(__name__)

# What becomes of a process whose handler hangs for longer than it may, once its lease has run out. A worker's processes
# are replaced (crm.celery sets this); a process of one's own is left alone.
end_of_a_hanging_process: Callable[[], object] | None = None

BEAT = """
insert into queue_heartbeat (job_id, organization_id, at) values (%s, %s, clock_timestamp())
on conflict (job_id) do update set at = excluded.at
"""


@contextmanager
def beating(lease: Lease, at_most: timedelta) -> Iterator[None]:
    ended = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(ended, lease, at_most), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def beat(lease: Lease) -> None:
    with beside(lease.organization_id), connections["side"].cursor() as cursor:
        cursor.execute(BEAT, [lease.job_id, lease.organization_id])


def _beat_until(ended: threading.Event, lease: Lease, at_most: timedelta) -> None:
    give_up_at = time.monotonic() + at_most.total_seconds()
    every = settings.QUEUE_LEASE.total_seconds() / 3
    try:
        while not ended.wait(every):
            if time.monotonic() > give_up_at:
                logger.error("job %s runs longer than %s: no more signs of life", lease.job_id, at_most)
                if not ended.wait(2 * settings.QUEUE_LEASE.total_seconds()) and end_of_a_hanging_process:
                    end_of_a_hanging_process()
                return
            try:
                beat(lease)
            except DatabaseError as error:
                # The server may be back for the next beat.
                logger.warning("job %s: no heartbeat (%s)", lease.job_id, type(error).__name__)
                connections["side"].close()
    finally:
        connections["side"].close()
