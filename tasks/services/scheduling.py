"""From a plan to rows with instants. Rows are data: a moved event moves them, an answer adds or takes them away."""

import datetime
import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from crm.access.actors import Actor
from crm.lib.moments import instant, local_date
from tasks import subjects
from tasks.models import PlannedReminder, PlanStep, PlanUse
from tasks.services.queueing import look_at
from tasks.subjects import Audiences, Happening, Participant

Anchor, State = PlanStep.Anchor, PlannedReminder.State
STILL_GOOD = timedelta(days=3)  # so long after its hour, what comes after an event is still worth sending
USUALLY = timedelta(hours=2)  # what has no end is taken to last: nobody is asked how it was while it goes on
TIMED = (Anchor.START, Anchor.END)
TOLD = (Anchor.CHANGED, Anchor.CANCELLED)
AGAIN = "#"  # before the number of a notice that says once more what an earlier one said


@dataclass(frozen=True)
class Place:
    """What there can be only one of."""

    step_id: uuid.UUID
    contact_id: uuid.UUID | None
    member_id: uuid.UUID | None
    occasion: str


def keep_plan(
    *,
    by: Actor,
    kind: str,
    subject_id: uuid.UUID,
    people: Collection[uuid.UUID] | None = None,
    changed: bool = False,
    now: datetime.datetime | None = None,
) -> int:
    """Bring what waits about a subject in line with who is on its list and when it is. How many rows wait now.

    To be called by the subject's room whenever one of these changes, in the same transaction: with `people` (ids of
    contacts or members) where only theirs may differ, with `changed` where day, hour or place did. A cancelled subject
    says so to its list by itself.
    """
    now = now or timezone.now()
    use = (
        PlanUse.objects.filter(organization_id=by.organization_id, subject_kind=kind, subject_id=subject_id)
        .select_for_update(of=("self",))
        .first()
    )
    subject = subjects.get(kind)
    if use is None or subject is None:
        return 0
    happening = subject.load(by, subject_id)
    there = PlannedReminder.objects.filter(
        organization_id=by.organization_id, subject_id=subject_id
    ).select_related("step")
    if people is not None:
        there = there.filter(**{"member_id__in" if subject.about_members else "contact_id__in": list(people)})
    rows = {_place(row): row for row in there.select_for_update(of=("self",))}
    wanted: dict[Place, datetime.datetime] = {}
    if happening is not None:
        steps = PlanStep.objects.filter(organization_id=by.organization_id, plan_id=use.plan_id, is_on=True)
        on_list = subject.participants(by, subject_id, people)
        for step in steps:
            for person in on_list:
                if person.status in step.statuses:
                    wanted |= _wanted(
                        step, happening, person, use, subject.audiences, changed=changed, now=now
                    )
    return _bring_in_line(by, subject_id, rows, wanted, now)


def call_off(*, by: Actor, subject_id: uuid.UUID) -> int:
    return PlannedReminder.objects.filter(
        organization_id=by.organization_id, subject_id=subject_id, state=State.WAITING
    ).update(state=State.CANCELLED)


def due_instant(step: PlanStep, happening: Happening) -> datetime.datetime:
    """When a timed step falls due: a clock hour of the place, or so many days and minutes by the clock there."""
    anchor = happening.starts_at
    if step.anchor == Anchor.END:
        anchor = happening.ends_at or happening.starts_at + USUALLY
    local = anchor.astimezone(ZoneInfo(happening.zone))
    day = local.date() + timedelta(days=step.days)
    if step.clock is not None:
        return instant(day, step.clock, happening.zone)
    at = anchor if step.days == 0 else instant(day, local.time(), happening.zone)
    return at + timedelta(minutes=step.minutes)


def leads_up(step: PlanStep, happening: Happening, audiences: Audiences) -> bool:
    """Whether a timed step speaks of something to come. "That morning" at eight does so even where it begins at seven, unless
    it is for those who came or did not: then it is no use to anybody."""
    if due_instant(step, happening) < happening.starts_at:
        return True
    afterwards = {*audiences.came, *audiences.missed}
    on_the_day = step.anchor == Anchor.START and step.days == 0 and step.clock is not None
    return on_the_day and bool(afterwards) and afterwards.isdisjoint(step.statuses)


