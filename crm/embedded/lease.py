"""Who uses the servers. Every process that needs them holds a lease; the last one out stops them."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.embedded import postgres, valkey
from crm.embedded.account import give_to_server, server_account
from crm.embedded.places import home, is_external, run_dir, server_home
from crm.embedded.trouble import CannotStart


class Lease:
    """A shared lock on the home's servers; the kernel drops it with the process, so a kill leaves no trace.

    A server that DATABASE_URL or REDIS_URL names elsewhere is not started here.
    `createdb` lets the owner role create databases: for tests.
    """

    def __init__(self, *, createdb: bool = False):
        self.createdb = createdb
        self._lock: int | None = None

    def acquire(self) -> "Lease":
        """Start the servers, or adopt those that run."""
        if self._lock is not None:
            return self
        server_home().mkdir(parents=True, exist_ok=True, mode=0o711)
        _make_run_dir()
        with _one_at_a_time():
            self._lock = _open(home() / "lease.lock")
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            try:
                self._start()
            except BaseException:
                self._stop_if_last()
                self._close()
                raise
        return self

    def release(self) -> bool:
        """Give the lease back. True if this was the last one and the servers stopped."""
        if self._lock is None:
            return False
        with _one_at_a_time():
            try:
                return self._stop_if_last()
            finally:
                self._close()

    def leave_running(self) -> None:
        """Give the lease back, but let the servers run on for whoever comes next."""
        self._close()

    def revive(self) -> list[str]:
        """Start again what was killed while we hold the lease; their names."""
        if (postgres.runs() or is_external("DATABASE_URL")) and (valkey.runs() or is_external("REDIS_URL")):
            return []
        with _one_at_a_time():
            return self._start()

    def __enter__(self) -> "Lease":
        return self.acquire()

    def __exit__(self, *_) -> None:
        self.release()

    def _start(self) -> list[str]:
        started = []
        if not is_external("DATABASE_URL") and postgres.start(createdb=self.createdb):
            started.append("PostgreSQL")
        if not is_external("REDIS_URL") and valkey.start():
            started.append("Valkey")
        return started

    def _stop_if_last(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        valkey.stop()
        postgres.stop()
        return True

    def _close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One starter or stopper in a home."""
    descriptor = _open(home() / "boot.lock")
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR, 0o600)


def _make_run_dir() -> None:
    """The folder's mode is what keeps other accounts off the sockets, so a stranger's folder is refused."""
    place = run_dir()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = place.lstat()
    account = server_account()
    ours = {os.geteuid()} | ({account.pw_uid} if account else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise CannotStart(
            f"The socket folder {place} belongs to somebody else: remove it or choose another EARSHOT_HOME."
        )
    place.chmod(0o700)
    give_to_server(place)
