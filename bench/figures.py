"""A figure: one JSON object a line, with both sides where it is a ratio."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Figure:
    """`sides` holds what a ratio was made of; `about` what a reader needs to repeat it."""

    figure: str
    value: float
    unit: str
    sides: dict[str, float] = field(default_factory=dict)
    about: dict = field(default_factory=dict)

    @classmethod
    def ratio(
        cls, figure: str, *, ours: float, theirs: float, unit: str, about: dict | None = None
    ) -> "Figure":
        """How many times as much as theirs; the unit is that of both sides."""
        return cls(
            figure, ours / theirs, "times", {"ours": ours, "theirs": theirs}, {"unit": unit, **(about or {})}
        )

    def line(self) -> str:
        shown = {key: value for key, value in asdict(self).items() if value not in ({}, None)}
        shown["value"] = round(self.value, 3)
        return json.dumps(shown, ensure_ascii=False)


def keep(figures: list[Figure], suite: str) -> Path:
    """Append to var/bench, with what machine and which version gave them."""
    folder = REPOSITORY / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{suite}.jsonl"
    here = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": _commit(), "machine": _machine()}
    with path.open("a", encoding="utf-8") as file:
        for figure in figures:
            file.write(json.dumps({**json.loads(figure.line()), **here}, ensure_ascii=False) + "\n")
    return path


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=REPOSITORY, capture_output=True, text=True
    )
    return found.stdout.strip()


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
