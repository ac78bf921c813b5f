"""Three more charts as data: dots with their intervals, a curve over columns, and a heat table. Drawn on the server.

As in `charts`: the title is the finding, None is hidden, and each has its numbers as a table below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from django.utils.formats import number_format

from crm.ui.charts import DATE_WIDTH, HIDDEN, Text, nice_ceiling, number


@dataclass(frozen=True)
class Dot:
    """A value from -1 to 1 with how far it may be off. `value` None: not defined, and `word` says why."""

    label: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    word: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Dots:
    """One row a dot. `limits`: values with a line from top to bottom, each with its word."""

    title: Text
    subtitle: Text
    items: Sequence[Dot]
    limits: Sequence[tuple[float, Text]] = ()

    @property
    def lowest(self) -> float:
        values = [v for item in self.items for v in (item.value, item.low) if v is not None]
        return max(-1.0, floor(min([0.0, *values]) * 5) / 5)

    @property
    def drawings(self) -> list["DotDrawing"]:
        """With the names beside the dots; and for phones, above them."""
        return [
            DotDrawing(self, "beside", label=176, row=26, letters=24, step=1),
            DotDrawing(self, "above", label=0, row=44, letters=48, step=2),
        ]


@dataclass(frozen=True)
class DotDrawing:
    of: Dots
    form: str  # beside or above: where the names stand
    label: int
    row: int
    letters: int
    step: int  # in fifths between two ticks
    LENGTH, EDGE, LINE = 276, 52, 16

    @property
    def width(self) -> int:
        return self.label + 12 + self.LENGTH + self.EDGE

    @property
    def head(self) -> int:
        return self.LINE * len(self.of.limits) + 6

    @property
    def height(self) -> int:
        return self.head + self.row * len(self.of.items) + 24

    @property
    def bottom(self) -> int:
        return self.height - 20

    @property
    def text_y(self) -> int:
        return self.height - 5

    @property
    def ticks(self) -> list[dict[str, Any]]:
        steps = range(5, round(self.of.lowest * 5) - 1, -self.step)
        return [{"x": self._x(step / 5), "value": decimal(step / 5, 1)} for step in reversed(steps)]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each limit's word in a row of its own, so that none touches another in any language."""
        return [
            {
                "x": self._x(value),
                "top": place * self.LINE + 2,
                "text_x": self._x(value) + 5,
                "text_y": place * self.LINE + 13,
                "word": str(word),
                "value": decimal(value, 2),
            }
            for place, (value, word) in enumerate(self.of.limits)
        ]

    @property
    def marks(self) -> list[dict[str, Any]]:
        marks = []
        for index, item in enumerate(self.of.items):
            top = self.head + index * self.row
            middle = top + (self.row // 2 if self.label else self.row - 12)
            label = str(item.label)
            marks.append(
                {
                    "label": label
                    if len(label) <= self.letters
                    else f"{label[: self.letters - 1].rstrip()}…",
                    "label_y": middle + 5 if self.label else top + 18,
                    "y": middle,
                    "baseline": middle + 5,
                    "x": None if item.value is None else self._x(item.value),
                    "low": None if item.low is None else self._x(item.low),
                    "high": None if item.high is None else self._x(item.high),
                    "value": "" if item.value is None else decimal(item.value, 2),
                    "text_x": self._x(max(v for v in (item.value, item.high) if v is not None)) + 8
                    if item.value is not None
                    else self._x(max(0.0, self.of.lowest)) + 8,
                    "word": str(item.word),
                }
            )
        return marks

    def _x(self, value: float) -> int:
        lowest = self.of.lowest
        return self.label + 12 + round(self.LENGTH * (value - lowest) / (1 - lowest))


def decimal(value: float, places: int) -> str:
    """As the language of the page writes it, like the table beside it."""
    return number_format(value, places)


@dataclass(frozen=True)
class Step:
    """One point through time: what came new, and all so far."""

    label: Text
    new: int
    total: int
    url: str = ""


@dataclass(frozen=True)
class Curve:
    """Columns of what came new with a line of all so far; the last `marked` columns are darker."""

    title: Text
    subtitle: Text
    items: Sequence[Step]
    new_head: Text
    total_head: Text
    label_head: Text
    marked: int = 3
    WIDTH, HEIGHT, LEFT, FOOT, HEAD, EDGE = 560, 220, 44, 28, 18, 34

    @property
    def ceiling(self) -> int:
        return nice_ceiling(max((item.total for item in self.items), default=0))

    @property
    def grid(self) -> list[dict[str, Any]]:
        steps = [0, self.ceiling // 2, self.ceiling] if self.ceiling % 2 == 0 else [0, self.ceiling]
        return [{"y": self._y(step), "value": number(step)} for step in steps]

    @property
    def marks(self) -> list[dict[str, Any]]:
        count = len(self.items) or 1
        pitch = (self.WIDTH - self.LEFT - self.EDGE) / count
        every = max(1, ceil(DATE_WIDTH / pitch))
        marks = []
        for index, item in enumerate(self.items):
            x = self.LEFT + round(pitch * index + pitch * 0.14)
            width = max(2, round(pitch * 0.72))
            last = index == count - 1
            marks.append(
                {
                    "x": x,
                    "width": width,
                    "middle": x + width // 2,
                    "y": self._y(item.new),
                    "height": self.base - self._y(item.new),
                    "total_y": self._y(item.total),
                    "label": str(item.label) if (count - 1 - index) % every == 0 else "",
                    "value": number(item.new) if item.new and count <= 24 else "",
                    "value_y": self._y(item.new) - 5,
                    "total": number(item.total) if last else "",
                    "is_marked": index >= count - self.marked,
                }
            )
        return marks

    @property
    def path(self) -> str:
        points = [f"{mark['middle']} {mark['total_y']}" for mark in self.marks]
        return "M" + "L".join(points) if points else ""

    @property
    def base(self) -> int:
        return self.HEIGHT - self.FOOT

    @property
    def text_y(self) -> int:
        return self.HEIGHT - 6

    def _y(self, value: int) -> int:
        room = self.HEIGHT - self.FOOT - self.HEAD
        return self.base - round(room * value / self.ceiling)


@dataclass(frozen=True)
class Square:
    """One cell: the number that is seen and coloured, and what the table twin says of it. None is hidden."""

    value: int | None
    twin: Text = ""
    url: str = ""


@dataclass(frozen=True)
class HeatRow:
    label: Text
    cells: Sequence[Square]
    total: Text = ""
    url: str = ""
    level: int = 0  # 1: below a family


@dataclass(frozen=True)
class Heat:
    """A table whose cells darken with their share of the largest one. `columns` each with what stands under its name."""

    title: Text
    subtitle: Text
    corner: Text
    columns: Sequence[tuple[Text, Text]]
    rows: Sequence[HeatRow]
    total_head: Text = ""

    @property
    def drawn(self) -> list[dict[str, Any]]:
        top = max((cell.value or 0 for row in self.rows for cell in row.cells), default=0) or 1
        return [
            {
                "label": row.label,
                "url": row.url,
                "level": row.level,
                "total": row.total,
                "cells": [
                    {
                        "hidden": cell.value is None,
                        "value": number(cell.value) if cell.value else HIDDEN if cell.value is None else "0",
                        "heat": f"h{min(4, ceil(4 * cell.value / top))}" if cell.value else "dim",
                        "twin": cell.twin,
                        "url": cell.url,
                    }
                    for cell in row.cells
                ],
            }
            for row in self.rows
        ]
