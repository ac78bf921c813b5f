"""Doing claimed jobs, one after another."""

import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone, translation
from django.utils.functional import Promise

from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.queue import dispatching, leases, registry
from crm.queue.heartbeat import beating
from crm.queue.leases import Cancelled, Lease, Outrun
from crm.queue.models import Job
from crm.queue.registry import Run

logger = logging.getLogger(__name__)


URGENT_EVERY_S, URGENT_FOR_S = 0.5, 5.0


def drain(least: int = Job.Urgency.BULK, *, seconds: float | None = None) -> int:
    """Do due jobs of this urgency or a higher one until none is left or the time is over. Returns their number."""
    started_at, count = time.monotonic(), 0
    while seconds is None or time.monotonic() - started_at < seconds:
        close_old_connections()
        lease = dispatching.claim(least)
        if lease is None:
            break
        perform(lease)
        count += 1
    return count


def perform(lease: Lease) -> None:
    """One attempt. Whatever the handler does, this returns; what it raised is in the log and on the job."""
    started_at = time.monotonic()
    try:
        with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
            _attempt(lease)
        logger.info("job %s is done after %.2f s", lease.job_id, time.monotonic() - started_at)
    except Outrun:
        logger.warning("job %s was taken over by another worker; this attempt left nothing", lease.job_id)
    except Cancelled:
        logger.info("job %s was stopped", lease.job_id)
        _settle(lease, lambda: leases.stop(lease))
    except Exception as error:
        logger.exception("job %s failed", lease.job_id)
        sentence = describe(error)
        _settle(lease, lambda: leases.fail(lease, sentence))


def describe(error: Exception) -> str:
    """The class, where it was raised, and a sentence only if it is one of ours word for word: a message with values in
    it may name a person."""
    if isinstance(error, DomainError):
        constant = error.sentence if isinstance(error.sentence, Promise) else type(error).sentence
        with translation.override("en"):
            return str(constant)
    name, place = type(error).__name__, _place(error)
    return f"{name} ({place})" if place else name


def _place(error: Exception) -> str:
    """The innermost line of our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f
        for f in frames
        if Path(f.filename).is_relative_to(settings.BASE_DIR) and "site-packages" not in f.filename
    ]
    if not ours:
        return ""
    return f"{Path(ours[-1].filename).relative_to(settings.BASE_DIR)}:{ours[-1].lineno}"


def _attempt(lease: Lease) -> None:
    with tenant(lease.organization_id):
        row = leases.read(lease)
        kind = registry.kind(row.kind)
        # Today is the organization's day (decision 63): in American evenings UTC has the next one.
        timezone.activate(leases.zone(lease) or "UTC")
        if kind.single:
            # One commit for all of it; what must not be done by halves has no progress to show meanwhile.
            with beating(lease, kind.at_most):
                kind.handler(Run(lease, row, inside=True), **row.payload)
            leases.finish_whole(lease)
            return
        leases.begin(lease)
    with beating(lease, kind.at_most):
        kind.handler(Run(lease, row, between=_polite(row)), **row.payload)
    with tenant(lease.organization_id):
        leases.finish(lease)


def _polite(row: Job) -> Callable[[], object]:
    """Longer work lets urgent jobs pass between its steps: a reminder never waits for an import, not even where one
    process does everything."""
    if row.urgency == Job.Urgency.NOW:
        return lambda: None
    looked_at = time.monotonic()

    def let_pass() -> None:
        nonlocal looked_at
        if time.monotonic() - looked_at < URGENT_EVERY_S:
            return
        started_at = time.monotonic()
        while time.monotonic() - started_at < URGENT_FOR_S and (lease := dispatching.claim(Job.Urgency.NOW)):
            perform(lease)
        looked_at = time.monotonic()

    return let_pass


def _settle(lease: Lease, deed: Callable[[], object]) -> None:
    try:
        with tenant(lease.organization_id):
            deed()
    except Outrun:
        logger.warning("job %s was taken over by another worker meanwhile", lease.job_id)
    except DatabaseError:
        logger.exception("job %s: its end could not be written; its lease runs out by itself", lease.job_id)
