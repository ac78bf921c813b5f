"""What the pages of plans show: steps in words, where a plan is at work, and one step as a given person would read it."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact
from crm.access.actors import Actor
from crm.organizations.models import Membership
from tasks import wording
from tasks.models import Message, PlannedReminder, PlanStep, PlanUse, ReminderPlan, Template
from tasks.services.composing import planned_words
from tasks.services.judging import Verdict
from tasks.services.scheduling import due_instant
from tasks.subjects import Happening, Subject

ORDER = ["joined", "start", "end", "changed", "cancelled"]
Anchor = PlanStep.Anchor


@dataclass(frozen=True)
class StepLine:
    step: PlanStep
    when: str
    to: str
    subject: str
    version: int


@dataclass(frozen=True)
class Preview:
    """`is_sample`: nobody real was chosen, or nothing real is coming up."""

    subject: str
    text: str
    language: str
    due_at: datetime.datetime | None
    happening: Happening | None
    is_sample: bool
    languages: list[dict[str, Any]]
    people: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Standing:
    """Of one plan on one subject's page."""

    use: PlanUse | None
    plans: list[ReminderPlan]
    counts: dict[str, int]
    next_at: datetime.datetime | None
    may_manage: bool


def steps_of(actor: Actor, plan: ReminderPlan, subject: Subject) -> list[StepLine]:
    labels = dict(subject.statuses)
    newest = {
        row.step_id: row
        for row in Template.objects.visible_to(actor)
        .filter(step__plan=plan)
        .order_by("step_id", "-number")
        .distinct("step_id")
    }
    language = "es" if (translation.get_language() or "").startswith("es") else "en"
    steps = sorted(
        PlanStep.objects.visible_to(actor).filter(plan=plan),
        key=lambda step: (
            ORDER.index(step.anchor),
            step.days,
            step.clock or datetime.time(0),
            step.minutes,
            step.pk,
        ),
    )
    return [
        StepLine(
            step,
            when_words(step),
            ", ".join(str(labels.get(status, status)) for status in step.statuses),
            getattr(newest.get(step.pk), f"subject_{language}", ""),
            getattr(newest.get(step.pk), "number", 0),
        )
        for step in steps
    ]


def when_words(step: PlanStep) -> str:
    """A week before at the same hour; the day before at 11 a.m.; one hour after."""
    if step.is_at_once:
        return str(Anchor(step.anchor).label)
    parts = []
    days, minutes = abs(step.days), abs(step.minutes)
    is_end = step.anchor == Anchor.END
    if days:
        before = ngettext("%(n)d day before", "%(n)d days before", days)
        after = ngettext("%(n)d day after", "%(n)d days after", days)
        parts.append((before if step.days < 0 else after) % {"n": days})
    if step.clock is not None:
        if not days:
            parts.append(_("on the day"))
        parts.append(wording.hour_words(step.clock))
    elif minutes and minutes % 60 == 0:
        hours = minutes // 60
        before = ngettext("%(n)d hour before it begins", "%(n)d hours before it begins", hours)
        after = ngettext("%(n)d hour after it ends", "%(n)d hours after it ends", hours)
        later = ngettext("%(n)d hour after it begins", "%(n)d hours after it begins", hours)
        parts.append((before if step.minutes < 0 else after if is_end else later) % {"n": hours})
    elif minutes:
        before = ngettext("%(n)d minute before it begins", "%(n)d minutes before it begins", minutes)
        after = ngettext("%(n)d minute after it ends", "%(n)d minutes after it ends", minutes)
        later = ngettext("%(n)d minute after it begins", "%(n)d minutes after it begins", minutes)
        parts.append((before if step.minutes < 0 else after if is_end else later) % {"n": minutes})
    elif days:
        parts.append(_("at the same hour"))
    else:
        parts.append(_("when it ends") if is_end else _("when it begins"))
    return ", ".join(parts)


def uses_of(actor: Actor, plan: ReminderPlan, subject: Subject) -> list[Happening]:
    ids = (
        PlanUse.objects.visible_to(actor)
        .filter(plan=plan)
        .order_by("-begun_at", "pk")
        .values_list("subject_id", flat=True)
    )
    return [found for found in (subject.load(actor, pk) for pk in ids[:10]) if found]


