"""Work that comes round by the clock: one job for each organization and period, whoever's tick sees it first.

periodic("audit.seal", every=timedelta(minutes=10))
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.queue import dispatching
from crm.queue.models import Job
from crm.queue.services import enqueue

NAMESPACE = UUID("6f4b8a52-0d5c-4e0e-9a53-3c1d7e3f9b21")


@dataclass(frozen=True)
class Periodic:
    kind: str
    every: timedelta
    urgency: int
    once: bool

    def period(self, now: datetime) -> str:
        """Names the period that `now` lies in."""
        start = now.timestamp() // self.every.total_seconds() * self.every.total_seconds()
        return datetime.fromtimestamp(start, UTC).isoformat()


_periodics: dict[str, Periodic] = {}


def periodic(kind: str, *, every: timedelta, urgency: int = Job.Urgency.BULK, once: bool = False) -> None:
    """Run this kind, without payload, in each period: for every organization, or with `once` for the first of them
    (what belongs to no organization, such as sessions)."""
    _periodics[kind] = Periodic(kind, every, urgency, once)


def periodic_kinds() -> list[str]:
    return sorted(_periodics)


def plant(now: datetime) -> int:
    """Make the jobs of the current periods that are not there yet. Returns how many.

    Their ids follow from organization, kind and period, so the dispatcher sees what is missing without reading keys.
    """
    organizations = dispatching.organizations()
    wanted = {
        uuid5(NAMESPACE, f"{organization} {one.kind} {one.period(now)}"): (organization, one)
        for one in _periodics.values()
        for organization in (organizations[:1] if one.once else organizations)
    }
    missing = wanted.keys() - dispatching.existing(list(wanted))
    for organization in organizations:
        ids = [id for id in missing if wanted[id][0] == organization]
        if ids:
            with tenant(organization):
                for id in ids:
                    _plant(id, organization, wanted[id][1], now)
    return len(missing)


def _plant(id: UUID, organization: UUID, one: Periodic, now: datetime) -> None:
    enqueue(
        one.kind,
        by=System(organization_id=organization, reason="schedule"),
        id=id,
        key=one.period(now),
        urgency=one.urgency,
    )
