"""Charts as data: a finding, its denominator and a list of counts in, geometry out. Drawn on the server.

The title is the finding. Axes start at zero. None is a hidden cell and prints the neutral mark, never a bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext

Text = str | Promise

HIDDEN = "·"
DATE_WIDTH = 76  # of a day or month below a column, in the larger letters of a phone too
# One tile per state, (column, row), as newspapers lay them.
STATE_TILES = {
    "ME": (10, 0), "VT": (9, 1), "NH": (10, 1), "WA": (0, 2), "ID": (1, 2), "MT": (2, 2), "ND": (3, 2),
    "MN": (4, 2), "WI": (5, 2), "MI": (7, 2), "NY": (8, 2), "MA": (9, 2), "RI": (10, 2), "OR": (0, 3),
    "NV": (1, 3), "WY": (2, 3), "SD": (3, 3), "IA": (4, 3), "IL": (5, 3), "IN": (6, 3), "OH": (7, 3),
    "PA": (8, 3), "NJ": (9, 3), "CT": (10, 3), "CA": (0, 4), "UT": (1, 4), "CO": (2, 4), "NE": (3, 4),
    "MO": (4, 4), "KY": (5, 4), "WV": (6, 4), "VA": (7, 4), "MD": (8, 4), "DE": (9, 4), "AZ": (1, 5),
    "NM": (2, 5), "KS": (3, 5), "AR": (4, 5), "TN": (5, 5), "NC": (6, 5), "SC": (7, 5), "DC": (8, 5),
    "OK": (3, 6), "LA": (4, 6), "MS": (5, 6), "AL": (6, 6), "GA": (7, 6), "AK": (0, 7), "HI": (1, 7),
    "TX": (3, 7), "FL": (8, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One bar, column or tile. `value` None is hidden; `url` makes the row of the table twin a link."""

    label: Text
    value: float | None
    url: str = ""
    lead: bool = False


