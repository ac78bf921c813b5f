"""How long a newcomer waits: from a bare clone to a web that answers with the demonstration loaded."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.figures import REPOSITORY, Figure

WITHIN_S = 600
ALL_WELL_WITHIN_S = 90
LEFT_BEHIND = (
    "EARSHOT_HOME",
    "EARSHOT_VENV",
    "DATABASE_URL",
    "REDIS_URL",
    "DEMO",
    "HOST",
    "MAKEFLAGS",
    "MAKELEVEL",
)


def measure() -> list[Figure]:
    """`git clone` and `make run` in an empty folder with empty package caches; Ctrl-C; `make run` once more."""
    folder = Path(tempfile.mkdtemp(prefix="earshot-bench-"))
    folder.chmod(0o755)
    try:
        started_at = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", REPOSITORY, folder / "earshot"], check=True)
        cloned = time.monotonic() - started_at
        first, all_well = _start_and_stop(folder / "earshot")
        again, _ = _start_and_stop(folder / "earshot")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    about = {"installer": "uv on PATH" if shutil.which("uv") else "uv fetched by pip, or pip"}
    return [
        Figure("startup.bare_clone_s", cloned + first, "s", about=about),
        Figure(
            "startup.all_well_s",
            cloned + all_well,
            "s",
            about={"until": "/healthz says ok: worker and clock"},
        ),
        Figure("startup.again_s", again, "s"),
    ]


def _start_and_stop(clone: Path) -> tuple[float, float]:
    """Seconds until the address is printed, and until everything behind it works."""
    outer = {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}
    caches = {name: str(clone.parent / "cache") for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR")}
    started_at = time.monotonic()
    run = subprocess.Popen(
        ["make", "run", f"PORT={_free_port()}"],
        cwd=clone,
        env={**outer, **caches, "PWD": str(clone)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    try:
        for line in run.stdout:
            said.append(line)
            if found := re.search(r"Earshot answers at (\S+)", line):
                break
        else:
            raise RuntimeError("".join(said))
        started = time.monotonic() - started_at
        _wait_until_all_is_well(found[1], clone)
        all_well = time.monotonic() - started_at
        os.killpg(run.pid, signal.SIGINT)
        run.communicate(timeout=WITHIN_S)
        return started, all_well
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)


def _wait_until_all_is_well(address: str, clone: Path) -> None:
    answer: dict = {}
    give_up_at = time.monotonic() + ALL_WELL_WITHIN_S
    while time.monotonic() < give_up_at:
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=10) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            answer = json.load(error)
        if answer.get("ok"):
            return
        time.sleep(0.5)
    logs = [
        f"{log.name}: {log.read_text()[-2000:]}" for log in sorted((clone / "var" / "logs").glob("*.log"))
    ]
    raise RuntimeError("\n".join([f"/healthz says {answer}", *logs]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
