"""Running the rules of tasks.rules: what each would make, making it, closing what has lost its reason."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import ROLES, Permission
from crm.audit.services import record
from crm.lib.moments import local_date
from crm.organizations.models import Membership, Organization
from tasks.letters import member_of
from tasks.models import RuleSetting, Task
from tasks.rules import Reason, TaskRule
from tasks.services.closing import drop_task, finish_task
from tasks.services.following import create_task

A_RUN, CHUNK = 200, 500
USUALLY = datetime.timedelta(days=2)


@dataclass(frozen=True)
class Planned:
    """A step that a rule wants made, and by whom it would be done."""

    reason: Reason
    contact: Contact | None
    owner: Membership
    due_on: datetime.date


@dataclass
class Plan:
    makes: list[Planned] = field(default_factory=list)
    closes: list[tuple[Task, str, str]] = field(default_factory=list)  # the step, as what, why
    without_owner: int = 0


def setting_of(organization_id: uuid.UUID, rule: TaskRule) -> RuleSetting:
    """What the organization chose, or the unsaved default."""
    found = RuleSetting.objects.filter(organization_id=organization_id, rule=rule.key).first()
    return found or RuleSetting(
        organization_id=organization_id, rule=rule.key, is_on=rule.is_on, amount=rule.amount
    )


def choose_rule(*, by: Actor, rule: TaskRule, is_on: bool, amount: int) -> RuleSetting:
    """Raises DomainError for an amount outside what the rule allows."""
    require(by, Permission.MANAGE_TASKS)
    if not rule.least <= amount <= rule.most:
        words = {"least": rule.least, "most": rule.most}
        raise DomainError(_("Choose between %(least)d and %(most)d.") % words, field="amount")
    setting, _made = RuleSetting.objects.update_or_create(
        organization_id=by.organization_id, rule=rule.key, defaults={"is_on": is_on, "amount": amount}
    )
    record("tasks.rule_chosen", by=by, details={"rule": rule.key, "is_on": is_on, "amount": amount})
    return setting


def run_rule(*, by: Actor, rule: TaskRule, now: datetime.datetime | None = None) -> int:
    """Make and close what the rule asks for now, at most A_RUN steps; how many were made. A rule that is off does
    nothing, and leaves the steps that it made."""
    now = now or timezone.now()
    if not setting_of(by.organization_id, rule).is_on:
        return 0
    found = plan(by=by, rule=rule, now=now)
    for task, state, why in found.closes:
        close = finish_task if state == Task.State.DONE else drop_task
        close(by=by, task=task, outcome=why, now=now)
    for one in found.makes:
        create_task(
            by=by,
            title=one.reason.title,
            owner_id=one.owner.pk,
            due_on=one.due_on,
            kind=rule.kind,
            contact=one.contact,
            origin=rule.key,
            source_id=one.reason.source_id,
            now=now,
        )
    return len(found.makes)


def plan(*, by: Actor, rule: TaskRule, now: datetime.datetime, limit: int = A_RUN) -> Plan:
    """What the rule would do now, whether it is on or off, on the organization's day: a reader's dry run shows what the run
    makes (decision 63). Changes nothing."""
    organization = Organization.objects.get(pk=by.organization_id)
    setting, found = setting_of(organization.pk, rule), Plan()
    with translation.override(organization.language), timezone.override(organization.time_zone):
        team = _Team(by, rule, now)
        found.closes = _closing(by, rule, now)
        leaving = {(task.contact_id, task.source_id) for task, _state, _why in found.closes}
        reasons = iter(rule.reasons(organization.pk, now=now, amount=setting.amount))
        while len(found.makes) < limit and (chunk := list(islice(reasons, CHUNK))):
            for reason, contact in _wanted(by, rule, chunk, leaving, now):
                if rule.one_a_person and contact and contact.pk in team.helped:
                    continue
                owner = team.who(reason, contact)
                if owner is None:
                    found.without_owner += 1
                elif len(found.makes) < limit and team.has_room(owner):
                    found.makes.append(Planned(reason, contact, owner, _due_on(reason, owner, now)))
                    team.helped.add(reason.contact_id)
    return found


def _wanted(
    by: Actor, rule: TaskRule, chunk: list[Reason], leaving: set, now: datetime.datetime
) -> Iterator[tuple[Reason, Contact | None]]:
    """Without what has a step already, and without people whom nobody may approach."""
    ids = {reason.contact_id for reason in chunk if reason.contact_id}
    people = {person.pk: person for person in Contact.objects.visible_to(by).reachable().filter(pk__in=ids)}
    taken = _taken(by, rule, chunk, now) - leaving
    for reason in chunk:
        key = (reason.contact_id, reason.source_id)
        if key in taken or (reason.contact_id and reason.contact_id not in people):
            continue
        taken.add(key)
        yield reason, people[reason.contact_id] if reason.contact_id else None


def _taken(by: Actor, rule: TaskRule, chunk: list[Reason], now: datetime.datetime) -> set[tuple]:
    """A step that somebody closed is not made again; one that closed by itself may be, if its reason comes back."""
    sources = {reason.source_id for reason in chunk if reason.source_id}
    people = {reason.contact_id for reason in chunk if reason.contact_id}
    closed = Q(closed_by__isnull=False)
    if rule.again_after_days is not None:
        closed &= Q(closed_at__gt=now - datetime.timedelta(days=rule.again_after_days))
    found = (
        Task.objects.visible_to(by)
        .filter(Q(state=Task.State.OPEN) | closed, origin=rule.key)
        .filter(Q(source_id__in=sources) | Q(source_id=None, contact_id__in=people))
    )
    return set(found.values_list("contact_id", "source_id"))


def _closing(by: Actor, rule: TaskRule, now: datetime.datetime) -> list[tuple[Task, str, str]]:
    tasks = list(
        Task.objects.visible_to(by).open().filter(origin=rule.key).select_related("contact", "owner__user")
    )
    if not tasks:
        return []
    ids = {task.contact_id for task in tasks if task.contact_id}
    reachable = set(
        Contact.objects.visible_to(by).reachable().filter(pk__in=ids).values_list("pk", flat=True)
    )
    stands = rule.standing(by.organization_id, tasks, now=now)
    closes: list[tuple[Task, str, str]] = []
    for task in tasks:
        if task.contact_id and task.contact_id not in reachable:
            closes.append((task, Task.State.DROPPED, _("They are not to be approached any more.")))
        elif task.pk not in stands:
            closes.append((task, rule.closes_as, str(rule.gone)))
    return closes


def _due_on(reason: Reason, owner: Membership, now: datetime.datetime) -> datetime.date:
    zone = owner.user.time_zone
    return max(local_date(reason.due_at or now + USUALLY, zone), local_date(now, zone))


class _Team:
    """Who can be given a step, how many of this rule each has, and whom it is about already."""

    def __init__(self, by: Actor, rule: TaskRule, now: datetime.datetime):
        self.by, self.rule = by, rule
        active = Membership.objects.visible_to(by).active(on=timezone.localdate(now))
        working = active.select_related("user", "organization").order_by("created_at", "pk")
        self.members = {
            member.pk: member for member in working if Permission.WORK_TASKS in ROLES[member.role].permissions
        }
        leads = [m for m in self.members.values() if Permission.MANAGE_TASKS in ROLES[m.role].permissions]
        self.leads = sorted(leads, key=lambda member: ROLES[member.role].rank)
        self.seen: dict[tuple[uuid.UUID, uuid.UUID], bool] = {}
        self.open: dict[uuid.UUID, int] = {}
        self.helped: set[uuid.UUID | None] = set()  # people with an open step of this rule
        if rule.one_a_person:
            here = Task.objects.visible_to(by).open().filter(origin=rule.key)
            self.helped = set(here.values_list("contact_id", flat=True))
        if rule.most_each is not None:
            mine = Task.objects.visible_to(by).open().filter(origin=rule.key)
            self.open = dict(mine.values_list("owner_id").annotate(n=Count("pk")))

    def who(self, reason: Reason, contact: Contact | None) -> Membership | None:
        """The first of those meant who works here and may see the person."""
        meant: Iterable = [] if self.rule.for_leads else [reason.owner_id, contact and contact.owner_id]
        for member in (*(self.members.get(pk) for pk in meant if pk), *self.leads):
            if member and (contact is None or self._sees(member, contact)):
                return member
        return None

    def has_room(self, owner: Membership) -> bool:
        if self.rule.most_each is None:
            return True
        count = self.open.get(owner.pk, 0)
        if count >= self.rule.most_each:
            return False
        self.open[owner.pk] = count + 1
        return True

    def _sees(self, member: Membership, contact: Contact) -> bool:
        key = (member.pk, contact.pk)
        if key not in self.seen:
            self.seen[key] = Contact.objects.visible_to(member_of(member)).filter(pk=contact.pk).exists()
        return self.seen[key]
