"""Processes of the worker that live and do nothing: stopped, swapped out for good, caught in a lock that nobody opens.

A frozen process keeps what the kernel holds for it (the slot of bulk work, a lock in the database) until it dies, and its
heartbeat cannot say so. Each touches a file of its own every two seconds (crm.queue.pulse)."""

import os
from pathlib import Path

from crm.embedded.places import home

LOOKS = 6  # as many looks without a sign: half a minute, shorter than a job's lease


class Watch:
    """Counts looks, not seconds: after the whole machine slept nobody is taken for dead."""

    def __init__(self, folder: Path | None = None, looks: int = LOOKS):
        self.folder = folder or home() / "queue" / "alive"
        self.looks = looks
        self._seen: dict[int, tuple[int, int]] = {}  # pid: its last sign, looks since

    def look(self, group: int) -> list[int]:
        """Those of the process group `group` that have been silent for too long."""
        there = {pid: sign for pid, sign in self._signs().items() if _group_of(pid) == group}
        self._seen = {pid: (sign, self._looks_since(pid, sign)) for pid, sign in there.items()}
        return sorted(pid for pid, (_sign, looks) in self._seen.items() if looks >= self.looks)

    def _looks_since(self, pid: int, sign: int) -> int:
        before, looks = self._seen.get(pid, (sign, -1))
        return looks + 1 if sign == before else 0

    def _signs(self) -> dict[int, int]:
        """What the dead have left is taken away."""
        found = {}
        for file in self.folder.glob("[0-9]*"):
            try:
                if _group_of(int(file.name)) is None:
                    file.unlink()
                else:
                    found[int(file.name)] = file.stat().st_mtime_ns
            except OSError:  # gone meanwhile
                continue
        return found


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None
