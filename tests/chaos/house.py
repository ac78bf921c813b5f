"""Earshot as `make run` starts it, with a home, a port and servers of its own, and the blows that are dealt to it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests import made
from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
LEFT_OUT = {"DATABASE_URL", "REDIS_URL", "EARSHOT_ENV", "PUBLIC_URL", "DEMO"}


class House:
    """`lease_s`: how long a silent worker keeps its job. `mail_port`: where the SMTP server listens."""

    def __init__(self, home: Path, *, mail_port: int, lease_s: float):
        self.home = home
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        self.environment = kept | {
            "EARSHOT_HOME": str(home),
            "PORT": str(self.port),
            "DEMO": "0",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "QUEUE_LEASE_S": str(lease_s),
        }
        self.address = f"http://127.0.0.1:{self.port}"
        self.supervisor: subprocess.Popen | None = None
        self._hands: subprocess.Popen | None = None

    def open(self) -> None:
        made.put_into(self.home)
        with (self.home / "supervisor.log").open("wb") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "crm.embedded", "up"],
                cwd=REPOSITORY,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.until_well(300)

    def close(self) -> None:
        if self._hands is not None:
            self._hands.communicate()
        if self.supervisor is None:
            return
        self.supervisor.send_signal(signal.SIGINT)
        try:
            self.supervisor.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.supervisor.pid, signal.SIGKILL)
            self.supervisor.wait()

    def until_well(self, seconds: float) -> float:
        """Waits until /healthz says ok; the seconds it took."""
        started_at, answer = time.monotonic(), None
        while time.monotonic() - started_at < seconds:
            with suppress(OSError, ValueError):
                answer = json.loads(self._get("/healthz"))
                if answer["ok"]:
                    return time.monotonic() - started_at
            time.sleep(0.2)
        raise AssertionError(f"not well after {seconds} s: {answer}\n{self.said()}")

    def do(self, deed: str, *arguments: object) -> dict:
        """A deed of tests.chaos.deeds, in a process of this house."""
        if self._hands is None or self._hands.poll() is not None:
            self._hands = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.deeds"],
                cwd=REPOSITORY,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        print(json.dumps([deed, *arguments]), file=self._hands.stdin, flush=True)
        answer = json.loads(self._hands.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["is"]

    def workers(self) -> list[int]:
        return [
            pid for pid, command in self._processes() if b"celery" in command and b"\0worker\0" in command
        ]

    def database(self) -> int:
        """The postmaster: all its processes end with it."""
        return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])

    def broker(self) -> int:
        return self.brokers()[0]

    def brokers(self) -> list[int]:
        return [pid for pid, command in self._processes() if b"kv.sock" in command and b"valkey" in command]

    def said(self) -> str:
        logs = [*sorted((self.home / "logs").glob("*.log")), self.home / "supervisor.log"]
        return "\n".join(
            f"{log.name}: {log.read_text(errors='replace')[-3000:]}" for log in logs if log.exists()
        )

    def _get(self, path: str) -> bytes:
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            return error.read()

    def _processes(self) -> Iterator[tuple[int, bytes]]:
        """Those started with this home. A server shows its own title, with the path of its socket in it."""
        mine, run = f"EARSHOT_HOME={self.home}\0".encode(), str(self.home).encode()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with suppress(OSError):
                command = (folder / "cmdline").read_bytes()
                if run in command or mine in (folder / "environ").read_bytes():
                    yield int(folder.name), command


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