@dataclass(frozen=True)
class _Drawing:
    title: Text
    subtitle: Text
    items: Sequence[Item]
    label_head: Text = field(default_factory=lambda: pgettext("table head", "What"))
    value_head: Text = field(default_factory=lambda: pgettext("table head", "Count"))
    unit: str = ""

    @property
    def top(self) -> float:
        return max((item.value for item in self.items if item.value is not None), default=0)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table twin: the same list, nothing more and nothing less."""
        return [
            {
                "label": item.label,
                "url": item.url,
                "hidden": item.value is None,
                "value": self.say(item.value),
            }
            for item in self.items
        ]

    def say(self, value: float | None) -> str:
        return HIDDEN if value is None else f"{number(value)}{self.unit}"


@dataclass(frozen=True)
class Bars(_Drawing):
    """Horizontal bars, in the order given. `lead` items (or the longest, if none is) are darker.

    whole: the value a full bar stands for, when that is a denominator; else the largest value.
    """

    whole: float | None = None

    @property
    def drawings(self) -> list["BarDrawing"]:
        """With the names beside the bars; and for phones, above them."""
        return [
            BarDrawing(self, "beside", label=168, start=176, row=26, letters=24),
            BarDrawing(self, "above", label=7, start=1, row=46, letters=45),
        ]


@dataclass(frozen=True)
class BarDrawing:
    of: Bars
    form: str  # beside or above: where the names stand
    label: int
    start: int
    row: int
    letters: int
    LENGTH, EDGE = 300, 56

    @property
    def width(self) -> int:
        return self.start + self.LENGTH + self.EDGE

    @property
    def height(self) -> int:
        return self.row * len(self.of.items) + 4

    @property
    def is_beside(self) -> bool:
        return self.form == "beside"

    @property
    def marks(self) -> list[dict[str, Any]]:
        full = max(self.of.whole or 0, self.of.top) or 1
        chosen = any(item.lead for item in self.of.items)
        marks = []
        for index, item in enumerate(self.of.items):
            top = index * self.row
            y = top + (2 if self.is_beside else 21)
            length = 0 if item.value is None else round(self.LENGTH * item.value / full)
            marks.append(
                {
                    "label": _clip(item.label, self.letters),
                    "label_y": y + 15 if self.is_beside else top + 15,
                    "y": y,
                    "baseline": y + 15,
                    "length": length,
                    "text_x": self.start + length + 6,
                    "hidden_x": self.start + 20,
                    "value": self.of.say(item.value),
                    "hidden": item.value is None,
                    "lead": item.lead
                    or (not chosen and item.value is not None and item.value == self.of.top),
                }
            )
        return marks


@dataclass(frozen=True)
class Columns(_Drawing):
    """Columns through time, one per week or month, oldest first; the last one is marked."""

    WIDTH, HEIGHT, LEFT, FOOT, HEAD, EDGE = 560, 190, 44, 28, 18, 10

    @property
    def ceiling(self) -> int:
        return nice_ceiling(self.top)

    @property
    def grid(self) -> list[dict[str, Any]]:
        room = self.HEIGHT - self.FOOT - self.HEAD
        steps = [0, self.ceiling // 2, self.ceiling] if self.ceiling % 2 == 0 else [0, self.ceiling]
        return [
            {"y": self.HEAD + room - round(room * step / self.ceiling), "value": number(step)}
            for step in steps
        ]

    @property
    def marks(self) -> list[dict[str, Any]]:
        room = self.HEIGHT - self.FOOT - self.HEAD
        count = len(self.items) or 1
        pitch = (self.WIDTH - self.LEFT - self.EDGE) / count
        every = max(1, ceil(DATE_WIDTH / pitch))  # every nth label, and always the last
        direct = count <= 16
        marks = []
        for index, item in enumerate(self.items):
            height = 0 if item.value is None else round(room * item.value / self.ceiling)
            x = self.LEFT + round(pitch * index + pitch * 0.14)
            width = max(2, round(pitch * 0.72))
            last = index == count - 1
            marks.append(
                {
                    "x": x,
                    "width": width,
                    "middle": x + width // 2,
                    "y": self.HEAD + room - height,
                    "height": height,
                    "label": item.label if (count - 1 - index) % every == 0 else "",
                    "value": self.say(item.value) if direct or last or item.value is None else "",
                    "value_y": self.HEAD + room - height - 5,
                    "hidden": item.value is None,
                    "last": last,
                }
            )
        return marks

    @property
    def base(self) -> int:
        return self.HEIGHT - self.FOOT

    @property
    def text_y(self) -> int:
        return self.HEIGHT - 6


@dataclass(frozen=True)
class Tiles(_Drawing):
    """A tile grid of the states. `label` of an item is the state's postal code; states without one stay grey.

    names: postal code -> name, for the table twin.
    """

    names: dict[str, Text] = field(default_factory=dict)
    STEP, SIDE = 40, 37

    @property
    def marks(self) -> list[dict[str, Any]]:
        values = {str(item.label): item for item in self.items}
        marks = []
        for code, (column, row) in STATE_TILES.items():
            item = values.get(code)
            x, y = 2 + column * self.STEP, 2 + row * self.STEP
            marks.append(
                {
                    "code": code,
                    "x": x,
                    "y": y,
                    "middle": x + 18,
                    "code_y": y + (16 if item else 22),
                    "value_y": y + 29,
                    "value": self.say(item.value) if item else "",
                    "heat": self._heat(item),
                }
            )
        return marks

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows = super().rows
        for row in rows:
            row["label"] = self.names.get(str(row["label"]), row["label"])
        return rows

    def _heat(self, item: Item | None) -> str:
        """Four steps of one ramp by share of the largest; hidden tiles are dashed on bare ground."""
        if item is None:
            return ""
        if item.value is None:
            return "lt"
        if not item.value:
            return "zero"
        return f"h{min(4, ceil(4 * item.value / self.top))}"


def nice_ceiling(value: float) -> int:
    """The first of 1, 2, 4, 5, 6, 8, 10 times a power of ten that holds `value`."""
    if value <= 1:
        return 1
    power = 10 ** (len(str(int(value))) - 1)
    return next(int(step * power) for step in (1, 2, 4, 5, 6, 8, 10, 20) if step * power >= value)


def number(value: float | None) -> str:
    """4,212 or 3.5: the way numbers are written in the United States, in either language. None is hidden."""
    if value is None:
        return HIDDEN
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def _clip(text: Text, length: int) -> str:
    text = str(text)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
