"""Rows as they would be written, for the eyes of whoever checks them."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass
class Mark:
    """What was guessed in a cell, or could not be read."""

    header: str
    was: str
    reason: str
    is_wrong: bool = False


@dataclass
class ShownCell:
    value: str
    marks: list[Mark] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return any(mark.is_wrong for mark in self.marks)


@dataclass
class Shown:
    """A row as it would be written, by the groups of the kind's columns, and what speaks against it."""

    line: int
    part: int
    outcome: str
    cells: list[ShownCell]
    reasons: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Preview:
    headings: list[str | Promise]
    rows: list[Shown]
