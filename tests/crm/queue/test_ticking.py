from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from crm.access.tenancy import beside, tenant
from crm.audit import services as audit
from crm.audit.models import AuditSeal
from crm.queue import dispatching, doorbell, schedule, wake
from crm.queue.models import Job, Tick
from crm.queue.running import drain
from crm.queue.ticking import tick
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr(doorbell, "ring", heard.append)
    return heard


def of_kind(organization, kind) -> list[Job]:
    with tenant(organization.id):
        return list(Job.objects.filter(kind=kind))


def test_a_tick_rings_for_what_was_asked_while_the_broker_was_away(kind, ask, rings):
    kind("test.idle", lambda run: None)
    ask(make.organization(), "test.idle", urgency=Job.Urgency.NOW)
    rings.clear()

    assert tick() is True
    assert Job.Urgency.NOW in rings
    assert Tick.objects.get().at <= timezone.now()


def test_a_row_that_somebody_froze_with_does_not_stop_the_clock(kind, ask, silence, look, rings):
    kind("test.killer", lambda run: None)
    held, other = (ask(make.organization(name), "test.killer") for name in ("North", "South"))
    for _ in range(3):
        for job in (held, other):
            dispatching.claim(9)
            silence(job)

    with beside(held.organization_id), connections["side"].cursor() as frozen:
        frozen.execute("select from queue_job where id = %s for update", [held.pk])
        assert tick() is True
        assert look(other).state == "dead"

    tick()
    assert look(held).state == "dead"


def test_of_two_ticks_at_once_one_works(rings):
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [dispatching.TICKING])
        assert tick() is False

    assert tick() is True


def test_each_organization_gets_one_job_a_period_however_often_it_ticks(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # no period ends between two ticks
    north, south = make.organization(), make.organization("South")
    for _ in range(3):
        tick()

    assert [len(of_kind(one, "audit.seal")) for one in (north, south)] == [1, 1]
    schedule.plant(timezone.now() + timedelta(minutes=10))
    assert [len(of_kind(one, "audit.seal")) for one in (north, south)] == [2, 2]


def test_what_belongs_to_no_organization_is_done_once():
    both = make.organization(), make.organization("South")
    tick()

    assert sum(len(of_kind(one, "accounts.forget_sessions")) for one in both) == 1


def test_the_housekeeping_does_its_work():
    north = make.organization()
    with tenant(north.id):
        audit.record("test.happened", by=make.system(north))
    tick()
    drain()

    with tenant(north.id):
        assert AuditSeal.objects.exists()
        assert not Job.objects.exclude(state="done").exists()


def test_a_tick_buries_what_kills_its_workers(kind, ask, silence, look):
    kind("test.killer", lambda run: None)
    job = ask(make.organization(), "test.killer")
    for _ in range(3):
        dispatching.claim(9)
        silence(job)
    tick()

    assert look(job).state == "dead"


def test_a_tick_after_the_database_went_away_opens_a_connection_anew(ask, kind, rings):
    """Connections outlive a task of the worker: one that broke meanwhile must not fail each of the following."""
    kind("test.idle", lambda run: None)
    ask(make.organization(), "test.idle", urgency=Job.Urgency.NOW)
    wake.ring()
    connections["dispatcher"].connection.close()  # as after the server's death: ours still believes in it
    rings.clear()

    wake.ring()

    assert rings == [Job.Urgency.NOW]
