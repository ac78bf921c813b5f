"""Ringing for a worker. Losing a ring loses nothing: the row is the job, and the next tick rings again. So this neither
fails nor waits: short timeouts, no retries, and silence for a while after a failure.
"""

import logging
import time
from functools import lru_cache

from celery import Celery
from django.conf import settings

logger = logging.getLogger(__name__)

# A worker serves them in this order. Each ring lets a worker take jobs of its own urgency and more urgent ones.
QUEUES = {0: "now", 5: "soon", 9: "bulk"}
TIMEOUT_S = 0.3
SILENT_S = 5.0  # one slow attempt in five seconds is all that a dead broker costs a process
# Rings that nobody has heard yet: whoever hears them looks later than now, and finds this job too. So rings do not
# expire: an expired one would keep others away and wake nobody.
PLENTY = 8

_failed_at = -SILENT_S


def ring(urgency: int) -> bool:
    """Wake a worker. Returns whether the broker took it."""
    global _failed_at
    queue = QUEUES[urgency]
    if time.monotonic() - _failed_at < SILENT_S:
        return False
    try:
        bell = _bell(settings.CELERY_BROKER_URL)
        with bell.producer_pool.acquire() as producer:
            if producer.channel.client.llen(queue) < PLENTY:
                bell.send_task(
                    "queue.work",
                    kwargs={"least": urgency},
                    queue=queue,
                    producer=producer,
                    retry=False,
                )
    except Exception as error:
        # Whatever kombu or redis raise: nobody's request may suffer from it.
        _failed_at = time.monotonic()
        logger.warning("the broker is away (%s); the next tick wakes the worker", type(error).__name__)
        return False
    return True


def listen_again() -> None:
    """Forget an earlier failure: the next ring tries the broker."""
    global _failed_at
    _failed_at = -SILENT_S


def broker_answers() -> bool:
    """For /healthz: asks now, whatever happened before."""
    try:
        with _bell(settings.CELERY_BROKER_URL).connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            return bool(connection.channel().client.ping())
    except Exception:
        return False


@lru_cache(maxsize=4)
def _bell(url: str) -> Celery:
    """A Celery that only sends, apart from the worker's, whose connections must be allowed to wait."""
    bell = Celery("earshot-bell", broker=url, set_as_current=False, fixups=[])
    bell.conf.update(
        broker_transport_options={
            "socket_timeout": TIMEOUT_S,
            "socket_connect_timeout": TIMEOUT_S,
            "retry_on_timeout": False,
            "max_retries": 0,
        },
        broker_connection_timeout=TIMEOUT_S,
        task_publish_retry=False,
    )
    return bell
