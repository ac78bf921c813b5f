"""Each of these takes one safety away and sees a test fail: what no test would miss is not held by any."""

import inspect

import pytest
from django.db import connections, transaction

from crm.queue import leases
from crm.queue.models import Job
from tests.crm.queue import test_running, test_services

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def fails(test, request, **given) -> bool:
    """Whether the test fails, given the fixtures that it asks for."""
    asked = inspect.signature(test).parameters.keys() - given.keys()
    arguments = given | {name: request.getfixturevalue(name) for name in asked}
    try:
        test(**arguments)
    except Exception:
        return True
    return False


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr(test_services.doorbell, "ring", heard.append)
    return heard


@pytest.fixture
def idle(kind):
    return kind("test.idle", lambda run: None)


@pytest.mark.parametrize(
    ("test", "given"),
    [
        (test_running.test_a_worker_that_was_outrun_leaves_nothing, {"single": False}),
        (test_services.test_asking_twice_with_one_key_is_one_job, {}),
        (test_services.test_a_rollback_leaves_no_job_and_rings_nothing, {}),
    ],
)
def test_unharmed_each_of_them_passes(test, given, request, rings, idle):
    """Else they would fail below for any reason."""
    assert not fails(test, request, **given)


def test_without_the_fence_a_test_fails(request, monkeypatch):
    def unfenced(lease):
        return Job.objects.filter(
            organization_id=lease.organization_id, pk=lease.job_id, state=Job.State.RUNNING
        )

    monkeypatch.setattr(leases, "_held", unfenced)

    assert fails(test_running.test_a_worker_that_was_outrun_leaves_nothing, request, single=False)


def test_without_the_unique_key_a_test_fails(request, login):
    owner = login("owner")
    owner.execute("alter table queue_job drop constraint queue_job_once")
    try:
        assert fails(test_services.test_asking_twice_with_one_key_is_one_job, request)
    finally:
        connections["default"].close()
        owner.execute("delete from queue_job")
        owner.execute(
            "alter table queue_job add constraint queue_job_once unique (organization_id, kind, key)"
        )


def test_ringing_before_the_commit_makes_a_test_fail(request, monkeypatch, rings, idle):
    monkeypatch.setattr(transaction, "on_commit", lambda deed, **_options: deed())

    assert fails(test_services.test_a_rollback_leaves_no_job_and_rings_nothing, request)
