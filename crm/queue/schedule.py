"""Work that comes round by the clock: one job for each organization and period, whoever's tick sees it first.

The table is in `crm.celery`: Periodic("audit.seal", every=timedelta(minutes=10))
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import UUID, uuid5

from django.conf import settings

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
    urgency: int = Job.Urgency.BULK
    once: bool = False  # for the first organization alone: what belongs to none of them, such as sessions

    def period(self, now: datetime) -> str:
        """Names the period that `now` lies in."""
        return self.start(now).isoformat()

    def start(self, now: datetime) -> datetime:
        """When the period that `now` lies in began. Periods are counted from 1970-01-01T00:00Z."""
        seconds = self.every.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def table() -> tuple[Periodic, ...]:
    """All that comes round by the clock, for every room: the one table in `crm.celery`."""
    return import_module(settings.QUEUE_SCHEDULE).SCHEDULE


def periodic_kinds() -> list[str]:
    return sorted({one.kind for one in table()})


def plant(now: datetime) -> int:
    """Make the jobs of the current periods that are not there yet. Returns how many.

    Their ids follow from organization, kind and period, so the dispatcher sees what is missing without reading keys.
    """
    organizations = dispatching.organizations()
    wanted = {
        uuid5(NAMESPACE, f"{organization} {one.kind} {one.period(now)}"): (organization, one)
        for one in table()
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
