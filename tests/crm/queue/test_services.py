from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.queue import doorbell
from crm.queue.models import Job
from crm.queue.running import drain
from crm.queue.services import Ask, NotEnded, TooLate, cancel, enqueue, enqueue_many, forget_finished, retry
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def idle(kind):
    return kind("test.idle", lambda run: None)


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr(doorbell, "ring", heard.append)
    return heard


def jobs(organization) -> int:
    with tenant(organization.id):
        return Job.objects.count()


def test_asking_twice_with_one_key_is_one_job(idle, ask, rings):
    north, south = make.organization(), make.organization("South")

    first, second = ask(north, idle, key="7"), ask(north, idle, key="7")
    other = ask(south, idle, key="7")

    assert first.pk == second.pk != other.pk
    assert len(rings) == 2


def test_many_are_asked_for_with_one_ring_and_those_that_are_there_stay(idle, ask, rings):
    north = make.organization()
    ask(north, idle, key="1", payload={"first": True})
    rings.clear()

    with tenant(north.id):
        enqueue_many(idle, [Ask(key=str(n)) for n in range(3)], by=make.system(north))

    with tenant(north.id):
        found = dict(Job.objects.values_list("key", "payload"))
    assert found == {"0": {}, "1": {"first": True}, "2": {}}
    assert len(rings) == 1


def test_a_rollback_leaves_no_job_and_rings_nothing(idle, rings):
    north = make.organization()
    with pytest.raises(OSError), tenant(north.id):
        enqueue(idle, by=make.system(north))
        raise OSError

    assert jobs(north) == 0
    assert rings == []


def test_the_bell_rings_after_the_commit_and_not_for_later_work(idle, rings):
    north = make.organization()
    with tenant(north.id):
        enqueue(idle, by=make.system(north), urgency=Job.Urgency.BULK)
        enqueue(idle, by=make.system(north), due_at=timezone.now() + timedelta(hours=1))
        assert rings == []

    assert rings == [Job.Urgency.BULK]


def test_a_request_succeeds_without_a_broker_and_the_job_is_done_later(idle, ask, look):
    job = ask(make.organization(), idle)

    assert doorbell.broker_answers() is False
    assert drain() == 1
    assert look(job).state == "done"


def test_an_unknown_kind_is_refused_at_once(ask):
    with pytest.raises(LookupError):
        ask(make.organization(), "test.nobody_knows")


def test_who_may_stop_and_retry(idle, ask, cast, look):
    own, others = ask(cast.north, idle, by=cast.staff), ask(cast.north, idle)

    with tenant(cast.north.id):
        with pytest.raises(NotAllowed):
            cancel(others, by=cast.staff)
        cancel(own, by=cast.staff)
        cancel(others, by=cast.lead)
        retry(others, by=cast.lead)

    assert (look(own).state, look(others).state) == ("cancelled", "ready")
    with tenant(cast.north.id):
        assert AuditEvent.objects.filter(verb__startswith="queue.").count() == 3


def test_what_has_ended_cannot_be_stopped_and_what_goes_on_not_retried(idle, ask, cast):
    job = ask(cast.north, idle)
    with tenant(cast.north.id), pytest.raises(NotEnded):
        retry(job, by=cast.lead)
    drain()

    with tenant(cast.north.id), pytest.raises(TooLate):
        cancel(job, by=cast.lead)


def test_a_dead_job_starts_anew_with_three_tries(kind, ask, cast, look, hurry):
    broken = []

    def mended_later(run):
        if not broken:
            raise OSError

    kind("test.mended", mended_later)
    job = ask(cast.north, "test.mended")
    for _ in range(3):
        hurry(job)
        drain()
    assert look(job).state == "dead"

    broken.append("mended")
    with tenant(cast.north.id):
        retry(job, by=cast.lead)
    drain()
    assert (look(job).state, look(job).last_error) == ("done", "")


def test_nobody_stops_a_job_of_another_organization(idle, ask, cast, look):
    job = ask(cast.north, idle)
    with tenant(cast.south.id), pytest.raises(TooLate):
        cancel(job, by=cast.outsider)

    assert look(job).state == "ready"


def test_old_jobs_are_forgotten_and_failed_ones_kept(idle, ask, cast, look):
    old, dead = ask(cast.north, idle), ask(cast.north, idle)
    with tenant(cast.north.id):
        long_ago = timezone.now() - timedelta(days=100)
        Job.objects.filter(pk=old.pk).update(state="done", finished_at=long_ago)
        Job.objects.filter(pk=dead.pk).update(state="dead", finished_at=long_ago)

        assert forget_finished(before=timezone.now(), by=make.system(cast.north)) == 1
    assert look(dead).state == "dead"


def test_members_who_may_not_see_jobs_see_their_own(idle, ask, cast):
    own = ask(cast.north, idle, by=cast.organizer)
    ask(cast.north, idle)

    with tenant(cast.north.id), transaction.atomic():
        assert list(Job.objects.visible_to(cast.organizer)) == [own]
        assert Job.objects.visible_to(cast.staff).count() == 2
        assert Job.objects.visible_to(cast.outsider).count() == 0
