"""Whether the machinery turns, in numbers that name nobody: for supervisors and load balancers."""

from typing import Any

from django.db import DatabaseError, connections

from crm.queue import dispatching, doorbell
from crm.queue.dispatching import PATIENCE, SILENT, TO_TRY_AGAIN

WAITING_TOO_LONG_S = 120
TICKED_LATELY_S = 60

# A job waits for a worker unless one of its sort is being done: bulk work is done one after another, and a long
# import is no reason to start the worker anew.
REPORT = (
    """
with waiting as (
  select j.urgency > 5 as bulk,
         min(case when j.state = 'ready' then j.due_at else j.claimed_at + $patience end) as since
  from queue_job j
  where j.state in ('ready', 'running') and j.due_at <= now() and (j.state = 'ready' or ($forsaken))
  group by 1
), doing as (
  select distinct j.urgency > 5 as bulk from queue_job j where j.state = 'running' and not ($silent)
)
select
  (select extract(epoch from now() - min(since)) from waiting where bulk not in (select bulk from doing)),
  (select count(*) from queue_job where state = 'dead'),
  (select extract(epoch from now() - at) from queue_tick where id = 1)
""".replace("$silent", SILENT)
    .replace("$forsaken", TO_TRY_AGAIN)
    .replace("$patience", PATIENCE)
)


def report() -> dict[str, Any]:
    """`oldest_waiting_s` 0: nothing waits. `last_tick_s` None: there was no tick yet."""
    broker = doorbell.broker_answers()
    try:
        waiting, dead, ticked = _figures()
    except DatabaseError:
        connections["dispatcher"].close()
        return {"ok": False, "database": False, "broker": broker}
    waiting = round(float(waiting or 0), 1)
    last_tick = None if ticked is None else round(float(ticked), 1)
    ticking = last_tick is not None and last_tick <= TICKED_LATELY_S
    return {
        "ok": broker and ticking and waiting <= WAITING_TOO_LONG_S,
        "database": True,
        "broker": broker,
        "oldest_waiting_s": waiting,
        "dead": dead,
        "last_tick_s": last_tick,
    }


def _figures() -> tuple:
    with connections["dispatcher"].cursor() as cursor:
        cursor.execute(REPORT, {"lease": dispatching.lease_time()})
        return cursor.fetchone()
