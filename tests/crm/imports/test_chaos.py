"""Worker and database killed again and again in the middle of an import. No row is lost, none is written twice."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as project

from crm import embedded
from tests import made
from tests.chaos import dice, either

pytestmark = pytest.mark.chaos

ROWS, CHUNK, KILLS, DATABASE_KILLS = either((4_000, 200, 4, 1), (20_000, 100, 20, 2))
BAD = ROWS // 50
LEASE_S = 0.6


class Siege:
    """Servers, a worker and an import that belong to this test alone."""

    def __init__(self, home: Path):
        self.home = home
        self.lease = embedded.Lease()
        self.worker: subprocess.Popen | None = None
        self.environment = {
            **{
                name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
            },
            "EARSHOT_HOME": str(home),
            "MEDIA_ROOT": str(home / "media"),
            "QUEUE_LEASE_S": str(LEASE_S),
            "IMPORT_CHUNK_ROWS": str(CHUNK),
        }

    def python(self, *arguments: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.crm.imports.siege", *arguments],
            cwd=project.BASE_DIR,
            env=self.environment,
            **options,
        )

    def kill_worker(self) -> None:
        """And put another in its place."""
        if self.worker is not None:
            self.worker.send_signal(signal.SIGKILL)
            self.worker.wait()
        self.worker = self.python("work", stderr=subprocess.DEVNULL)

    def kill_database(self) -> None:
        """The postmaster: all its processes end with it. The house starts it again."""
        os.kill(int((self.home / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        until(lambda: bool(self.lease.revive()), seconds=180)

    def hurry(self) -> None:
        """A worker that met a dead database waits longer with each attempt; how long is the queue's own story."""
        with psycopg.connect(**{**embedded.superuser(), "dbname": embedded.DATABASE}) as connection:
            connection.execute("update queue_job set due_at = now() where state = 'ready' and due_at > now()")

    def ask(self, query: str) -> list[tuple]:
        with psycopg.connect(**{**embedded.superuser(), "dbname": embedded.DATABASE}) as connection:
            return connection.execute(query).fetchall()

    def written(self) -> int:
        return self.ask("select count(*) from imports_importrow")[0][0]

    def goes_on(self, before: int) -> bool:
        self.hurry()
        return self.written() > before or self.written() == ROWS

    def is_done(self) -> bool:
        self.hurry()
        return self.ask("select state from imports_importbatch") == [("done",)]

    def close(self) -> None:
        if self.worker is not None:
            self.worker.send_signal(signal.SIGKILL)
            self.worker.wait()
        self.lease.release()


@pytest.fixture
def siege(monkeypatch):
    home = Path(tempfile.mkdtemp(prefix="earshot-siege-"))
    home.chmod(0o755)  # the servers' account walks through it
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EARSHOT_HOME", str(home))
    siege = Siege(home)
    try:
        made.put_into(home)
        siege.lease.acquire()
        yield siege
    finally:
        siege.close()
        shutil.rmtree(home, ignore_errors=True)


def test_a_killed_import_ends_with_one_outcome_for_every_row(siege):
    throw = dice("import")
    made = siege.python("prepare", str(ROWS), str(BAD), stdout=subprocess.PIPE)
    made.communicate(timeout=300)
    assert made.returncode == 0
    blows = ["worker"] * KILLS + ["database"] * DATABASE_KILLS
    throw.shuffle(blows)

    killed_at = []
    siege.kill_worker()
    for number, blow in enumerate(blows):
        # Some time after something was written since the last blow, while there is something left to write.
        before = siege.written()
        until(lambda before=before: siege.goes_on(before), seconds=300)
        # The first at once, so that there is most left to write.
        time.sleep(throw.random() * either(0.2, 0.04) if number else 0)
        killed_at.append(siege.written())
        if blow == "worker":
            siege.kill_worker()
        else:
            siege.kill_database()
        print({"blow": number + 1, "what": blow, "outcomes": killed_at[-1]})
    until(siege.is_done, seconds=300)

    rows = siege.ask("select line, outcome from imports_importrow where part = 0")
    assert len({line for line, _outcome in rows}) == len(rows) == ROWS
    assert Counter(outcome for _line, outcome in rows) == {"created": ROWS - BAD, "error": BAD}
    assert siege.ask("select counts from imports_importbatch") == [({"created": ROWS - BAD, "error": BAD},)]
    assert siege.ask("select count(*), count(distinct sort_name) from contacts_contact") == [
        (ROWS - BAD,) * 2
    ]
    assert siege.ask("select count(*), count(distinct contact_id) from contacts_contactmethod") == [
        (ROWS - BAD,) * 2
    ]
    assert killed_at[0] < ROWS


def until(what: Callable[[], bool], *, seconds: float) -> None:
    """The database may be away for a moment."""
    give_up_at = time.monotonic() + seconds
    while True:
        with suppress(psycopg.OperationalError):
            if what():
                return
        assert time.monotonic() < give_up_at, f"nothing after {seconds} s"
        time.sleep(0.05)
