"""Real workers, really killed. What must hold: every effect exactly once, and the work goes on by itself."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connections

from contacts.models import Tag
from crm.access.tenancy import tenant
from crm.embedded.frozen import Watch
from crm.queue import dispatching
from crm.queue.ticking import tick
from tests import make
from tests.crm.queue.killable import ROWS

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True, databases="__all__")]

LEASE_S = 1.2
SINGLES = 40


@pytest.fixture
def start(settings, broker_away, tmp_path):
    """start("a") runs a worker of two processes in a group of its own."""
    settings.CELERY_BROKER_URL = broker_away
    settings.QUEUE_LEASE = timedelta(seconds=LEASE_S)
    running = []

    def begin(name: str) -> subprocess.Popen:
        with (tmp_path / f"{name}.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.crm.queue.start_worker", database(), name],
                cwd=project.BASE_DIR,
                env=os.environ | {"QUEUE_LEASE_S": str(LEASE_S)},
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        running.append(worker)
        return worker

    yield begin
    for worker in running:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    print(*((tmp_path / f"{name}").read_text() for name in sorted(os.listdir(tmp_path))), sep="\n")


def database() -> str:
    return connections["default"].settings_dict["NAME"]


def until(what, *, seconds: float):
    """Beats the clock that a beat would, and looks often. What `what` gives, once it gives something."""
    give_up_at, ticks_at = time.monotonic() + seconds, 0.0
    while time.monotonic() < give_up_at:
        if found := what():
            return found
        if time.monotonic() > ticks_at:
            tick()
            ticks_at = time.monotonic() + 0.5
        time.sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s")


def written(organization) -> list[str]:
    with tenant(organization.id):
        return list(Tag.objects.values_list("name", flat=True))


def writers(organization) -> list[int]:
    """The processes that wrote rows, in order, each as often as it began anew."""
    with tenant(organization.id):
        names = Tag.objects.filter(name__startswith="row ").order_by("id").values_list("name", flat=True)
        pids = [int(name.split()[-1]) for name in names]
    return [pid for n, pid in enumerate(pids) if n == 0 or pid != pids[n - 1]]


def test_every_effect_happens_exactly_once_though_workers_are_killed(start, ask, look):
    north, south = make.organization(), make.organization("South")
    rows = ask(north, "test.rows", urgency=9)
    singles = [ask(south, "test.single", payload={"number": n}) for n in range(SINGLES)]
    killer = ask(south, "test.killer", urgency=9)
    workers = [start("a"), start("b")]

    # First a whole worker with all its processes, then only the process that does the job.
    first = until(lambda: [pid for pid in writers(north) if len(written(north)) > 5], seconds=150)[-1]
    doomed = next(worker for worker in workers if worker.pid == os.getpgid(first))
    os.killpg(doomed.pid, signal.SIGKILL)
    second = until(lambda: [pid for pid in writers(north) if pid != first], seconds=150)[-1]
    os.kill(second, signal.SIGKILL)

    until(lambda: look(rows).state == "done", seconds=150)
    until(lambda: look(killer).state == "dead", seconds=150)
    until(lambda: all(look(job).state == "done" for job in singles), seconds=150)
    assert sorted(int(name.split()[1]) for name in written(north)) == list(range(1, ROWS + 1))
    assert sorted(written(south)) == sorted(f"single {n}" for n in range(SINGLES))
    assert len(writers(north)) >= 3
    assert look(killer).last_error == dispatching.LOST


def test_a_worker_that_was_frozen_for_two_leases_commits_nothing_when_it_goes_on(start, ask, look):
    north = make.organization()
    rows = ask(north, "test.rows", urgency=5)
    workers = [start("a"), start("b")]

    first = until(lambda: [pid for pid in writers(north) if len(written(north)) > 5], seconds=150)[-1]
    frozen = next(worker for worker in workers if worker.pid == os.getpgid(first))
    os.killpg(frozen.pid, signal.SIGSTOP)
    time.sleep(2 * LEASE_S)
    # Frozen in the millisecond between its last statement and its commit, it holds the row until PostgreSQL ends the idle
    # transaction, after two minutes.
    until(lambda: [pid for pid in writers(north) if pid != first], seconds=150)
    os.killpg(frozen.pid, signal.SIGCONT)
    until(lambda: look(rows).state == "done", seconds=150)

    time.sleep(LEASE_S)  # for the late one to try
    assert sorted(int(name.split()[1]) for name in written(north)) == list(range(1, ROWS + 1))
    assert writers(north).count(first) == 1
    assert look(rows).fence >= 2


def test_a_frozen_process_gives_its_slot_of_bulk_work_back(start, ask, look):
    """Alone: the lock is the kernel's, so neither the lease nor another worker could free it."""
    north = make.organization()
    rows = ask(north, "test.rows", urgency=9)
    worker = start("a")
    watch = Watch(project.HOME / "queue" / "alive", looks=8)

    first = until(lambda: [pid for pid in writers(north) if len(written(north)) > 5], seconds=150)[-1]
    os.kill(first, signal.SIGSTOP)
    after = ask(make.organization("South"), "test.rows", urgency=9)
    frozen = until(lambda: time.sleep(0.5) or watch.look(worker.pid), seconds=30)
    assert (frozen, look(after).state) == ([first], "ready")
    os.kill(first, signal.SIGKILL)

    until(lambda: look(rows).state == look(after).state == "done", seconds=150)
    assert sorted(int(name.split()[1]) for name in written(north)) == list(range(1, ROWS + 1))
