"""Vocabularies to begin with: what people bring up, the three questions, the practices of community schools."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

NAMES = ("issues", "triad", "practices")
HERE = Path(__file__).parent
# How the files call the columns of a code.
COLUMNS = {
    "key": "key",
    "en": "name_en",
    "es": "name_es",
    "short": "short_definition",
    "short_es": "short_definition_es",
    "full": "definition",
    "full_es": "definition_es",
    "use": "include",
    "use_es": "include_es",
    "not": "exclude",
    "not_es": "exclude_es",
    "example": "example",
    "near_miss": "near_miss",
    "framework": "framework",
}


@cache
def families(name: str) -> list[dict[str, Any]]:
    """Each family as columns of Code, with its codes under "codes"."""
    raw = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    found = []
    for family in raw["family"]:
        columns = _columns(family)
        columns["codes"] = [_columns(code) for code in family["code"]]
        found.append(columns | {"colour": family["colour"]})
    return found


def _columns(raw: dict[str, Any]) -> dict[str, Any]:
    return {column: raw[key] for key, column in COLUMNS.items() if key in raw}
