"""Whom a saved filter fits, for whoever asks: one statement, and never anybody whom the asker may not see."""

import uuid
from functools import reduce
from operator import and_, or_

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from contacts import facts
from contacts.facts import Asking
from contacts.facts.kinds import NOTHING
from contacts.models import Contact, Segment
from contacts.segments.definition import Definition, Group, Malformed, Rule, parse
from crm.access.actors import Actor


def people(actor: Actor, definition: Definition, *, asking: Asking | None = None) -> QuerySet[Contact]:
    """In sight, not in the bin, and fitting."""
    return Contact.objects.visible_to(actor).current().filter(where(definition, asking or Asking(actor)))


def where(definition: Definition, asking: Asking) -> Q:
    """A condition on contacts. What cannot be asked (a fact that is gone, or not the asker's to know) fits nobody:
    left out, it would fit everybody."""
    if not askable(definition, asking.actor):
        return NOTHING
    try:
        return _joined(definition.match, [_group(group, asking) for group in definition.groups])
    except ValidationError:  # a key that never was one
        return NOTHING


def askable(definition: Definition, actor: Actor) -> bool:
    told = [(rule, facts.fact(rule.fact)) for rule in definition.rules]
    return all(one and rule.operator and actor.can(one.needs) for rule, one in told)


def of_segment(actor: Actor, segment_id: uuid.UUID | None) -> tuple[Segment | None, Definition | None]:
    """The saved list and what it asks, where the actor may see it."""
    segment = Segment.objects.visible_to(actor).filter(pk=segment_id).first() if segment_id else None
    if segment is None:
        return None, None
    try:
        return segment, parse(segment.definition)
    except Malformed:
        return segment, None


def _group(group: Group, asking: Asking) -> Q:
    found = _joined(group.match, [_rule(rule, asking) for rule in group.rules])
    return ~found if group.negated else found


def _rule(rule: Rule, asking: Asking) -> Q:
    return facts.fact(rule.fact).where(asking, rule.is_, rule.value)


def _joined(match: str, conditions: list[Q]) -> Q:
    return reduce(and_ if match == "all" else or_, conditions)
