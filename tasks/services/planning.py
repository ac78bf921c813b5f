"""Plans and their words: begun from the standard sequence, changed step by step, put to work for one subject."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit.services import differences, record
from tasks import subjects, wording
from tasks.models import Channel, PlanStep, PlanUse, ReminderPlan, Template
from tasks.services.scheduling import call_off, keep_plan
from tasks.standard import SEQUENCES
from tasks.subjects import Subject

STEP_FIELDS = ["name", "anchor", "days", "clock", "minutes", "channel", "statuses", "is_on"]
WORDS = ["subject_en", "text_en", "subject_es", "text_es"]
LONGEST = {"subject_en": 160, "subject_es": 160, "text_en": 5000, "text_es": 5000}


@transaction.atomic
def create_plan(*, by: Actor, kind: str, name: str) -> ReminderPlan:
    """With the standard sequence, whose hours, audiences and words can be changed. Raises DomainError."""
    subject = _managed(by, kind)
    if not name.strip():
        raise DomainError(_("Give the plan a name."), field="name")
    plan = ReminderPlan.objects.create(
        organization_id=by.organization_id,
        name=name.strip()[:80],
        subject_kind=kind,
        created_by_id=by.membership_id,
    )
    for standard in SEQUENCES[subject.standard]:
        statuses = list(getattr(subject.audiences, standard.audience))
        if not statuses:
            continue
        step = PlanStep.objects.create(
            organization_id=by.organization_id,
            plan=plan,
            name=str(standard.name),
            anchor=standard.anchor,
            days=standard.days,
            clock=standard.clock,
            minutes=standard.minutes,
            channel=standard.channel,
            statuses=statuses,
            is_on=standard.is_on,
        )
        Template.objects.create(
            organization_id=by.organization_id,
            step=step,
            number=1,
            made_by_id=by.membership_id,
            **{name: getattr(standard, name) for name in WORDS},
        )
    record("tasks.plan_created", by=by, target=plan, details={"kind": kind})
    return plan


@transaction.atomic
def edit_plan(*, by: Actor, plan: ReminderPlan, name: str, is_automatic: bool) -> ReminderPlan:
    """At most one plan of a kind is taken by itself for every new subject."""
    _managed(by, plan.subject_kind)
    plan = _own(by, ReminderPlan, plan.pk)
    before = _own(by, ReminderPlan, plan.pk)
    plan.name, plan.is_automatic = name.strip()[:80] or plan.name, is_automatic
    if is_automatic:
        others = ReminderPlan.objects.visible_to(by).filter(subject_kind=plan.subject_kind)
        others.exclude(pk=plan.pk).update(is_automatic=False)
    plan.save(update_fields=["name", "is_automatic"])
    if changes := differences(before, plan, ["name", "is_automatic"]):
        record("tasks.plan_changed", by=by, target=plan, changes=changes)
    return plan


@transaction.atomic
def add_step(*, by: Actor, plan: ReminderPlan, words: dict[str, str], **fields: Any) -> PlanStep:
    subject = _managed(by, plan.subject_kind)
    plan = _own(by, ReminderPlan, plan.pk)
    step = PlanStep(organization_id=by.organization_id, plan=plan)
    _set(subject, step, fields)
    check_words(subject, step.channel, words)
    step.save(force_insert=True)
    Template.objects.create(
        organization_id=by.organization_id, step=step, number=1, made_by_id=by.membership_id, **words
    )
    record("tasks.plan_step_added", by=by, target=plan, details={"step": str(step.pk)})
    _keep_all(by, plan)
    return step


@transaction.atomic
def edit_step(*, by: Actor, step: PlanStep, words: dict[str, str], **fields: Any) -> PlanStep:
    """New words are a new version; new hours or audiences move what waits. Raises DomainError at the field."""
    plan = _own(by, ReminderPlan, step.plan_id)
    subject = _managed(by, plan.subject_kind)
    before, step = _own(by, PlanStep, step.pk), _own(by, PlanStep, step.pk)
    _set(subject, step, fields)
    check_words(subject, step.channel, words)
    latest = latest_template(by, step)
    if latest is None or any(getattr(latest, name) != words[name] for name in WORDS):
        number = latest.number + 1 if latest else 1
        Template.objects.create(
            organization_id=by.organization_id,
            step=step,
            number=number,
            made_by_id=by.membership_id,
            **words,
        )
        record(
            "tasks.plan_words_changed", by=by, target=plan, details={"step": str(step.pk), "version": number}
        )
    changes = differences(before, step, STEP_FIELDS)
    if changes:
        step.save(update_fields=list(changes))
        record("tasks.plan_step_changed", by=by, target=plan, details={"fields": sorted(changes)})
        _keep_all(by, plan)
    return step


@transaction.atomic
def begin_plan(
    *, by: Actor, plan: ReminderPlan, subject_id: uuid.UUID, now: datetime.datetime | None = None
) -> PlanUse:
    """Put a plan to work for one subject, in place of the one before. Who is on its list already gets what is still to
    come, and no late thanks for signing up."""
    subject = _managed(by, plan.subject_kind)
    plan = _own(by, ReminderPlan, plan.pk)
    if subject.load(by, subject_id) is None:
        raise NotAllowed
    uses = PlanUse.objects.filter(
        organization_id=by.organization_id, subject_kind=subject.kind, subject_id=subject_id
    )
    there = uses.select_for_update().first()
    if there is not None and there.plan_id == plan.pk:
        return there
    if there is not None:
        there.delete()
        call_off(by=by, subject_id=subject_id)
    use = PlanUse.objects.create(
        organization_id=by.organization_id,
        plan=plan,
        subject_kind=subject.kind,
        subject_id=subject_id,
        begun_by_id=by.membership_id,
        begun_at=now or timezone.now(),
    )
    record("tasks.plan_begun", by=by, target=plan, details={"subject": str(subject_id)})
    keep_plan(by=by, kind=subject.kind, subject_id=subject_id, now=now)
    return use


@transaction.atomic
def end_plan(*, by: Actor, kind: str, subject_id: uuid.UUID) -> None:
    """Nothing more goes out about this subject."""
    _managed(by, kind)
    uses = PlanUse.objects.visible_to(by).filter(subject_kind=kind, subject_id=subject_id)
    if uses.delete()[0]:
        call_off(by=by, subject_id=subject_id)
        record("tasks.plan_ended", by=by, details={"subject": str(subject_id)})


def begin_automatic(
    *, by: Actor, kind: str, subject_id: uuid.UUID, now: datetime.datetime | None = None
) -> PlanUse | None:
    """For the room that made a new subject: the plan that every new one uses, if there is one."""
    plan = ReminderPlan.objects.visible_to(by).filter(subject_kind=kind, is_automatic=True).first()
    return begin_plan(by=by, plan=plan, subject_id=subject_id, now=now) if plan else None


def latest_template(by: Actor, step: PlanStep) -> Template | None:
    return Template.objects.visible_to(by).filter(step=step).order_by("-number").first()


def check_words(subject: Subject, channel: str, words: dict[str, str]) -> None:
    """Both languages, known fields only. Raises DomainError at the field."""
    known = wording.fields_of(subject)
    for name in WORDS:
        text = words[name]
        if name.startswith("text") and not text.strip():
            raise DomainError(_("Write it in both languages: people get theirs."), field=name)
        if name.startswith("subject") and channel in (Channel.EMAIL, Channel.APP) and not text.strip():
            raise DomainError(_("An e-mail needs a subject in both languages."), field=name)
        if len(text) > LONGEST[name]:
            raise DomainError(_("This is too long."), field=name)
        wording.check(text, known, field=name)


def _set(subject: Subject, step: PlanStep, fields: dict[str, Any]) -> None:
    for name in STEP_FIELDS:
        if name in fields:
            setattr(step, name, fields[name])
    known = {key for key, _label in subject.statuses}
    if not step.statuses or not set(step.statuses) <= known:
        raise DomainError(_("Choose at least one answer."), field="statuses")
    if (step.channel == Channel.APP) != subject.about_members:
        allowed = step.channel == Channel.EMAIL and subject.about_members
        if not allowed:
            raise DomainError(_("This channel does not reach these people."), field="channel")
    if not -60 <= step.days <= 60:
        raise DomainError(_("At most sixty days before or after."), field="days")
    if step.is_at_once:
        step.days, step.minutes, step.clock = 0, 0, None


def _keep_all(by: Actor, plan: ReminderPlan) -> None:
    for use in PlanUse.objects.visible_to(by).filter(plan=plan):
        keep_plan(by=by, kind=use.subject_kind, subject_id=use.subject_id)


def _managed(by: Actor, kind: str) -> Subject:
    subject = subjects.get(kind)
    if subject is None:
        raise NotAllowed
    require(by, subject.manage)
    require(by, Permission.WORK_TASKS)
    return subject


def _own(by: Actor, model: Any, pk: uuid.UUID) -> Any:
    found = model.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise NotAllowed
    return found
