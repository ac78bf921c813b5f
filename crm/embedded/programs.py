"""The programs Earshot consists of and the steps before them: the same for one machine and for many."""

import os
import sys
from dataclasses import dataclass

from crm.embedded.places import REPOSITORY, home

CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]


def web() -> Program:
    """Granian serving WSGI on HOST and PORT, with WEB_WORKERS processes of WEB_THREADS threads."""
    return _python(
        "web",
        *("-m", "granian", "--interface", "wsgi", "--no-ws", "--respawn-failed-workers"),
        *("--host", host(), "--port", port()),
        *("--workers", os.environ.get("WEB_WORKERS", "1")),
        *("--blocking-threads", os.environ.get("WEB_THREADS", str(min(2 * CORES, 8)))),
        "crm.wsgi:application",
    )


def worker() -> Program:
    """Celery, with WORKER_PROCESSES processes for WORKER_QUEUES (all queues unless told)."""
    queues = os.environ.get("WORKER_QUEUES")
    return _python(
        "worker",
        *("-m", "celery", "-A", "crm.celery", "worker", "--loglevel", "INFO", "--pool", "prefork"),
        *("--concurrency", os.environ.get("WORKER_PROCESSES", "2")),
        *("--without-mingle", "--without-gossip"),
        *(("--queues", queues) if queues else ()),
    )


def beat() -> Program:
    """The clock. Two of them do no harm: a tick takes a lock in the database."""
    schedule = home() / "beat"
    schedule.mkdir(parents=True, exist_ok=True)
    return _python(
        "beat",
        *("-m", "celery", "-A", "crm.celery", "beat", "--loglevel", "INFO"),
        *("--schedule", str(schedule / "schedule"), "--pidfile", ""),
    )


def manage(*arguments: str) -> Program:
    return _python(arguments[0], str(REPOSITORY / "manage.py"), *arguments)


def host() -> str:
    return os.environ.get("HOST", "127.0.0.1")


def port() -> str:
    return os.environ.get("PORT", "8000")


def address() -> str:
    """What to type into a browser on this machine."""
    shown = "localhost" if host() in ("127.0.0.1", "0.0.0.0", "::1", "::") else host()
    return f"http://{shown}:{port()}/"


def _python(name: str, *arguments: str) -> Program:
    return Program(name, [sys.executable, *arguments])
