"""The kinds of jobs. Each app's `jobs.py` registers its own; handlers call services, they hold no rules themselves.

@job("imports.apply", noun=_("rows"))
def apply(run: Run, *, batch_id: str) -> None: ...
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.queue import leases
from crm.queue.leases import Cancelled, Outrun
from crm.queue.models import Job

__all__ = ["Cancelled", "Kind", "Links", "Outrun", "Run", "Step", "job", "kind", "kinds", "restore"]


@dataclass(frozen=True)
class Kind:
    name: str
    handler: Callable[..., None]
    single: bool  # the whole handler is one fenced transaction that also finishes the job
    at_most: timedelta  # after this the heartbeat stops, and another worker may take over
    noun: str | Promise  # what is counted: rows, messages
    label: str | Promise  # for jobs that carry none of their own
    links: (
        Callable[..., "Links"] | None
    )  # where the rows of such a job are seen; gets the payload as keywords


@dataclass(frozen=True)
class Links:
    """Addresses of the room's own pages about one job: what came of it, its rows that failed, its undo."""

    result: str = ""
    result_label: str | Promise = ""
    errors: str = ""
    undo: str = ""


_kinds: dict[str, Kind] = {}


def job(
    name: str,
    *,
    single: bool = False,
    at_most: timedelta = timedelta(hours=1),
    noun: str | Promise = "",
    label: str | Promise = "",
    links: Callable[..., "Links"] | None = None,
) -> Callable:
    """Register the handler of a kind, `app.verb`. It gets a Run and the payload as keywords."""

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        _kinds[name] = Kind(name, handler, single, at_most, noun, label, links)
        return handler

    return register


def kind(name: str) -> Kind:
    """Raises LookupError for a kind that no jobs.py registers."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"no jobs.py registers {name!r}") from None


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def restore(kinds: dict[str, Kind]) -> None:
    """Put back what kinds() gave: for tests that register kinds of their own."""
    _kinds.clear()
    _kinds.update(kinds)


@dataclass
class Step:
    """Progress to be saved with a step's effects: totals so far, not what this step added. None leaves it as it was."""

    done: int | None
    total: int | None
    errors: int | None


class Run:
    """One attempt at a job. `done` is where the last committed step of any attempt left off: resume there."""

    def __init__(
        self,
        lease: leases.Lease,
        row: Job,
        *,
        inside: bool = False,
        between: Callable[[], object] = lambda: None,
    ):
        self.lease = lease
        self.job_id: UUID = row.pk
        self.organization_id: UUID = row.organization_id
        self.created_by_id: UUID | None = row.created_by_id
        self.payload: dict[str, Any] = row.payload
        self.done, self.total, self.errors = row.done, row.total, row.error_count
        self.actor = System(organization_id=row.organization_id, reason=row.kind, id=row.pk)
        self._inside = inside  # a transaction of the job: all of a single job, or a step
        self._between = between  # what may be done after a step has committed

    @contextmanager
    def step(
        self, *, done: int | None = None, total: int | None = None, errors: int | None = None
    ) -> Iterator[Step]:
        """A transaction whose effects and progress commit together, or not at all.

        The yielded Step may be changed inside. Raises Cancelled before the block when somebody asked to stop, Outrun
        when another worker has claimed the job since.
        """
        if self._inside:
            raise RuntimeError("a step inside a transaction of this job would not commit by itself")
        self._inside = True
        step = Step(done, total, errors)
        try:
            with tenant(self.organization_id):
                leases.check(self.lease)
                yield step
                leases.advance(self.lease, done=step.done, total=step.total, errors=step.errors)
        finally:
            self._inside = False
        self.done = self.done if step.done is None else step.done
        self.total = self.total if step.total is None else step.total
        self.errors = self.errors if step.errors is None else step.errors
        self._between()
