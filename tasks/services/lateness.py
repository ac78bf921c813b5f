"""How long the words of a planned message are true (decision 64). What comes later says something truer, or the day itself
has come: then the late one is not sent, and the log says why."""

import datetime
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from crm.access.actors import Actor
from crm.lib.moments import local_date
from tasks import reasons
from tasks.models import Channel, PlannedReminder, PlanStep
from tasks.services.scheduling import STILL_GOOD, TIMED, due_instant, leads_up
from tasks.subjects import Audiences, Happening

A_DAY = timedelta(days=1)
A_WEEK = 7  # days: so far ahead nobody counts hours
AT_ITS_HOUR = timedelta(minutes=5)  # what goes out within minutes of its hour is overtaken by nothing
State = PlannedReminder.State


def too_late(
    row: PlannedReminder,
    happening: Happening,
    audiences: Audiences,
    *,
    by_machine: bool,
    now: datetime.datetime,
) -> str:
    """A key of tasks.reasons, or "". Whoever texts or calls by hand sees what the words say: they may be late by days, but
    no text says "tomorrow" on the day itself."""
    step = row.step
    if step.anchor not in TIMED:
        return reasons.BEGUN if now >= happening.starts_at else ""
    hour = due_instant(step, happening)
    if not leads_up(step, happening, audiences):
        return reasons.LONG_PAST if by_machine and now - max(hour, row.due_at) > STILL_GOOD else ""
    if now >= happening.starts_at:
        return reasons.BEGUN
    if step.days == 0 and step.clock is None:  # "in two hours"
        half = (happening.starts_at - hour) / 2
        return reasons.WORDS_PAST if by_machine and now - hour > half else ""
    today, its_day, that_day = (local_date(at, happening.zone) for at in (now, hour, happening.starts_at))
    if its_day < that_day <= today and step.channel != Channel.CALL:
        return reasons.DAY_CAME
    if by_machine and (that_day - its_day).days >= A_WEEK:
        return reasons.WORDS_PAST if now - hour > A_DAY else ""
    return reasons.WORDS_PAST if by_machine and today > its_day else ""


def overtaken(
    by: Actor,
    rows: Iterable[PlannedReminder],
    happening: Happening,
    audiences: Audiences,
    *,
    now: datetime.datetime,
) -> set[uuid.UUID]:
    """Of rows of one plan about one subject, those whose person has a later message of it on the same channel due by now."""
    hours = {row.pk: due_instant(row.step, happening) for row in rows if row.step.anchor in TIMED}
    late = [row for row in rows if row.pk in hours and now - hours[row.pk] > AT_ITS_HOUR]
    if not late:
        return set()
    others = PlanStep.objects.filter(
        organization_id=by.organization_id, plan_id=late[0].step.plan_id, is_on=True, anchor__in=TIMED
    )
    due = {
        step.pk: (step.channel, at)
        for step in others
        if leads_up(step, happening, audiences) and (at := due_instant(step, happening)) <= now
    }
    theirs = PlannedReminder.objects.filter(
        Q(contact_id__in={row.contact_id for row in late if row.contact_id})
        | Q(member_id__in={row.member_id for row in late if row.member_id}),
        organization_id=by.organization_id,
        subject_id=happening.id,
        step_id__in=due,
        state__in=[State.WAITING, State.MADE],
    )
    there: dict[tuple, list[uuid.UUID]] = {}
    for step_id, contact_id, member_id, occasion in theirs.values_list(
        "step_id", "contact_id", "member_id", "occasion"
    ):
        there.setdefault((contact_id, member_id, occasion), []).append(step_id)
    return {
        row.pk
        for row in late
        if row.step_id in due
        for step_id in there.get((row.contact_id, row.member_id, row.occasion), [])
        if due[step_id][0] == row.step.channel and due[step_id][1] > hours[row.pk]
    }
