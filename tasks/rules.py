"""The task-rule socket: what makes a next step by itself. A rule is a small class beside the model it speaks of:

    class NotesMissing(TaskRule):            # <room>/task_rules.py
        key = "listening.notes_missing"
        ...

    rules.add(NotesMissing())                # on import, by AppConfig.ready()

The machine (services.ruling) sees to the rest: one open step per person, rule and source; never for somebody who must
not be approached; given to somebody who may see the person; closed by itself when its reason is gone. `key` is the
step's origin.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.functional import Promise

from tasks.models import Task


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a step is wanted now. At least one of contact and source. Without `due_at` it is due in two days; without
    `owner_id` it goes to the person's organizer, else to a lead."""

    title: str
    contact_id: uuid.UUID | None = None
    source_id: uuid.UUID | None = None
    owner_id: uuid.UUID | None = None
    due_at: datetime.datetime | None = None


class TaskRule:
    key: str
    label: str | Promise
    # In plain words, with %(n)d for the amount: the organization may change it between least and most.
    sentence: str | Promise
    kind: str = Task.Kind.FOLLOW_UP
    unit = Unit.DAYS
    amount = 2
    least, most = 1, 90
    is_on = True
    for_leads = False  # goes to a lead whoever the person's organizer is
    most_each: int | None = None  # open at the same time for one member: a flood helps nobody
    one_a_person = False  # whatever the sources
    again_after_days: int | None = None  # None: once for each source
    closes_as: str = Task.State.DONE
    gone: str | Promise  # the outcome of a step that closed by itself

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        """The most pressing first. May name what has a step already: the machine leaves that out."""
        raise NotImplementedError

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        """Of open steps of this rule, the ids of those whose reason still stands."""
        raise NotImplementedError

    def span(self, amount: int) -> datetime.timedelta:
        return datetime.timedelta(**{self.unit.value: amount})


def sourced_in(tasks: Sequence[Task], *sources: QuerySet) -> set[uuid.UUID]:
    """The ids of those steps whose source is among these rows: what most rules stand by."""
    wanted = [task.source_id for task in tasks]
    still = {pk for rows in sources for pk in rows.filter(pk__in=wanted).values_list("pk", flat=True)}
    return {task.pk for task in tasks if task.source_id in still}


_rules: dict[str, TaskRule] = {}


def add(rule: TaskRule) -> None:
    _rules[rule.key] = rule


def rules() -> list[TaskRule]:
    return sorted(_rules.values(), key=lambda rule: rule.key)


def rule_called(key: str) -> TaskRule | None:
    return _rules.get(key)
