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


def processor_s(cursor) -> dict[str, float]:
    """What this process and the server's process behind the cursor have worked so far. Neighbors change it little, while
    they may treble the time by the clock. Blank where the server runs elsewhere."""
    cursor.execute("select pg_backend_pid()")
    stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return {}
    fields = stat.read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # in user mode, in the kernel
    own = os.times()
    python = own.user + own.system + own.children_user + own.children_system
    return {"python": python, "database": ticks / os.sysconf("SC_CLK_TCK")}


def since(before: dict[str, float], now: dict[str, float]) -> dict[str, float]:
    return {name: round(now[name] - before[name], 1) for name in now}


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
