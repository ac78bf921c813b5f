"""Processes under the supervisor."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from crm.embedded import child, strays
from crm.embedded.child import Child
from crm.embedded.programs import Program

SLEEP = "import time; print('hello', flush=True); time.sleep(600)"
SOON = 60  # seconds that a busy machine may need for what takes a moment


@pytest.fixture
def run(elsewhere, monkeypatch):
    """A Python program as a child; ended afterwards."""
    monkeypatch.setenv("EARSHOT_HOME", str(elsewhere))
    started = []

    def start(code: str) -> Child:
        started.append(Child(Program("web", [sys.executable, "-c", code])))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.kill()


def until(condition) -> bool:
    give_up_at = time.monotonic() + SOON
    while time.monotonic() < give_up_at:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_child_that_dies_is_started_again_and_said_so(run):
    web, said = run("raise SystemExit(3)"), []
    web.wait(SOON)

    web.tend(said.append)
    web.tend(said.append)

    assert "The web stopped (exit status 3)" in said[0]
    assert web.pid is not None


def test_one_that_keeps_dying_is_given_longer_and_longer_pauses():
    assert [child.pause_after(failures) for failures in range(1, 9)] == [0, 1, 2, 4, 8, 16, 30, 30]


def test_one_that_is_killed_again_and_again_soon_works_again(run):
    web, said = run(SLEEP), []
    for _kill in range(5):
        os.kill(web.pid, signal.SIGKILL)
        web.wait(SOON)
        web.tend(said.append)
        web.start()

    assert [int(re.search(r"in (\d+) s", line)[1]) for line in said] == [0, 1, 2, 2, 2]


def test_what_a_child_started_goes_with_it(run):
    web = run(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}])")
    assert until(lambda: len(strays.find()) == 2)

    web.kill()

    assert until(lambda: strays.find() == [])


def test_a_log_that_grew_too_long_is_copied_and_begun_anew(run, monkeypatch):
    monkeypatch.setattr(child, "BIGGEST_LOG", 3)
    web = run(
        "import sys\nfor line in sys.stdin: pass\nprint('hello', flush=True)\nimport time; time.sleep(600)"
    )
    assert until(lambda: web.log.read_text() == "hello\n")

    web.rotate()

    assert web.log.read_text() == ""
    assert web.log.with_suffix(".log.1").read_text() == "hello\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal")
def test_children_of_a_killed_supervisor_leave_by_themselves(run, elsewhere):
    code = (
        "from crm.embedded.child import Child; from crm.embedded.programs import Program; import sys, time;"
        f"Child(Program('web', [sys.executable, '-c', {SLEEP!r}])).start(); time.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    assert until(lambda: (elsewhere / "logs" / "web.log").exists() and strays.find())

    supervisor.kill()
    supervisor.wait()

    assert until(lambda: strays.find() == [])


def test_strays_that_will_not_leave_are_ended(run, monkeypatch):
    monkeypatch.setattr(strays, "PATIENCE_S", 0.2)
    web = run(f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}")
    assert until(lambda: web.log.exists() and web.log.read_text() == "hello\n")

    strays.clear()

    assert web.wait(SOON) == -signal.SIGKILL


def test_another_home_s_processes_are_no_strays_of_ours(run, elsewhere, monkeypatch):
    web = run(SLEEP)

    monkeypatch.setenv("EARSHOT_HOME", str(elsewhere / "other"))

    assert strays.find() == []
    assert os.kill(web.pid, 0) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('one'); print('two')", "two"),
        (
            "print('one', flush=True)\ntry: 1 / 0\nexcept Exception as e: raise ValueError('why') from e",
            "ValueError: why",
        ),
        (
            "import traceback\ntry: 1 / 0\nexcept Exception: traceback.print_exc()\nprint('bye')",
            "ZeroDivisionError",
        ),
        ("pass", "no reason given"),
    ],
)
def test_what_went_wrong_is_told_in_one_line(run, code, said):
    web = run(code)
    web.wait(SOON)

    assert web.last_word().startswith(said)
