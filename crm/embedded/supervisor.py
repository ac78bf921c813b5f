"""`make run`: all that Earshot needs on one machine, started in order, kept running, stopped together."""

import fcntl
import os
import signal
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

from crm.embedded import health, preflight, programs, strays
from crm.embedded.child import Child
from crm.embedded.frozen import Watch
from crm.embedded.lease import Lease
from crm.embedded.places import home
from crm.embedded.programs import Program
from crm.embedded.trouble import CannotStart

WEB_ANSWERS_WITHIN_S = 120
WEB_MAY_FAIL = 3
STOP_WITHIN_S = 30
PREDECESSOR_LEAVES_WITHIN_S = STOP_WITHIN_S + 5
LOOK_AT_SERVERS_EVERY_S = 2
LOOK_AT_JOBS_EVERY_S = 15
LOOK_AT_PROCESSES_EVERY_S = 5
JOB_MAY_WAIT_S = 120


class Stopped(Exception):
    """Somebody asked us to stop; leave by the way we came."""


class Supervisor:
    def __init__(self, *, demo: bool, say: Callable[[str], None] = lambda text: print(text, flush=True)):
        self.demo = demo
        self.say = say
        self.address = programs.address()
        self.web = Child(programs.web())
        self.worker = Child(programs.worker())
        self.beat = Child(programs.beat())
        self.watch = Watch()
        self.running: list[Child] = []
        self.asked_to_stop = 0
        self._next_look: dict[str, float] = {}

    def run(self) -> None:
        """Returns when asked to stop: Ctrl-C, SIGTERM, a closed terminal. CannotStart if it could not."""
        self._listen_for_signals()
        with only_one(self.address) as standing, Lease() as lease:
            try:
                self._prepare()
                self._open()
                while True:
                    self._look_after(lease)
                    self._pause(0.25)
            except Stopped:
                self.say("Stopping ...")
            finally:
                standing.write_text("stopping")
                self._close()
        self.say("Stopped.")

    def _prepare(self) -> None:
        self._step(programs.manage("migrate", "--noinput", "--verbosity", "0"), "Preparing the database")
        self._step(
            programs.manage("collectstatic", "--noinput", "--verbosity", "0"), "Gathering styles and scripts"
        )
        if self.demo:
            self._step(
                programs.manage("load_demo", "--size", "small", "--if-empty"), "Loading the demonstration"
            )
            # Where people of one's own are kept, nothing is called a demonstration.
            os.environ["EARSHOT_DEMO"] = "1" if sign_ins().exists() else "0"
        else:
            self._step(programs.manage("setup_code"), "Looking for whose it is")

    def _open(self) -> None:
        self._add(self.web)
        give_up_at = time.monotonic() + WEB_ANSWERS_WITHIN_S
        while health.ask(self.address) is None:
            self.web.tend(self.say)
            if self.web.failures >= WEB_MAY_FAIL or time.monotonic() > give_up_at:
                raise CannotStart(
                    f"The web server does not answer: {self.web.last_word()} (log: {self.web.log})"
                )
            self._pause(0.1)
        self._greet()
        self._add(self.worker)
        self._add(self.beat)

    def _greet(self) -> None:
        self.say(f"\nEarshot answers at {self.address}   (Ctrl-C stops it)")
        if self.demo and sign_ins().exists():
            self.say("\n" + sign_ins().read_text().rstrip() + "\n")
        elif setup_code().exists():
            self.say(f"\nIt is empty. The first page asks for the code {setup_code().read_text().strip()}\n")

    def _look_after(self, lease: Lease) -> None:
        if self._is_time("servers", LOOK_AT_SERVERS_EVERY_S):
            self._look_after_servers(lease)
        for child in self.running:
            child.tend(self.say)
            child.rotate()
        if self._is_time("processes", LOOK_AT_PROCESSES_EVERY_S):
            self._watch_the_processes()
        if self._is_time("jobs", LOOK_AT_JOBS_EVERY_S):
            self._watch_the_queue()

    def _look_after_servers(self, lease: Lease) -> None:
        try:
            for name in lease.revive():
                self.say(f"{name} had stopped and runs again.")
        except CannotStart as trouble:  # a full disk, say: it may pass
            self.say(str(trouble))

    def _watch_the_processes(self) -> None:
        """Who is frozen is ended: what it held (the slot of bulk work, a lock) is free, and its job goes on elsewhere."""
        worker = self.worker.pid
        frozen = self.watch.look(worker) if worker else []
        if worker in frozen:
            self.say("The worker gives no sign of life: starting it anew.")
            self.worker.restart(0)
            return
        for pid in frozen:
            self.say(f"Process {pid} of the worker gives no sign of life: another takes its place.")
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _watch_the_queue(self) -> None:
        """A worker can hold its connection and consume nothing; a job that waits too long gives it away."""
        answer = health.ask(self.address) or {}
        waiting = answer.get("oldest_waiting_s") or 0
        if waiting > JOB_MAY_WAIT_S and self.worker.age > JOB_MAY_WAIT_S:
            self.say(f"A job has been waiting for {waiting:.0f} s: starting the worker anew.")
            self.worker.restart(STOP_WITHIN_S)

    def _step(self, program: Program, title: str) -> None:
        started_at = time.monotonic()
        step = Child(program)
        step.log.unlink(missing_ok=True)
        step.start()
        self.running.append(step)
        while (status := step.wait(0.1)) is None:
            self._obey()
        self.running.remove(step)
        if status and "Unknown command: 'load_demo'" not in step.log.read_text(errors="replace"):
            raise CannotStart(f"{title} failed: {step.last_word()} (log: {step.log})")
        self.say(f"{title}: {time.monotonic() - started_at:.1f} s")

    def _add(self, child: Child) -> None:
        child.start()
        self.running.append(child)

    def _close(self) -> None:
        for child in self.running:
            child.ask_to_leave()
        give_up_at = time.monotonic() + STOP_WITHIN_S
        for child in self.running:
            # A second Ctrl-C means now.
            while child.wait(0.1) is None and time.monotonic() < give_up_at and self.asked_to_stop < 2:
                pass
            child.kill()

    def _listen_for_signals(self) -> None:
        # A shell starts what it puts in the background with SIGINT ignored; it is to stop us all the same.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, number, frame) -> None:
        self.asked_to_stop += 1

    def _obey(self) -> None:
        if self.asked_to_stop:
            raise Stopped

    def _pause(self, seconds: float) -> None:
        self._obey()
        time.sleep(seconds)
        self._obey()

    def _is_time(self, what: str, every: float) -> bool:
        if time.monotonic() < self._next_look.get(what, 0):
            return False
        self._next_look[what] = time.monotonic() + every
        return True


def sign_ins() -> Path:
    """What load_demo leaves to be printed."""
    return home() / "demo-signins.txt"


def setup_code() -> Path:
    """What an empty installation's first page asks for; gone once it is set up."""
    return home() / "setup-token.txt"


@contextmanager
def only_one(address: str):
    """One supervisor a home. A predecessor on its way out is waited for; strays of a killed one are ended."""
    path = home() / "supervisor.lock"
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _take(descriptor, path)
        strays.clear()
        preflight.check_port(programs.host(), programs.port())
        path.write_text(address)
        yield path
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    started_at = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited, found = time.monotonic() - started_at, path.read_text()
        # A moment for one that was just told to stop and has not written it down yet.
        if (waited > 1 and found != "stopping") or waited > PREDECESSOR_LEAVES_WITHIN_S:
            where = found if found.startswith("http") else "and not answering yet"
            raise CannotStart(
                f"Earshot already runs on the data in {home()} ({where}):"
                " stop it first, or choose another EARSHOT_HOME and PORT."
            )
        time.sleep(0.1)
