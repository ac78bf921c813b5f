"""What refers to a row, found in the model registry; how its record policy lets it follow a merge."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Q

from contacts.models import Contact
from crm.records.policies import Loose, Merge, RecordPolicy, policy_of

STAYING = frozenset({Merge.KEEP, Merge.STRICTEST})


@dataclass(frozen=True)
class Rule:
    """One of each: columns whose values together may stand once, and for which rows that holds."""

    columns: tuple[str, ...]
    condition: Q | None = None
    nulls_differ: bool = True


@dataclass(frozen=True)
class Relation:
    """A column of a model that holds the id of a row of another model."""

    model: type[models.Model]
    column: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def policy(self) -> RecordPolicy | None:
        return policy_of(self.model)

    @property
    def follows(self) -> bool:
        """Whether rows go along when two people become one."""
        policy = self.policy
        if policy is None:
            return True
        if loose := policy.loose.get(self.column):
            return loose == Loose.FOLLOWS
        return policy.merge not in STAYING


@cache
def of(target: type[models.Model]) -> tuple[Relation, ...]:
    """Every foreign key to the model, and every bare id that a policy declares to follow; in a fixed order."""
    return tuple(sorted(_of(target), key=lambda relation: (relation.table, relation.column)))


def _of(target: type[models.Model]) -> Iterator[Relation]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is target:
                yield Relation(model, field.column)
        if target is Contact and (policy := policy_of(model)):
            for column, loose in policy.loose.items():
                if loose == Loose.FOLLOWS:
                    yield Relation(model, column)


@cache
def rules(model: type[models.Model]) -> tuple[Rule, ...]:
    """What may stand once: unique constraints, a composite key, and what the policy calls alike."""
    found = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            columns = tuple(model._meta.get_field(name).column for name in constraint.fields)
            found.append(Rule(columns, constraint.condition, constraint.nulls_distinct is not False))
    for names in model._meta.unique_together:
        found.append(Rule(tuple(model._meta.get_field(name).column for name in names)))
    found += [Rule((field.column,)) for field in model._meta.concrete_fields if field.unique]
    if len(key(model)) > 1:
        found.append(Rule(key(model)))
    policy = policy_of(model)
    if policy and policy.alike:
        found.append(Rule(policy.alike, nulls_differ=False))
    return tuple(found)


@cache
def key(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of the primary key."""
    return tuple(field.column for field in model._meta.pk_fields)
