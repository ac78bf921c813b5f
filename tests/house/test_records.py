"""Every kind of row says what merging, erasing, exporting and ageing do with it."""

from django.apps import apps

from crm.records.policies import policy_of
from tests.house.source import PRODUCT


def test_every_model_declares_a_policy():
    names = set(PRODUCT)
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in names]

    assert ours
    assert [model._meta.label for model in ours if policy_of(model) is None] == []
