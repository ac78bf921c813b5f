"""Rows of one go to the other. Where only one may stand, the moved one is folded into what is there: its own rows move
on to that, the values that count are combined, and the row itself is remembered."""

import uuid
from collections import Counter
from typing import Any

from django.db import models

from contacts.merging import relations, steps
from contacts.merging.relations import Relation, Rule
from contacts.merging.steps import Row, Step
from contacts.models import Contact, Relationship
from contacts.models.relationships import MUTUAL
from crm.records.policies import policy_of


class Move:
    """All rows that refer to one contact, to another. `steps` and `counts` say what was done."""

    def __init__(self, organization_id: uuid.UUID):
        self.organization_id = organization_id
        self.steps: list[Step] = []
        self.counts: Counter[str] = Counter()

    def contact(self, source: uuid.UUID, target: uuid.UUID) -> None:
        for relation in relations.of(Contact):
            if relation.follows:
                moved = self._relation(relation, source, target)
                if moved:
                    self.counts[relation.model._meta.label_lower] += moved
        self._ties_said_twice(target)

    def _ties_said_twice(self, target: uuid.UUID) -> None:
        """One record said that they are siblings, the other one the other way round: for one person that is one tie."""
        ours, theirs = (
            [
                row
                for row in steps.rows_where(Relationship, self.organization_id, column, target)
                if row["kind"] in MUTUAL and row["ends_on"] is None
            ]
            for column in ("contact_id", "other_id")
        )
        said = {(row["other_id"], row["kind"]) for row in ours}
        for row in theirs:
            if (row["contact_id"], row["kind"]) in said:
                self.steps.append(steps.fold(Relationship, row))

    def _relation(self, relation: Relation, source: Any, target: Any) -> int:
        model, column = relation.model, relation.column
        coming = [
            row
            for row in steps.rows_where(model, self.organization_id, column, source)
            if not _would_meet_itself(relation, row, target)
        ]
        if not coming:
            return 0
        there = steps.rows_where(model, self.organization_id, column, target)
        standing = {rule: self._by_rule(rule, relation, there, target) for rule in relations.rules(model)}
        counted = {rule: self._subject(rule, relation, source) for rule in standing}
        free = []
        for row in coming:
            hit = next(
                (
                    found
                    for rule, taken in standing.items()
                    if (values := _values(rule, relation, row, target)) is not None
                    and _key(model, row) in counted[rule]
                    and (found := taken.get(values))
                ),
                None,
            )
            if hit is None or self._settle(model, row, hit, there):
                free.append(row)
            else:
                self._fold(model, row, hit)
        if free:
            self.steps.append(steps.move(model, column, free, source, target))
        return len(coming)

    def _fold(self, model: type[models.Model], row: Row, into: Row) -> None:
        if len(relations.key(model)) == 1:
            name = relations.key(model)[0]
            for relation in relations.of(model):
                self._relation(relation, row[name], into[name])
        policy = policy_of(model)
        changes = policy.combine(into, row) if policy and policy.combine else {}
        changes = {name: value for name, value in changes.items() if into[name] != value}
        self.steps.append(steps.fold(model, row))
        if changes:
            self.steps.append(steps.change(model, into, changes))
            into.update(changes)

    def _settle(self, model: type[models.Model], row: Row, into: Row, there: list[Row]) -> bool:
        """Change one or both so that both may stand: of two current rungs the older one ends."""
        policy = policy_of(model)
        settled = policy.settle(into, row, there) if policy and policy.settle else None
        if settled is None:
            return False
        for one, changes in zip((into, row), settled, strict=True):
            if changes:
                self.steps.append(steps.change(model, one, changes))
                one.update(changes)
        there.append(row)
        return True

    def _by_rule(self, rule: Rule, relation: Relation, there: list[Row], target: Any) -> dict[tuple, Row]:
        """What stands with the target, by the values that may stand once."""
        subject = self._subject(rule, relation, target)
        return {
            values: row
            for row in there
            if _key(relation.model, row) in subject
            and (values := _values(rule, relation, row, target)) is not None
        }

    def _subject(self, rule: Rule, relation: Relation, holder: Any) -> "set[tuple] | Everything":
        """The keys of the rows that the rule speaks of."""
        if rule.condition is None:
            return Everything()
        field = next(f for f in relation.model._meta.concrete_fields if f.column == relation.column)
        found = relation.model._base_manager.filter(
            rule.condition, organization_id=self.organization_id, **{field.attname: holder}
        )
        names = [f.attname for f in relation.model._meta.pk_fields]
        return {tuple(map(str, row)) for row in found.values_list(*names)}


class Everything:
    def __contains__(self, key: object) -> bool:
        return True


def _would_meet_itself(relation: Relation, row: Row, target: Any) -> bool:
    """A link between the two stays where it is: nobody is their own sibling."""
    if relation.model is Contact:
        return row["id"] == str(target)
    return any(
        other.model is relation.model and other.column != relation.column and row[other.column] == str(target)
        for other in relations.of(Contact)
    )


def _values(rule: Rule, relation: Relation, row: Row, target: Any) -> tuple | None:
    """What the row would hold in the columns of the rule, once it refers to the target. None: never in the way."""
    is_alike = relation.policy is not None and rule.columns == relation.policy.alike
    if relation.column not in rule.columns and not is_alike:
        return None
    values = [str(target) if name == relation.column else row[name] for name in rule.columns]
    if rule.nulls_differ and any(value is None for value in values):
        return None
    return tuple(repr(value) if isinstance(value, list | dict) else value for value in values)


def _key(model: type[models.Model], row: Row) -> tuple:
    return tuple(str(row[name]) for name in relations.key(model))
