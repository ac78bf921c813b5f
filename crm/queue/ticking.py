"""The tick: every 15 seconds somebody looks whether anything is due, so that a lost ring delays work and loses none."""

from django.db import connections, transaction
from django.utils import timezone

from crm.queue import dispatching, doorbell, schedule

MOST_RINGS = 4  # of one urgency: a few workers may share it


def tick() -> bool:
    """Any number of beats may call this at once: one of them works, the others return False."""
    with transaction.atomic(using="dispatcher"), connections["dispatcher"].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [dispatching.TICKING])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(
            "insert into queue_tick (id, at) values (1, clock_timestamp())"
            " on conflict (id) do update set at = excluded.at"
        )
        dispatching.bury()
        schedule.plant(timezone.now())
        due = dispatching.due()
    for urgency, count in due.items():
        for _ in range(min(count, MOST_RINGS)):
            doorbell.ring(urgency)
    return True
