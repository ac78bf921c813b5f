"""Plans at work: begun for one subject by somebody, or by themselves for every new one they are for."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import NotAllowed
from crm.access.roles import Permission
from crm.audit.services import record
from tasks import subjects
from tasks.models import PlanUse, ReminderPlan
from tasks.services.scheduling import call_off, keep_plan
from tasks.subjects import Subject


@transaction.atomic
def begin_plan(
    *, by: Actor, plan: ReminderPlan, subject_id: uuid.UUID, now: datetime.datetime | None = None
) -> PlanUse:
    """Put a plan to work for one subject, in place of the one before. Who is on its list already gets what is still to
    come, and no late thanks for signing up."""
    subject = managed(by, plan.subject_kind)
    plan = own(by, ReminderPlan, plan.pk)
    if subject.load(by, subject_id) is None:
        raise NotAllowed
    uses = PlanUse.objects.filter(
        organization_id=by.organization_id, subject_kind=subject.kind, subject_id=subject_id
    )
    fresh = PlanUse(
        organization_id=by.organization_id,
        plan=plan,
        subject_kind=subject.kind,
        subject_id=subject_id,
        begun_by_id=by.membership_id,
        begun_at=now or timezone.now(),
    )
    use = uses.select_for_update(of=("self",)).first()
    if use is None:
        PlanUse.objects.bulk_create(
            [fresh], ignore_conflicts=True
        )  # somebody may begin one at the same moment
        use = uses.select_for_update(of=("self",)).get()
    if use.pk != fresh.pk:
        if use.plan_id == plan.pk:
            return use
        use.plan, use.begun_by_id, use.begun_at = plan, fresh.begun_by_id, fresh.begun_at
        use.save()
        call_off(by=by, subject_id=subject_id)
    record("tasks.plan_begun", by=by, target=plan, details={"subject": str(subject_id)})
    keep_plan(by=by, kind=subject.kind, subject_id=subject_id, now=now)
    return use


@transaction.atomic
def end_plan(*, by: Actor, kind: str, subject_id: uuid.UUID) -> None:
    """Nothing more goes out about this subject."""
    managed(by, kind)
    uses = PlanUse.objects.visible_to(by).filter(subject_kind=kind, subject_id=subject_id)
    if uses.delete()[0]:
        call_off(by=by, subject_id=subject_id)
        record("tasks.plan_ended", by=by, details={"subject": str(subject_id)})


def begin_automatic(
    *, by: Actor, kind: str, subject_id: uuid.UUID, now: datetime.datetime | None = None
) -> PlanUse | None:
    """For the room that made a new subject: the plan that every new one uses, if there is one."""
    plans = list(automatic(by, kind).order_by("created_at", "pk"))
    if not plans:
        return None
    plan = _narrowest(by, subjects.get(kind), subject_id, plans)
    if plan is not None:
        return begin_plan(by=by, plan=plan, subject_id=subject_id, now=now)
    # It was of a kind or owner that it is no longer of.
    used = PlanUse.objects.visible_to(by).filter(subject_kind=kind, subject_id=subject_id)
    if used.filter(plan__in=plans).exists():
        end_plan(by=by, kind=kind, subject_id=subject_id)
    return None


def automatic(by: Actor, kind: str) -> QuerySet[ReminderPlan]:
    return ReminderPlan.objects.visible_to(by).filter(subject_kind=kind, is_automatic=True)


def _narrowest(
    by: Actor, subject: Subject | None, subject_id: uuid.UUID, plans: list[ReminderPlan]
) -> ReminderPlan | None:
    """A plan for the owner before one for the kind, both before one for all; of two alike the older."""
    known = subject.traits(by, subject_id) if subject and subject.traits else None

    def fits(plan: ReminderPlan) -> bool:
        if not plan.is_narrow:
            return True
        return (
            known is not None
            and (not plan.only_kinds or known.kind in plan.only_kinds)
            and (not plan.only_owners or str(known.owner_id) in plan.only_owners)
        )

    fitting = [plan for plan in plans if fits(plan)]
    return max(fitting, key=lambda plan: (bool(plan.only_owners), bool(plan.only_kinds)), default=None)


def managed(by: Actor, kind: str) -> Subject:
    subject = subjects.get(kind)
    if subject is None:
        raise NotAllowed
    require(by, subject.manage)
    require(by, Permission.WORK_TASKS)
    return subject


def own(by: Actor, model: Any, pk: uuid.UUID, *, locked: bool = False) -> Any:
    """Raises NotAllowed. `locked`: until the end of the transaction."""
    rows = model.objects.visible_to(by)
    found = (rows.select_for_update(of=("self",)) if locked else rows).filter(pk=pk).first()
    if found is None:
        raise NotAllowed
    return found
