"""Claiming across organizations, as the login that sees ids and times and nothing else.

Urgent first; then the organization with the fewest running jobs; then the one that was served longest ago.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext_noop

from crm.queue.leases import Lease

LOST = gettext_noop("The worker stopped each time it tried this.")
CLAIMING, TICKING = 7_351_001, 7_351_002  # advisory locks
ALONE = f"select pg_advisory_xact_lock({CLAIMING})"

# Neither claimed nor heard of within the lease. `now()` is the database's: workers' clocks do not matter.
SILENT = """
j.state = 'running' and j.claimed_at < now() - %(lease)s and not exists (
  select from queue_heartbeat b where b.job_id = j.id and b.at > now() - %(lease)s)
"""
# Who lost two workers waits longer for the third: it may only have been at hand when they were killed for reasons of their
# own, and what fell silent first is what the next worker takes up first, before it is quite awake.
PATIENCE = "(%(lease)s * case when j.attempts < 2 then 1 else 4 end)"
TO_TRY_AGAIN = SILENT.replace("%(lease)s", PATIENCE) + " and j.attempts < j.max_attempts"
CLAIM = """
with recursive org(id) as (
  (select organization_id from queue_job where state in ('ready', 'running') order by organization_id limit 1)
  union all
  select (select j.organization_id from queue_job j where j.state in ('ready', 'running')
          and j.organization_id > org.id order by j.organization_id limit 1)
  from org where org.id is not null
), busy as (
  select organization_id, count(*) as jobs from queue_job where state = 'running' group by 1
), head as (
  select next.*, coalesce(busy.jobs, 0) as busy, turn.at as served_at
  from org cross join lateral (
    select j.id, j.urgency, j.due_at from queue_job j
    where j.organization_id = org.id and j.state in ('ready', 'running') and j.urgency <= %(least)s
      and j.due_at <= now() and (j.state = 'ready' or ($forsaken))
    order by j.urgency, j.due_at limit 3
  ) next
  left join busy on busy.organization_id = org.id
  left join queue_turn turn on turn.organization_id = org.id
), chosen as (
  select j.id from queue_job j join head on head.id = j.id
  where j.state = 'ready' or ($forsaken)
  order by head.urgency, head.busy, head.served_at nulls first, head.due_at, head.id
  limit 1 for update of j skip locked
), claimed as (
  update queue_job j set state = 'running', fence = j.fence + 1, attempts = j.attempts + 1, claimed_at = now()
  from chosen where j.id = chosen.id returning j.id, j.organization_id, j.fence
), served as (
  insert into queue_turn (organization_id, at) select organization_id, clock_timestamp() from claimed
  on conflict (organization_id) do update set at = excluded.at
)
select id, organization_id, fence from claimed
""".replace("$forsaken", TO_TRY_AGAIN)
# A row that somebody still holds is passed by until the next tick: whoever froze with it must not hold up the clock.
BURY = """
with silent as (
  select j.id from queue_job j where $silent and j.attempts >= j.max_attempts for update of j skip locked
)
update queue_job j set state = 'dead', finished_at = now(), last_error = %(lost)s from silent where j.id = silent.id
""".replace("$silent", SILENT)
DUE = """
select j.urgency, count(*) from queue_job j
where j.state in ('ready', 'running') and j.due_at <= now() and (j.state = 'ready' or ($forsaken))
group by 1 order by 1
""".replace("$forsaken", TO_TRY_AGAIN)


def claim(least: int) -> Lease | None:
    """The next due job that is at least this urgent, held until its lease ends. None: nothing to do."""
    with connections["dispatcher"].cursor() as cursor:
        # One claim at a time (about a millisecond): the counts that fairness rests on are then the true ones.
        # Lock and claim are one message, which the server ends by itself: a process that freezes here keeps no lock.
        cursor.execute(f"{ALONE}; {CLAIM}", {"least": least, "lease": lease_time()})
        cursor.nextset()
        row = cursor.fetchone()
    return Lease(*row) if row else None


def bury() -> int:
    """Jobs whose last attempt fell silent are dead: they may be what killed the worker."""
    with connections["dispatcher"].cursor() as cursor:
        cursor.execute(BURY, {"lease": lease_time(), "lost": LOST})
        return cursor.rowcount


def due() -> dict[int, int]:
    """How many jobs of each urgency wait for a worker, the most urgent first."""
    with connections["dispatcher"].cursor() as cursor:
        cursor.execute(DUE, {"lease": lease_time()})
        return dict(cursor.fetchall())


def organizations() -> list[UUID]:
    with connections["dispatcher"].cursor() as cursor:
        cursor.execute("select queue_organizations()")
        return [row[0] for row in cursor.fetchall()]


def existing(ids: list[UUID]) -> set[UUID]:
    with connections["dispatcher"].cursor() as cursor:
        cursor.execute("select id from queue_job where id = any(%s)", [ids])
        return {row[0] for row in cursor.fetchall()}


def lease_time() -> timedelta:
    return settings.QUEUE_LEASE
