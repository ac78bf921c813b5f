"""Homes of their own, short enough for sockets and open to the servers' account."""

import shutil
import tempfile
from pathlib import Path

import pytest

from crm.embedded import Lease


@pytest.fixture
def elsewhere():
    """A folder directly under the temporary one; pytest's own lies under a closed folder."""
    folder = Path(tempfile.mkdtemp(prefix="earshot-"))
    folder.chmod(0o755)
    yield folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def a_home(elsewhere, monkeypatch):
    """An installation that has not been started; whatever runs there afterwards is stopped."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EARSHOT_HOME", str(elsewhere / "home"))
    yield elsewhere / "home"
    Lease().acquire().release()
