"""One process under the supervisor: it writes to a log of its own and leaves with its whole group."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from crm.embedded.places import REPOSITORY, home
from crm.embedded.programs import Program

# Written into the environment of every process under the supervisor, so that the next run finds strays.
MARK = "EARSHOT_SUPERVISED"
BIGGEST_LOG = 10_000_000
LONGEST_PAUSE_S = 30
LONGEST_PAUSE_AFTER_KILL_S = 2
STEADY_AFTER_S = 60
PR_SET_PDEATHSIG = 1


class Child:
    def __init__(self, program: Program):
        self.program = program
        self.name = program.name
        self.failures = 0
        self.started_at = 0.0
        self.due_at = 0.0
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        logs().mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self.program.command,
                cwd=REPOSITORY,
                env={**os.environ, MARK: str(home()), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,  # Ctrl-C at the terminal reaches the supervisor alone
                preexec_fn=die_with(os.getpid()),
            )
        self.started_at = time.monotonic()

    def tend(self, say: Callable[[str], None]) -> None:
        """Start it again if it died: at once the first time, then after growing pauses."""
        if self._process is None:
            if time.monotonic() >= self.due_at:
                self.start()
            return
        status = self._process.poll()
        if status is None:
            return
        self.kill()  # its own children, should it have left any
        steady = time.monotonic() - self.started_at > STEADY_AFTER_S
        self.failures = 1 if steady else self.failures + 1
        pause = pause_after(self.failures, killed=status == -signal.SIGKILL)
        self.due_at = time.monotonic() + pause
        self._process = None
        say(f"The {self.name} stopped ({describe(status)}) and starts again in {pause} s. Log: {self.log}")

    def wait(self, seconds: float) -> int | None:
        """The exit status, or None if it still runs."""
        if self._process is None:
            return 0
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def ask_to_leave(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def restart(self, patience_s: float) -> None:
        """For one that runs but does not work."""
        self.ask_to_leave()
        self.wait(patience_s)
        self.kill()
        self.start()

    def kill(self) -> None:
        if self._process:
            with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def rotate(self) -> None:
        """Copy and empty: the process keeps writing to the same file, supervisor or not."""
        if self.log.exists() and self.log.stat().st_size > BIGGEST_LOG:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    @property
    def age(self) -> float:
        return time.monotonic() - self.started_at if self._process else 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def log(self) -> Path:
        return logs() / f"{self.name}.log"

    def last_word(self) -> str:
        """What went wrong: the last exception in the log, else the last line."""
        lines = self.log.read_text(errors="replace").rstrip().splitlines() if self.log.exists() else []
        tracebacks = [
            number for number, line in enumerate(lines) if line.startswith("Traceback (most recent")
        ]
        if tracebacks:
            lines = [line for line in lines[tracebacks[-1] + 1 :] if line and not line[0].isspace()][
                :1
            ] or lines
        return lines[-1].strip() if lines else "no reason given"


def logs() -> Path:
    return home() / "logs"


def pause_after(failures: int, *, killed: bool = False) -> int:
    """Seconds. What was killed from outside did not fail by itself: while it pauses, every reminder waits."""
    longest = LONGEST_PAUSE_AFTER_KILL_S if killed else LONGEST_PAUSE_S
    return 0 if failures <= 1 else min(2 ** (failures - 2), longest)


def describe(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


def die_with(parent: int) -> Callable[[], None] | None:
    """For preexec_fn: the kernel sends SIGTERM when `parent` is gone, however it went. Linux only."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGTERM)

    return ask
