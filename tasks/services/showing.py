"""Due reminders become notices and messages, set by set: one statement for a batch, whatever its size. One row of the
outbox for each; its words are written when it is sent."""

import datetime
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.access.actors import Actor
from crm.access.roles import ROLES, Permission
from crm.lib.ids import uuid7
from crm.lib.moments import end_of_quiet
from crm.organizations.models import Membership, Organization
from crm.queue.models import Job
from crm.queue.services import enqueue
from tasks.models import Reminder
from tasks.services.queueing import send_at

BATCH = 1000
HELPERS = 3

SHOW = """
with due as (
  select id, task_id, recipient_id from tasks_reminder
  where organization_id = %(org)s and state = 'waiting' and due_at <= %(now)s
  order by due_at limit %(limit)s for update skip locked
), zone as (
  select * from unnest(%(zones)s::text[], %(ends)s::timestamptz[]) as zone (name, quiet_until)
), judged as (
  select due.*, (%(time)s || substr(gen_random_uuid()::text, 16))::uuid as new_id, task.contact_id, who.email, who.language,
         case when task.state <> 'open' then 'closed'
              when task.owner_id <> due.recipient_id then 'handed_over'
              when member.ended_at is not null or not who.is_active or member.expires_on < %(today)s then 'left'
              when member.role <> all(%(roles)s) then 'role'
              else '' end as why,
         case when wish.email_on is false then 'no_email' when who.email = '' then 'no_address' else '' end as no_mail,
         greatest(zone.quiet_until, %(now)s) as send_at
  from due
  join tasks_task task on task.organization_id = %(org)s and task.id = due.task_id
  join organizations_membership member on member.organization_id = %(org)s and member.id = due.recipient_id
  join accounts_user who on who.id = member.user_id
  left join tasks_remindersetting wish on wish.organization_id = %(org)s and wish.membership_id = due.recipient_id
  left join zone on zone.name = who.time_zone
), marked as (
  update tasks_reminder r
  set state = case when j.why = '' then 'shown' else 'blocked' end, reason = j.why,
      shown_at = case when j.why = '' then %(now)s::timestamptz end
  from judged j where r.organization_id = %(org)s and r.id = j.id
), told as (
  insert into tasks_notice (id, organization_id, recipient_id, reminder_id, task_id, text)
  select new_id, %(org)s, recipient_id, id, task_id,
         case when language = 'es' then %(word_es)s else %(word_en)s end
  from judged where why = ''
), mailed as (
  insert into tasks_message (id, organization_id, key, channel, reminder_id, recipient_id, contact_id, to_address,
    copy_to, language, subject, text, subject_kind, template_version, state, reason, due_at, attempts)
  select new_id, %(org)s, 'reminder.' || id, 'email', id, recipient_id, contact_id, email, '',
    language, '', '', '', '', case when why = '' and no_mail = '' then 'ready' else 'blocked' end,
    case when why = '' then no_mail else why end, send_at, 0
  from judged
  -- A reminder that was blocked and came back: its earlier, unsent message gives way.
  on conflict (organization_id, key) do update
  set state = excluded.state, reason = excluded.reason, due_at = excluded.due_at, to_address = excluded.to_address
  where tasks_message.state = 'blocked'
  returning state, due_at
)
-- First how many were shown or blocked, then the moments at which mail is ready: not a row for each of them.
select null::timestamptz, count(*) from judged
union all (select due_at, count(*) from mailed where state = 'ready' group by 1 order by 1)
"""


def show_due(*, by: Actor, now: datetime.datetime | None = None, limit: int = BATCH) -> int:
    """Turn up to `limit` due reminders into notices and messages, in the caller's transaction.

    Rows that another worker holds are left to it. Returns how many it took: 0 means that nothing was due.
    """
    now = now or timezone.now()
    zones = _quiet_ends(by, now)
    if zones is None:
        return 0
    values: dict[str, Any] = {
        "org": by.organization_id,
        "now": now,
        "today": timezone.localdate(now),
        "limit": limit,
        "roles": [role.key for role in ROLES.values() if Permission.WORK_TASKS in role.permissions],
        "time": str(uuid7())[:15],  # ids in the order of time, on servers before PostgreSQL 18 too
        "zones": list(zones),
        "ends": list(zones.values()),
        **{f"word_{language}": _word(language) for language in ("en", "es")},
    }
    with connection.cursor() as cursor:
        cursor.execute(SHOW, values)
        (_none, taken), *ready = cursor.fetchall()
    for moment, count in ready:
        send_at(moment, by=by, count=count, now=now)
    return taken


def call_helper(
    *, by: Actor, work_id: uuid.UUID, number: int = 1, now: datetime.datetime | None = None
) -> None:
    """Another worker, where more is due than one batch. It calls the next one, so that nobody waits for all of them to be
    called. Asked twice about one piece of work, each is called once."""
    due = Reminder.objects.visible_to(by).due(now=now or timezone.now()).order_by()
    if not due[BATCH : BATCH + 1].exists():
        return
    with connection.cursor() as cursor:
        # This connection checks references by the plans it has made before: those made among few rows look for one by its
        # organization alone, and read all of a crowd for each reminder.
        cursor.execute("discard plans")
    if number <= HELPERS:
        enqueue(
            "tasks.help_show",
            by=by,
            key=f"{work_id}.{number}",
            payload={"work_id": str(work_id), "number": number},
            urgency=Job.Urgency.NOW,
        )


def _quiet_ends(by: Actor, now: datetime.datetime) -> dict[str, datetime.datetime | None] | None:
    """For each zone of a member: when the quiet hours that hold there now end."""
    organization = Organization.objects.visible_to(by).filter(pk=by.organization_id).first()
    if organization is None:
        return None
    zones = Membership.objects.visible_to(by).order_by().values_list("user__time_zone", flat=True).distinct()
    return {
        zone: end_of_quiet(now, start=organization.quiet_from, end=organization.quiet_until, zone=zone)
        for zone in zones
    }


def _word(language: str) -> str:
    with translation.override(language):
        return _("Reminder")
