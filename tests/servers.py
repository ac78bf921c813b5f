"""Embedded servers for a test run. Loaded with -p, because the settings are read before any conftest.

Runs at the same time have homes of their own: var/test, var/test-1, ... An outer EARSHOT_HOME is left
alone, an outer DATABASE_URL is used.
"""

import fcntl
import os
from pathlib import Path

import pytest

from crm import embedded
from crm.embedded.places import is_external
from tests import made

REPOSITORY = Path(__file__).resolve().parent.parent
AT_THE_SAME_TIME = 10


def _take_a_home() -> int:
    """The lock lasts as long as this process; its workers inherit the environment."""
    for number in range(AT_THE_SAME_TIME):
        place = REPOSITORY / "var" / ("test" if number == 0 else f"test-{number}")
        os.environ["EARSHOT_HOME"] = str(place)
        (place / "static").mkdir(parents=True, exist_ok=True)  # the web warns of a missing one
        lock = os.open(place / "tests.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return lock
    raise SystemExit(f"{AT_THE_SAME_TIME} test runs go on in {REPOSITORY} already.")


if "EARSHOT_TESTS" not in os.environ:
    _lock = _take_a_home()
    os.environ["EARSHOT_TESTS"] = str(os.getpid())
    # The browser's own event loop runs in the test's thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not is_external("DATABASE_URL"):
        made.put_into(embedded.home())  # before the settings read the cluster's secret


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    try:
        config.stash[LEASE] = embedded.Lease(createdb=True).acquire()
    except embedded.CannotStart as trouble:
        pytest.exit(str(trouble), returncode=1)


def pytest_unconfigure(config: pytest.Config) -> None:
    if lease := config.stash.get(LEASE, None):
        lease.release()


LEASE = pytest.StashKey[embedded.Lease]()
