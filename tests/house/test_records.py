"""Every kind of row says what merging, erasing, exporting and ageing do with it."""

from django.apps import apps
from django.db import models

from contacts.merging import relations
from contacts.models import Contact
from crm.records.policies import policy_of
from tests.house.source import PRODUCT

# Columns of bare ids that every model may have: whose row it is, and what a client called it.
PLAIN = {"id", "organization_id", "client_uuid"}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PRODUCT]


def test_every_model_declares_a_policy():
    assert ours()
    assert [model._meta.label for model in ours() if policy_of(model) is None] == []


def test_every_reference_to_a_person_follows_a_merge_or_says_why_not():
    silent = [
        f"{relation.model._meta.label}.{relation.column}"
        for relation in relations.of(Contact)
        if not relation.follows and not says_why(relation)
    ]

    assert len(relations.of(Contact)) > 10
    assert silent == []


def test_every_bare_id_says_whether_it_is_a_persons():
    """A column without a foreign key may name a person all the same: declare(..., loose={column: Loose.X})."""
    silent = [
        f"{model._meta.label}.{field.column}"
        for model in ours()
        for field in model._meta.concrete_fields
        if isinstance(field, models.UUIDField)
        and not field.is_relation
        and not field.primary_key
        and field.column not in PLAIN
        and (policy := policy_of(model))
        and field.column not in policy.loose
    ]

    assert silent == []


def says_why(relation: relations.Relation) -> bool:
    policy = relation.policy
    return policy is not None and bool(policy.stays or policy.merge == "strictest")
