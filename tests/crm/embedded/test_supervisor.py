"""`make run` itself: started, killed, started again, stopped."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from crm.embedded import child, postgres, strays, valkey
from crm.embedded.child import Child
from crm.embedded.frozen import Watch
from crm.embedded.programs import Program
from crm.embedded.supervisor import Supervisor
from tests import made
from tests.house.source import REPOSITORY
from tests.ports import free_port

SLEEP = Program("worker", [sys.executable, "-c", "import time; time.sleep(600)"])


@pytest.fixture
def up(a_home):
    """`make run` without the demonstration, on a port of its own: up() -> the process, once it answers."""
    started = []
    made.put_into(a_home)
    port = free_port()

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "crm.embedded", "up"],
            cwd=REPOSITORY,
            env={**os.environ, "PORT": str(port), "DEMO": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"Earshot answers at (\S+)", line):
                process.address = found[1]
                return process
        raise AssertionError(said)

    yield start
    for process in started:
        process.kill()
        process.communicate()
    strays.clear()


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=300) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_killed_supervisor_is_followed_by_another_and_ctrl_c_leaves_nothing_behind(up):
    first = up()
    assert status_of(first.address) < 500

    first.kill()
    second = up()
    assert status_of(second.address) < 500

    second.send_signal(signal.SIGINT)
    said, _ = second.communicate(timeout=300)
    assert said.rstrip().endswith("Stopped.")
    assert second.returncode == 0
    assert strays.find() == []
    assert not postgres.runs() and not valkey.runs()


def test_a_second_one_on_the_same_data_is_refused(up, a_home):
    first = up()

    second = subprocess.run(
        [sys.executable, "-m", "crm.embedded", "up"], cwd=REPOSITORY, capture_output=True, text=True
    )

    assert second.returncode == 1
    assert second.stderr.startswith(
        f"Earshot cannot start. Earshot already runs on the data in {a_home} ({first.address})"
    )
    assert len(second.stderr.splitlines()) == 1


def test_a_worker_that_lets_jobs_wait_is_started_anew(a_home, web):
    said: list[str] = []
    supervisor = Supervisor(demo=False, say=said.append)
    supervisor.address, supervisor.worker = web(200, {"oldest_waiting_s": 300}), Child(SLEEP)
    supervisor.worker.start()
    before = supervisor.worker.pid

    supervisor._watch_the_queue()
    assert supervisor.worker.pid == before  # it has only just begun

    supervisor.worker.started_at = time.monotonic() - 300
    supervisor._watch_the_queue()
    after = supervisor.worker.pid
    supervisor.worker.kill()

    assert after != before
    assert said == ["A job has been waiting for 300 s: starting the worker anew."]
    assert child.logs().is_dir()


BEATING = """
import pathlib, sys, time, os
file = pathlib.Path(sys.argv[1]) / str(os.getpid())
while True:
    file.touch()
    time.sleep(0.05)
"""


def test_a_frozen_worker_is_started_anew_and_a_working_one_is_left_alone(a_home):
    said: list[str] = []
    supervisor = Supervisor(demo=False, say=said.append)
    alive = a_home / "queue" / "alive"
    alive.mkdir(parents=True)
    supervisor.watch = Watch(alive, looks=3)
    supervisor.worker = Child(Program("worker", [sys.executable, "-c", BEATING, str(alive)]))
    supervisor.worker.start()
    before = supervisor.worker.pid
    signs = alive / str(before)
    while not signs.exists():
        time.sleep(0.05)

    for _look in range(6):
        sign = signs.stat().st_mtime_ns
        supervisor._watch_the_processes()
        while signs.stat().st_mtime_ns == sign:  # however slow this machine is
            time.sleep(0.01)
    working = (supervisor.worker.pid, list(said))
    os.kill(before, signal.SIGSTOP)
    while supervisor.worker.pid == before:
        supervisor._watch_the_processes()
        time.sleep(0.01)
    supervisor._watch_the_processes()  # takes away what the dead one left
    after = supervisor.worker.pid
    supervisor.worker.kill()

    assert working == (before, [])
    assert after != before
    assert said[0] == "The worker gives no sign of life: starting it anew."
    assert not signs.exists()
