"""The record-policy socket: what merging, erasing, exporting and ageing do with each kind of row.

A room declares its models in `records.py`, imported by its AppConfig.ready(). A test walks the model registry and
fails on a model without a policy, and on a reference to a person that no policy speaks of.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

Row = Mapping[str, Any]  # column -> value as JSON holds it
# (what stays, what is folded into it) -> columns of the staying row that change
Combine = Callable[[Row, Row], dict[str, Any]]


# (what stands in the way, what comes, all that stands) -> changes of both so that both may stay, or None to fold
Settle = Callable[[Row, Row, Sequence[Row]], tuple[dict[str, Any], dict[str, Any]] | None]


class Merge(StrEnum):
    MOVE = "move"  # rows follow the kept contact; what it has already is folded into that, and remembered
    UNITE = "unite"  # the same, where one of each is the rule (tags, turfs, sign-ups)
    STRICTEST = "strictest"  # all stay where they are, the strictest is effective (consent)
    KEEP = "keep"  # has no contact, or stays where it was (then `stays` says why)


class Erase(StrEnum):
    DELETE = "delete"
    BLANK = "blank"  # the row stays for its count, its words go
    KEEP = "keep"  # holds nothing about a person


class Export(StrEnum):
    WITH_CONTACT = "with_contact"
    ALONE = "alone"
    NEVER = "never"


class Loose(StrEnum):
    """What a bare id in a column without a foreign key is."""

    NOBODY = "nobody"  # never a contact's
    STAYS = "stays"  # a contact's, and history: it stays with the record that it was said of
    FOLLOWS = "follows"  # a contact's: goes with them like a foreign key


@dataclass(frozen=True)
class RecordPolicy:
    merge: Merge
    erase: Erase
    export: Export
    retain_days: int | None = None  # None: as long as the organization keeps the person
    alike: tuple[
        str, ...
    ] = ()  # columns that make two rows of one person the same, where no constraint says so
    combine: Combine | None = None
    settle: Settle | None = None
    stays: str = ""  # why rows that refer to a contact do not follow a merge
    loose: Mapping[str, Loose] = field(default_factory=dict)


_policies: dict[type[models.Model], RecordPolicy] = {}


def declare(
    model: type[models.Model],
    *,
    merge: Merge,
    erase: Erase,
    export: Export,
    retain_days: int | None = None,
    alike: tuple[str, ...] = (),
    combine: Combine | None = None,
    settle: Settle | None = None,
    stays: str = "",
    loose: Mapping[str, Loose] | None = None,
) -> None:
    _policies[model] = RecordPolicy(
        merge, erase, export, retain_days, alike, combine, settle, stays, loose or {}
    )


def policy_of(model: type[models.Model]) -> RecordPolicy | None:
    return _policies.get(model)
