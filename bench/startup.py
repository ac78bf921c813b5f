"""How long a newcomer waits: from a bare clone to a web that answers with the demonstration loaded."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bench.figures import REPOSITORY, Figure

WITHIN_S = 600
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
        first = _start_and_stop(folder / "earshot")
        again = _start_and_stop(folder / "earshot")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    about = {"installer": "uv on PATH" if shutil.which("uv") else "uv fetched by pip, or pip"}
    return [
        Figure("startup.bare_clone_s", cloned + first, "s", about=about),
        Figure("startup.again_s", again, "s"),
    ]


def _start_and_stop(clone: Path) -> float:
    """Seconds until the address is printed."""
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
            if "Earshot answers at" in line:
                break
        else:
            raise RuntimeError("".join(said))
        started = time.monotonic() - started_at
        os.killpg(run.pid, signal.SIGINT)
        run.communicate(timeout=WITHIN_S)
        return started
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