def occasion_of(step: PlanStep, happening: Happening) -> str:
    """The day of which a row speaks; for a change, the day, hour and place themselves."""
    if step.anchor in TIMED:
        return local_date(happening.starts_at, happening.zone).isoformat()
    if step.anchor in TOLD:
        place = hashlib.sha256(happening.place.encode()).hexdigest()[:8]
        since = f" {happening.off_since:%d%H%M%S}" if happening.off_since else ""
        return f"{happening.starts_at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M} {place}{since}"
    return ""


def speaks_of(row: PlannedReminder, step: PlanStep, happening: Happening) -> bool:
    """Whether what the row was planned for is still so."""
    return row.occasion.partition(AGAIN)[0] == occasion_of(step, happening)


def _wanted(
    step: PlanStep,
    happening: Happening,
    person: Participant,
    use: PlanUse,
    audiences: Audiences,
    *,
    changed: bool,
    now: datetime.datetime,
) -> dict[Place, datetime.datetime]:
    place = Place(step.pk, person.contact_id, person.member_id, occasion_of(step, happening))
    if step.anchor == Anchor.CANCELLED:
        return {place: now} if happening.is_off and now < happening.starts_at else {}
    if happening.is_off:
        return {}
    if step.anchor == Anchor.CHANGED:
        return {place: now} if changed and now < happening.starts_at else {}
    if step.anchor == Anchor.JOINED:
        return {place: now} if person.since >= use.begun_at and now < happening.starts_at else {}
    at, ahead = due_instant(step, happening), leads_up(step, happening, audiences)
    if at >= now:
        return {} if ahead and at >= happening.starts_at else {place: at}
    # Its hour has passed already: nothing that leads up to the event, but thanks are still welcome.
    return {place: now} if not ahead and now - at <= STILL_GOOD else {}


def _bring_in_line(
    by: Actor,
    subject_id: uuid.UUID,
    rows: dict[Place, PlannedReminder],
    wanted: dict[Place, datetime.datetime],
    now: datetime.datetime,
) -> int:
    moments = set()
    wanted = dict(_told_anew(place, at, rows) for place, at in wanted.items())
    for place, row in rows.items():
        at = wanted.get(place)
        if at is None:
            if row.state == State.WAITING and row.due_at > now:
                row.state = State.CANCELLED
                row.save(update_fields=["state"])
        elif _moves(row, at, now):
            row.state, row.reason, row.due_at = State.WAITING, "", at
            row.save(update_fields=["state", "reason", "due_at"])
            moments.add(at)
    fresh = [
        PlannedReminder(
            organization_id=by.organization_id,
            step_id=place.step_id,
            subject_id=subject_id,
            contact_id=place.contact_id,
            member_id=place.member_id,
            occasion=place.occasion,
            due_at=at,
        )
        for place, at in wanted.items()
        if place not in rows
    ]
    PlannedReminder.objects.bulk_create(fresh, ignore_conflicts=True)
    for at in sorted(moments | {row.due_at for row in fresh}):
        look_at(at, by=by)
    return len(wanted)


def _told_anew(
    place: Place, at: datetime.datetime, rows: dict[Place, PlannedReminder]
) -> tuple[Place, datetime.datetime]:
    """A change that was told once already, and took place again since (there, back, and there again), is told again: the
    last word that somebody heard must be the true one."""
    number, asked = 1, place
    while (row := rows.get(place)) and row.state == State.MADE and row.step.anchor == Anchor.CHANGED:
        number += 1
        place = replace(asked, occasion=f"{asked.occasion}{AGAIN}{number}")
    return place, at


def _moves(row: PlannedReminder, at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether a row that is there gets this instant. What had its hour stays as it ended, but for a new notice."""
    if row.state == State.MADE or (row.state, row.due_at) == (State.WAITING, at):
        return False
    if at > now:
        return True
    return row.state != State.WAITING and row.step.anchor in TOLD


def _place(row: PlannedReminder) -> Place:
    return Place(row.step_id, row.contact_id, row.member_id, row.occasion)
