"""Tools whose exports are known by their whole set of headings: `data/presets.json`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from .headers import DATA, ColumnGuess, normalise


@dataclass(frozen=True)
class Preset:
    """`implies` are values every row of such a file has: all of Mailchimp's "cleaned" have bounced."""

    key: str
    name: str
    kind: str
    system: str = ""
    signature: tuple[str, ...] = ()
    least: int = 3
    columns: dict[str, str] = field(default_factory=dict)
    implies: dict[str, str] = field(default_factory=dict)

    def column(self, header: str) -> ColumnGuess | None:
        """A field key, "external_id:system", "drop.reason", or nothing for a column this tool leaves open."""
        target = self.columns.get(normalise(header))
        if target is None:
            return None
        if target.startswith("drop."):
            return ColumnGuess(header, "", "", 1.0, "column.dropped", target)
        name, _, system = target.partition(":")
        return ColumnGuess(header, name, system, 1.0, "column.preset")


@cache
def presets() -> tuple[Preset, ...]:
    found = []
    for item in json.loads((DATA / "presets.json").read_text(encoding="utf-8")):
        item["signature"] = tuple(normalise(header) for header in item["signature"])
        item["columns"] = {normalise(header): target for header, target in item["columns"].items()}
        found.append(Preset(**item))
    return tuple(found)


def recognise_preset(headers: Sequence[str]) -> Preset | None:
    """The preset with most of its telling headings here, if enough of them are. One that implies something
    about its people tells itself by headings the others lack, so it goes first."""
    names = {normalise(header) for header in headers}
    hits = [(sum(1 for mark in preset.signature if mark in names), preset) for preset in presets()]
    hits = [(count, preset) for count, preset in hits if count >= preset.least]
    return max(hits, key=_agreement)[1] if hits else None


def _agreement(hit: tuple[int, Preset]) -> tuple[bool, float, int]:
    count, preset = hit
    return bool(preset.implies), count / len(preset.signature), count
