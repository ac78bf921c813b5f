from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from crm.queue import dispatching, heartbeat
from crm.queue.models import Job
from crm.queue.running import drain
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def idle(kind):
    return kind("test.idle", lambda run: None)


def claims(least=Job.Urgency.BULK) -> list:
    taken = []
    while lease := dispatching.claim(least):
        taken.append(lease)
    return taken


def test_two_dispatchers_never_claim_one_job_twice(idle, ask):
    north, south = make.organization(), make.organization("South")
    for n in range(20):
        ask(north, idle, key=str(n))
        ask(south, idle, key=str(n))

    def greedy(_):
        try:
            return claims()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        taken = [lease.job_id for mine in pool.map(greedy, range(3)) for lease in mine]

    assert len(taken) == 40
    assert len(set(taken)) == 40


def test_a_process_that_freezes_while_it_claims_keeps_no_lock(idle, ask):
    """Whichever message to the server is its last: after each of them another connection could claim."""
    job, could_claim = ask(make.organization(), idle), []

    def look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        with connections["side"].cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [dispatching.CLAIMING])
            could_claim.append(cursor.fetchone()[0])
        return answer

    with connections["dispatcher"].execute_wrapper(look):
        lease = dispatching.claim(Job.Urgency.BULK)

    assert lease.job_id == job.pk
    assert could_claim and all(could_claim)


def test_what_is_urgent_goes_first_whenever_it_was_asked_for(idle, ask):
    north = make.organization()
    bulk = ask(north, idle, urgency=Job.Urgency.BULK)
    soon = ask(north, idle)
    now = ask(north, idle, urgency=Job.Urgency.NOW)

    assert [lease.job_id for lease in claims()] == [now.pk, soon.pk, bulk.pk]


def test_a_worker_for_urgent_work_leaves_bulk_alone(idle, ask):
    ask(make.organization(), idle, urgency=Job.Urgency.BULK)

    assert dispatching.claim(Job.Urgency.SOON) is None
    assert dispatching.claim(Job.Urgency.BULK)


def test_a_flood_of_one_organization_does_not_starve_another(idle, ask):
    north, south = make.organization(), make.organization("South")
    for _ in range(8):
        ask(north, idle)
    for _ in range(2):
        ask(south, idle)

    served = [lease.organization_id for lease in claims()]
    assert served[:4].count(south.id) == 2


def test_a_flood_waits_its_turn_also_when_each_job_ends_before_the_next_is_claimed(kind, ask):
    north, south = make.organization(), make.organization("South")
    served = []
    kind("test.note", lambda run: served.append(run.organization_id))
    for _ in range(6):
        ask(north, "test.note")
    ask(south, "test.note")
    drain()

    assert south.id in served[:2]


def test_a_job_is_not_due_before_its_time(idle, ask):
    ask(make.organization(), idle, due_at=timezone.now() + timedelta(hours=1))

    assert dispatching.claim(9) is None
    assert dispatching.due() == {}


def test_a_silent_job_is_taken_over_and_a_beating_one_is_not(idle, ask, silence):
    job = ask(make.organization(), idle)
    first = dispatching.claim(9)
    assert dispatching.claim(9) is None

    silence(job)
    heartbeat.beat(first)
    assert dispatching.claim(9) is None

    silence(job)
    second = dispatching.claim(9)
    assert (second.job_id, second.fence) == (job.pk, first.fence + 1)


def test_who_lost_two_workers_waits_four_leases_for_the_third(idle, ask, silence, settings):
    job = ask(make.organization(), idle)
    lease = settings.QUEUE_LEASE
    for _ in range(2):
        assert dispatching.claim(9)
        silence(job, lease)

    assert (dispatching.claim(9), dispatching.due()) == (None, {})

    silence(job, 3 * lease)
    assert dispatching.due()
    assert dispatching.claim(9).job_id == job.pk


def test_a_job_that_silences_every_worker_is_dead_after_three(idle, ask, look, silence):
    job = ask(make.organization(), idle)
    for _ in range(3):
        assert dispatching.claim(9)
        silence(job)

    assert dispatching.claim(9) is None
    assert dispatching.bury() == 1
    job = look(job)
    assert (job.state, job.last_error) == ("dead", dispatching.LOST)
    assert job.finished_at


@pytest.mark.parametrize(
    "statement",
    [
        "select payload from queue_job",
        "select label from queue_job",
        "select key from queue_job",
        "select last_error from queue_job",
        "update queue_job set payload = '{}'",
        "delete from queue_job",
        "insert into queue_job (id) values (gen_random_uuid())",
        "select name from organizations_organization",
        "select id from contacts_contact",
    ],
)
def test_the_dispatcher_may_not(statement, login):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("dispatcher").execute(statement)


def test_the_dispatcher_touches_no_job_that_has_ended(idle, ask, look, login):
    job = ask(make.organization(), idle)
    drain()

    assert login("dispatcher").execute("update queue_job set state = 'running'").rowcount == 0
    assert look(job).state == "done"
