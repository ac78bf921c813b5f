"""Tools whose exports are known by their whole set of headings: `data/presets.json`."""

import json
import re
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
    of_themselves: bool = False  # whoever stands in a row has written it: a form, not a list somebody keeps
    file_name: str = ""  # a pattern: Mailchimp tells some of its lists apart by nothing else

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


def recognise_preset(headers: Sequence[str], file_name: str = "") -> Preset | None:
    """The preset with most of its telling headings here, if enough of them are. One whose file is named so, or that
    tells its people by headings the others lack, goes first."""
    names = {normalise(header) for header in headers}
    hits = [(sum(1 for mark in preset.signature if mark in names), preset) for preset in presets()]
    hits = [
        (_is_named(preset, file_name), count, preset)
        for count, preset in hits
        if count >= preset.least and (not _by_name_only(preset) or _is_named(preset, file_name))
    ]
    return max(hits, key=_agreement)[2] if hits else None


def _is_named(preset: Preset, file_name: str) -> bool:
    return bool(preset.file_name and re.search(preset.file_name, file_name, re.IGNORECASE))


def _by_name_only(preset: Preset) -> bool:
    """Its headings are those of another preset."""
    return bool(preset.file_name) and any(
        other.signature == preset.signature for other in presets() if other.key != preset.key
    )


def _agreement(hit: tuple[bool, int, Preset]) -> tuple[bool, bool, float, int]:
    named, count, preset = hit
    return named, "email_status" in preset.implies, count / len(preset.signature), count
