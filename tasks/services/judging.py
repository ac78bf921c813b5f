"""Whether a planned message may go to somebody, asked when it is written and again when it is sent."""

import datetime
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone, translation

from contacts.consent import Consent, consent_of
from contacts.models import ConsentEvent, ContactMethod
from crm.access.actors import Actor
from crm.access.roles import ROLES, Permission
from crm.organizations.models import Membership
from tasks import gateways, reasons, subjects
from tasks.models import (
    Channel,
    Message,
    PlannedReminder,
    PlanStep,
    PlanUse,
    ReminderSetting,
    SendingSetting,
)
from tasks.services.copying import copy_for, guardians_of, written
from tasks.services.lateness import overtaken, too_late
from tasks.services.scheduling import speaks_of
from tasks.subjects import Audiences, Happening, Participant, Subject

logger = logging.getLogger(__name__)

Anchor = PlanStep.Anchor
GONE_OUT = (Message.State.SENDING, Message.State.SENT, Message.State.DELIVERED, Message.State.UNCERTAIN)
PURPOSES = {
    Channel.EMAIL: ConsentEvent.Purpose.EMAIL,
    Channel.TEXT: ConsentEvent.Purpose.TEXT,
    Channel.CALL: ConsentEvent.Purpose.CALL,
}


@dataclass(frozen=True)
class Verdict:
    """`why` is a key of tasks.reasons or a rule of consent in English; "" means that it may go."""

    why: str = ""
    to: str = ""
    copy_to: str = ""
    happening: Happening | None = None
    person: Participant | None = None


def judged(by: Actor, rows: Iterable[PlannedReminder], *, now: datetime.datetime) -> dict[uuid.UUID, Verdict]:
    """For rows with step__plan, contact and member__user: a few queries a subject, however many people."""
    rows = list(rows)
    about: dict[tuple[str, uuid.UUID], list[PlannedReminder]] = defaultdict(list)
    for row in rows:
        about[row.step.plan.subject_kind, row.subject_id].append(row)
    consents: dict[uuid.UUID | None, Consent] = dict(
        consent_of(row.contact for row in rows if row.contact).items()
    )
    guardians = guardians_of(by, {row.contact for row in rows if row.contact})
    setting = sending_setting(by)
    found: dict[uuid.UUID, Verdict] = {}
    for (kind, subject_id), same in about.items():
        try:
            found |= _judged_together(by, kind, subject_id, same, consents, guardians, setting, now)
        except DatabaseError:
            raise  # the job tries again
        except Exception:
            # Whatever is wrong with one subject stops what goes out about it, and nothing else.
            logger.exception("%s %s cannot be judged", kind, subject_id)
            found |= {row.pk: Verdict(reasons.BROKEN) for row in same}
    return found


def _judged_together(
    by: Actor,
    kind: str,
    subject_id: uuid.UUID,
    rows: list[PlannedReminder],
    consents: Mapping[uuid.UUID | None, Consent],
    guardians: Mapping[uuid.UUID, list[Consent]],
    setting: SendingSetting,
    now: datetime.datetime,
) -> dict[uuid.UUID, Verdict]:
    """What is planned about one subject."""
    subject = subjects.get(kind)
    happening = subject.load(by, subject_id) if subject else None
    used = _uses(by, kind, subject_id).values_list("plan_id", flat=True).first()
    people = _people(by, subject, subject_id, rows) if subject and happening else {}
    audiences = subject.audiences if subject else Audiences()
    whys = {
        row.pk: _about_subject(
            row, happening, people.get(row.contact_id or row.member_id), used, audiences, setting, now
        )
        for row in rows
    }
    still = [row for row in rows if not whys[row.pk]]
    if happening and still:
        whys |= dict.fromkeys(overtaken(by, still, happening, audiences, now=now), reasons.OVERTAKEN)
    found: dict[uuid.UUID, Verdict] = {}
    for row in rows:
        person, why = people.get(row.contact_id or row.member_id), whys[row.pk]
        verdict = Verdict(why) if why else _about_person(row, consents, guardians, setting, now)
        found[row.pk] = Verdict(verdict.why, verdict.to, verdict.copy_to, happening, person)
    return found


