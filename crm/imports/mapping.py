"""Which column is what: plain data, made from guesses, corrected by a person, hashed so that what was seen is what runs."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from crm.imports.columns import Column
from crm.imports.reading import ColumnGuess, Preset, Row, Table
from crm.imports.reading.headers import normalise
from crm.lib import cleanups, dates

SEEN = 200  # sampled rows from which clean-up rules are proposed


@dataclass(frozen=True)
class Plan:
    """A mapping ready to run."""

    table: Table
    columns: list[dict[str, Any]]  # header, field, system, policy, rules
    options: dict[str, Any]
    date_order: str = "mdy"
    preset: str = ""  # the tool that wrote the file
    implies: dict[str, str] = field(default_factory=dict)  # cells that every row of such a file has
    corrections: dict[str, dict[str, str]] = field(default_factory=dict)  # line -> heading -> cell, by hand


def propose(
    table: Table,
    guesses: Sequence[ColumnGuess],
    sampled: Sequence[Row],
    columns: Mapping[str, Column],
    preset: Preset | None = None,
) -> dict[str, Any]:
    """A first mapping. Glued text is taken off by default, a shared ending only when somebody says so."""
    return {
        "table": asdict(table),
        "preset": preset.key if preset else "",
        "implies": {key: cell for key, cell in preset.implies.items() if key in columns} if preset else {},
        "date_order": dates.order_of(
            row.values[guess.header] for guess in guesses if guess.field.endswith("_on") for row in sampled
        ),
        "columns": [_column(guess, sampled, columns) for guess in guesses],
    }


def _column(guess: ColumnGuess, sampled: Sequence[Row], columns: Mapping[str, Column]) -> dict[str, Any]:
    known = columns.get(guess.field)
    if guess.field and not known:
        guess = guess._replace(drop="drop.no_place", reason="column.dropped")
    # An address or a number is whole as it stands: nothing common to all of them is glued on. What we wrote is, too.
    is_id = guess.field in ("external_id", "own_id")
    whole = bool(guess.drop) or (known is not None and known.vital) or is_id or guess.reason == "column.own"
    cells = () if whole else (row.values.get(guess.header, "") for row in sampled[:SEEN])
    rules = cleanups.propose(guess.header, cells)
    return {
        "header": guess.header,
        "field": guess.field if known else "",
        "system": guess.system,
        "policy": known.policies[0] if known else "",
        "confidence": guess.confidence if known else 0,
        "reason": guess.reason,
        "drop": guess.drop,
        "proposals": [
            {"rule": p.rule, "share": p.share, "glued": p.glued, "examples": p.examples[:1]} for p in rules
        ],
        "rules": [p.rule for p in rules if p.glued],
    }


def plan_of(mapping: Mapping[str, Any], options: Mapping[str, Any]) -> Plan:
    columns = [
        {key: column[key] for key in ("header", "field", "system", "policy", "rules")}
        for column in mapping["columns"]
        if column["field"]
    ]
    return Plan(
        Table(**mapping["table"]),
        columns,
        dict(options),
        mapping.get("date_order", "mdy"),
        mapping.get("preset", ""),
        dict(mapping.get("implies", {})),
        dict(mapping.get("corrections", {})),
    )


def digest(kind: str, sha256: str, mapping: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """Of everything that decides what a run writes."""
    decisive = asdict(plan_of(mapping, options)) | {"kind": kind, "sha256": sha256}
    text = json.dumps(decisive, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def signature(headers: Sequence[str]) -> str:
    """The same for files with the same headings, in any order and spelling."""
    return hashlib.sha256("\n".join(sorted(map(normalise, headers))).encode()).hexdigest()


def recall(mapping: dict[str, Any], saved: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The mapping with what was decided for the same headings before."""
    before = {normalise(column["header"]): column for column in saved}
    columns = []
    for column in mapping["columns"]:
        if known := before.get(normalise(column["header"])):
            kept = {key: known[key] for key in ("field", "system", "policy", "rules", "drop")}
            kept["rules"] = [{**rule, "column": column["header"]} for rule in kept["rules"]]
            column = {**column, **kept, "confidence": 1.0, "reason": "column.saved"}
        columns.append(column)
    return {**mapping, "columns": columns}
