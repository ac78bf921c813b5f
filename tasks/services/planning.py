"""Plans and their words: begun from the standard sequence, changed step by step."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError, StaleEdit
from crm.audit.services import differences, record
from crm.organizations.models import Membership
from tasks import wording
from tasks.default_names import kept
from tasks.models import Channel, PlanStep, PlanUse, ReminderPlan, Template
from tasks.services.scheduling import keep_plan
from tasks.services.using import automatic, managed, own
from tasks.standard import SEQUENCES
from tasks.subjects import Subject

STEP_FIELDS = ["name", "anchor", "days", "clock", "minutes", "channel", "statuses", "is_on"]
PLAN_FIELDS = ["name", "is_automatic", "only_kinds", "only_owners"]
WORDS = ["subject_en", "text_en", "subject_es", "text_es"]
LONGEST = {"subject_en": 160, "subject_es": 160, "text_en": 5000, "text_es": 5000}


@transaction.atomic
def create_plan(*, by: Actor, kind: str, name: str) -> ReminderPlan:
    """With the standard sequence, whose hours, audiences and words can be changed. Raises DomainError."""
    subject = managed(by, kind)
    if not name.strip():
        raise DomainError(_("Give the plan a name."), field="name")
    plan = ReminderPlan.objects.create(
        organization_id=by.organization_id,
        name=kept(name.strip())[:80],
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
            name=standard.name,
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
def edit_plan(
    *,
    by: Actor,
    plan: ReminderPlan,
    name: str,
    is_automatic: bool,
    only_kinds: Collection[str] = (),
    only_owners: Collection[uuid.UUID | str] = (),
) -> ReminderPlan:
    """At most one plan of a sort is taken by itself for every new subject; beside it, plans for some kinds or owners, of
    which the narrowest that fits is taken. What is at work already stays as it is. Raises DomainError."""
    subject = managed(by, plan.subject_kind)
    plan = own(by, ReminderPlan, plan.pk)
    before = own(by, ReminderPlan, plan.pk)
    plan.name, plan.is_automatic = kept(name.strip())[:80] or plan.name, is_automatic
    plan.only_kinds = sorted(set(only_kinds)) if subject.traits else []
    plan.only_owners = sorted({str(owner) for owner in only_owners}) if subject.traits else []
    if not set(plan.only_kinds) <= {key for key, _label in subject.kinds}:
        raise DomainError(_("Choose among these kinds."), field="only_kinds")
    members = Membership.objects.visible_to(by).filter(pk__in=plan.only_owners)
    if members.count() != len(plan.only_owners):
        raise DomainError(_("Choose members of this organization."), field="only_owners")
    if is_automatic and not plan.is_narrow:
        others = automatic(by, plan.subject_kind).filter(only_kinds=[], only_owners=[])
        others.exclude(pk=plan.pk).update(is_automatic=False)
    changes = differences(before, plan, PLAN_FIELDS)
    if changes:
        plan.save(update_fields=list(changes))
        record("tasks.plan_changed", by=by, target=plan, changes=changes)
    return plan


@transaction.atomic
def add_step(*, by: Actor, plan: ReminderPlan, words: dict[str, str], **fields: Any) -> PlanStep:
    subject = managed(by, plan.subject_kind)
    plan = own(by, ReminderPlan, plan.pk)
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
def edit_step(
    *, by: Actor, step: PlanStep, words: dict[str, str], shown: int | None = None, **fields: Any
) -> PlanStep:
    """New words are a new version; new hours or audiences move what waits. Raises DomainError at the field; StaleEdit where
    other words were saved since version `shown` stood on screen."""
    plan = own(by, ReminderPlan, step.plan_id)
    subject = managed(by, plan.subject_kind)
    step = own(by, PlanStep, step.pk, locked=True)
    latest = latest_template(by, step)
    if shown is not None and latest and latest.number != shown:
        raise StaleEdit
    before = own(by, PlanStep, step.pk)
    _set(subject, step, fields)
    check_words(subject, step.channel, words)
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
    step.name = kept(step.name)
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