def told_already(by: Actor, messages: Iterable[Message]) -> set[uuid.UUID]:
    """Of messages that nobody has yet, those that the same person has from a record of theirs that was merged into this."""
    planned = [message for message in messages if message.planned_id and message.contact_id]
    out = Message.objects.visible_to(by).filter(
        planned_id__in={message.planned_id for message in planned},
        contact_id__in={message.contact_id for message in planned},
        state__in=GONE_OUT,
    )
    told = set(out.values_list("planned_id", flat=True))
    return {message.pk for message in planned if message.planned_id in told}


def sending_setting(by: Actor) -> SendingSetting:
    """What the organization chose, or the unsaved default."""
    return SendingSetting.objects.visible_to(by).first() or SendingSetting(organization_id=by.organization_id)


def is_by_machine(channel: str, setting: SendingSetting) -> bool:
    """Else a person sends or says it."""
    return channel in (Channel.EMAIL, Channel.APP) or (
        channel == Channel.TEXT and gateways.is_there() and setting.sends_texts
    )


def language_of(row: PlannedReminder) -> str:
    """English or Spanish: the words of a plan are written in these two."""
    spoken = row.contact.language if row.contact else row.member.user.language if row.member else ""
    return "es" if spoken.startswith("es") else "en"


def has_left(member: Membership, *, today: datetime.date) -> bool:
    ended = member.ended_at is not None or not member.user.is_active
    return ended or (member.expires_on is not None and member.expires_on < today)


def _uses(by: Actor, kind: str, subject_id: uuid.UUID) -> QuerySet[PlanUse]:
    return PlanUse.objects.visible_to(by).filter(subject_kind=kind, subject_id=subject_id)


def _people(
    by: Actor, subject: Subject, subject_id: uuid.UUID, rows: list[PlannedReminder]
) -> dict[uuid.UUID | None, Participant]:
    ids = {pk for row in rows if (pk := row.contact_id or row.member_id)}
    return {
        person.contact_id or person.member_id: person for person in subject.participants(by, subject_id, ids)
    }


def _about_subject(
    row: PlannedReminder,
    happening: Happening | None,
    person: Participant | None,
    used: uuid.UUID | None,
    audiences: Audiences,
    setting: SendingSetting,
    now: datetime.datetime,
) -> str:
    step = row.step
    if happening is None:
        return reasons.GONE
    if not step.is_on or used != step.plan_id:
        return reasons.STEP_OFF
    if step.anchor == Anchor.CANCELLED:
        if not happening.is_off:
            return reasons.ON_AGAIN
    elif happening.is_off:
        return reasons.OFF
    if person is None or person.status not in step.statuses:
        return reasons.NOT_LISTED
    if not speaks_of(row, step, happening):
        return reasons.MOVED
    return too_late(row, happening, audiences, by_machine=is_by_machine(step.channel, setting), now=now)


def _about_person(
    row: PlannedReminder,
    consents: Mapping[uuid.UUID | None, Consent],
    guardians: Mapping[uuid.UUID, list[Consent]],
    setting: SendingSetting,
    now: datetime.datetime,
) -> Verdict:
    if row.member:
        return _about_member(row.member, row.step.channel, now)
    consent, purpose = consents[row.contact_id], PURPOSES[Channel(row.step.channel)]
    decision = consent.may(purpose)
    if not decision.allowed:
        # The rule in its own words, kept in English so that the log reads in every language.
        with translation.override("en"):
            return Verdict(str(decision.reason))
    way = consent.usable(purpose)[0]
    to = written(way, purpose)
    if not consent.contact.is_minor or way.label == ContactMethod.Label.GUARDIAN:
        return Verdict("", to)
    copy = copy_for(consent, to, purpose, setting, guardians)
    return Verdict(copy.why) if copy.why else Verdict("", to, copy.to)


def _about_member(member: Membership, channel: str, now: datetime.datetime) -> Verdict:
    if has_left(member, today=timezone.localdate(now)):
        return Verdict(reasons.LEFT)
    if Permission.WORK_TASKS not in ROLES[member.role].permissions:
        return Verdict(reasons.ROLE)
    if channel == Channel.EMAIL:
        wants = ReminderSetting.objects.filter(
            organization_id=member.organization_id, membership=member, email_on=False
        )
        if wants.exists():
            return Verdict(reasons.NO_EMAIL)
        if not member.user.email:
            return Verdict(reasons.NO_ADDRESS)
    return Verdict("", member.user.email)
