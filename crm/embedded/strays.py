"""Processes that a killed supervisor left behind. They hold the port and must be gone before a new start."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from crm.embedded.child import MARK
from crm.embedded.places import home

PATIENCE_S = 8


def find() -> list[int]:
    """Processes whose environment carries the mark of this home, ourselves excepted."""
    mark = f"{MARK}={home()}"
    if Path("/proc/self/environ").exists():
        return [pid for pid in _others() if mark.encode() in _environment(pid).split(b"\0")]
    listed = subprocess.run(["ps", "axeww", "-o", "pid=,command="], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if mark in line.split()]


def clear() -> int:
    """Let them finish for a moment, then end them. Returns how many there were."""
    found = find()
    for pid in found:
        if _leads_a_group(pid):  # a leader tells its own
            _send(pid, signal.SIGTERM)
    give_up_at = time.monotonic() + PATIENCE_S
    while find() and time.monotonic() < give_up_at:
        time.sleep(0.1)
    for pid in find():
        _send(pid, signal.SIGKILL)
    return len(found)


def _others() -> list[int]:
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return [pid for pid in pids if pid not in (os.getpid(), os.getppid())]


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:  # gone, or somebody else's
        return b""


def _leads_a_group(pid: int) -> bool:
    try:
        return os.getpgid(pid) == pid
    except OSError:
        return False


def _send(pid: int, number: int) -> None:
    with suppress(OSError):
        os.kill(pid, number)