def standing(actor: Actor, subject: Subject, subject_id: uuid.UUID) -> Standing:
    """For the panel on a subject's page. Counts of messages are activity: they always show."""
    plans = ReminderPlan.objects.visible_to(actor).filter(subject_kind=subject.kind).order_by("name", "pk")
    use = (
        PlanUse.objects.visible_to(actor)
        .filter(subject_kind=subject.kind, subject_id=subject_id)
        .select_related("plan")
        .first()
    )
    sent = (
        Message.objects.filter(organization_id=actor.organization_id, subject_id=subject_id)
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    waiting = PlannedReminder.objects.filter(
        organization_id=actor.organization_id, subject_id=subject_id, state=PlannedReminder.State.WAITING
    ).order_by("due_at")
    counts = dict(sent.order_by())
    first = waiting.first()
    return Standing(
        use=use,
        plans=list(plans),
        counts={
            "waiting": waiting.count(),
            "sent": counts.get("sent", 0) + counts.get("delivered", 0),
            "by_hand": counts.get("listed", 0),
            "blocked": counts.get("blocked", 0),
            "undecided": counts.get("uncertain", 0) + counts.get("failed", 0),
        },
        next_at=first.due_at if first else None,
        may_manage=actor.can(subject.manage),
    )


def preview(
    actor: Actor,
    step: PlanStep,
    template: Template | None,
    subject: Subject,
    asked: Mapping[str, str],
    *,
    now: datetime.datetime,
) -> Preview | None:
    """The saved words, for ?as=<person> of the next subject (or samples), in ?language=."""
    if template is None:
        return None
    language = asked.get("language") or (translation.get_language() or "en")[:2]
    language = language if language in ("en", "es") else "en"
    happening = next(iter(subject.upcoming(actor, now)), None)
    people = _people(actor, subject, happening)
    chosen = next((person for person in people if str(person.pk) == asked.get("as")), None)
    samples = {name: _sample(field.sample, language) for name, field in wording.fields_of(subject).items()}
    if happening is not None:
        row = PlannedReminder(organization_id=actor.organization_id, step=step, subject_id=happening.id)
        if isinstance(chosen, Contact):
            row.contact = Contact(
                pk=chosen.pk,
                given_name=chosen.given_name,
                chosen_name=chosen.chosen_name,
                family_name=chosen.family_name,
                language=language,
            )
        elif isinstance(chosen, Membership):
            row.member = chosen
        else:
            row.contact = Contact(given_name=samples["first_name"], language=language)
        made_up = ("confirm_link", "cancel_link", "host")
        links = {name: samples[name] for name in made_up if name in samples}
        letter = planned_words(actor, row, Verdict(happening=happening), template, links=links)
        title, text = letter.subject, letter.text
    else:
        title = wording.fill(getattr(template, f"subject_{language}"), samples)
        text = wording.fill(getattr(template, f"text_{language}"), samples)
    return Preview(
        subject=title,
        text=text,
        language=language,
        due_at=due_instant(step, happening) if happening and not step.is_at_once else None,
        happening=happening,
        is_sample=chosen is None,
        languages=[
            {
                "label": label,
                "url": f"?language={code}&as={asked.get('as', '')}",
                "current": code == language,
                "count": None,
            }
            for code, label in (("en", "English"), ("es", "Español"))
        ],
        people=[(str(person.pk), _called(person), person is chosen) for person in people],
    )


def _people(actor: Actor, subject: Subject, happening: Happening | None) -> list:
    """Some of those on the list of the next subject, as far as the reader may see them."""
    if happening is None:
        return []
    on_list = subject.participants(actor, happening.id, None)[:200]
    if subject.about_members:
        ids = [person.member_id for person in on_list]
        return list(Membership.objects.visible_to(actor).filter(pk__in=ids).select_related("user")[:12])
    ids = [person.contact_id for person in on_list]
    return list(Contact.objects.visible_to(actor).filter(pk__in=ids).order_by("sort_name", "pk")[:12])


def _called(person: Contact | Membership) -> str:
    return person.display_name if isinstance(person, Contact) else str(person.user)


def _sample(sample: str | Promise, language: str) -> str:
    with translation.override(language):
        return str(sample)
