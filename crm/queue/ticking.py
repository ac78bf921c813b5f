"""Looking at the clock: every three seconds somebody rings for what has become due, so that a lost ring delays work and
loses none; every fifteen, at the tick, dead workers' jobs are buried and what comes round is planted."""

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
    ring_for_due()
    return True


def ring_for_due() -> None:
    """Wake workers for what is due. One read of an index; any number may do it at once."""
    for urgency, count in dispatching.due().items():
        for _ in range(min(count, MOST_RINGS)):
            doorbell.ring(urgency)
