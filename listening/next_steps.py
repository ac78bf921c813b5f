"""What a conversation may close with. A higher room offers more (an invitation to a coming action) by `add`.

No conversation closes without a next step or an explicit none.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from listening.models import Attempt
from tasks.models import Task


@dataclass(frozen=True)
class NextStep:
    """`task_kind` None: nothing to do. `due_in_days` from the day of the talk. `taken` runs after the talk is saved, in
    its transaction."""

    key: str
    label: str | Promise
    title: str | Promise = ""
    task_kind: str | None = None
    due_in_days: int = 2
    taken: Callable[[Actor, Attempt], None] | None = None


ALWAYS = (
    NextStep("none", _("None")),
    NextStep("call_back", _("Call back"), _("Call back"), Task.Kind.CALL),
    NextStep("one_on_one", _("One-on-one"), _("Meet one-on-one"), Task.Kind.ONE_ON_ONE, due_in_days=7),
    NextStep(
        "lead", _("Wants to lead"), _("Wants to lead: meet one-on-one"), Task.Kind.ONE_ON_ONE, due_in_days=2
    ),
)

Offer = Callable[[Actor, datetime.datetime], Iterable[NextStep]]
_offers: dict[str, Offer] = {}


def add(name: str, offer: Offer) -> None:
    _offers[name] = offer


def next_steps(actor: Actor, *, now: datetime.datetime) -> dict[str, NextStep]:
    """By key, in the order of the form."""
    offered = [step for offer in _offers.values() for step in offer(actor, now)]
    none, *others = ALWAYS
    return {step.key: step for step in (none, *others[:2], *offered, *others[2:])}
