"""Who uses the servers. Every process that needs them holds a lease; the last one out stops them."""

import fcntl
import os
import stat
from pathlib import Path

from crm.embedded import postgres, valkey
from crm.embedded.account import give_to_server, server_account
from crm.embedded.places import home, run_dir, server_home
from crm.embedded.trouble import CannotStart


class Lease:
    """A shared lock on the home's servers; the kernel drops it with the process, so a kill leaves no trace.

    `createdb` lets the owner role create databases: for tests.
    """

    def __init__(self, *, createdb: bool = False):
        self.createdb = createdb
        self.started = False
        self._boot: int | None = None
        self._lease: int | None = None

    def acquire(self) -> "Lease":
        """Start the servers, or adopt those that run."""
        if self._lease is not None:
            return self
        home_of_servers = server_home()
        home_of_servers.mkdir(parents=True, exist_ok=True, mode=0o711)
        _make_run_dir()
        self._boot = _open(home() / "boot.lock")
        self._lease = _open(home() / "lease.lock")
        fcntl.flock(self._boot, fcntl.LOCK_EX)  # one starter or stopper at a time
        try:
            fcntl.flock(self._lease, fcntl.LOCK_SH)
            self.started = any([postgres.start(createdb=self.createdb), valkey.start()])
        except BaseException:
            self._stop_if_last()
            self._close()
            raise
        fcntl.flock(self._boot, fcntl.LOCK_UN)
        return self

    def release(self) -> bool:
        """Give the lease back. True if this was the last one and the servers stopped."""
        if self._lease is None:
            return False
        fcntl.flock(self._boot, fcntl.LOCK_EX)
        try:
            return self._stop_if_last()
        finally:
            self._close()

    def __enter__(self) -> "Lease":
        return self.acquire()

    def __exit__(self, *_) -> None:
        self.release()

    def _stop_if_last(self) -> bool:
        try:
            fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        valkey.stop()
        postgres.stop()
        return True

    def _close(self) -> None:
        for descriptor in (self._lease, self._boot):
            os.close(descriptor)
        self._lease = self._boot = None


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
