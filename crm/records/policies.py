"""The record-policy socket: what merging, erasing, exporting and ageing do with each kind of row.

A room declares its models in `records.py`, imported by its AppConfig.ready(). A test walks the model registry and
fails on a model without a policy.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Merge(StrEnum):
    MOVE = "move"  # rows follow the kept contact; a duplicate of what is there stays with the merged one
    UNITE = "unite"  # one of each stays (tags, turfs)
    STRICTEST = "strictest"  # all stay, the strictest is effective (consent)
    KEEP = "keep"  # has no contact, or stays where it was


class Erase(StrEnum):
    DELETE = "delete"
    BLANK = "blank"  # the row stays for its count, its words go
    KEEP = "keep"  # holds nothing about a person


class Export(StrEnum):
    WITH_CONTACT = "with_contact"
    ALONE = "alone"
    NEVER = "never"


@dataclass(frozen=True)
class RecordPolicy:
    merge: Merge
    erase: Erase
    export: Export
    retain_days: int | None = None  # None: as long as the organization keeps the person


_policies: dict[type[models.Model], RecordPolicy] = {}


def declare(
    model: type[models.Model], *, merge: Merge, erase: Erase, export: Export, retain_days: int | None = None
) -> None:
    _policies[model] = RecordPolicy(merge, erase, export, retain_days)


def policy_of(model: type[models.Model]) -> RecordPolicy | None:
    return _policies.get(model)
