"""Jobs for the tests. Real commits and several logins, so most tests here work outside a test transaction."""

from datetime import timedelta

import pytest
from django.db import connections

from crm.access.actors import System
from crm.access.tenancy import beside, tenant
from crm.queue import doorbell, registry
from crm.queue.models import Job
from crm.queue.services import enqueue


@pytest.fixture(autouse=True)
def broker_away(settings):
    """No broker, except where a test puts `broker` back: the address it would have."""
    broker = settings.CELERY_BROKER_URL
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/kv.sock"
    doorbell.listen_again()
    yield broker
    doorbell.listen_again()


@pytest.fixture
def kind():
    """Registers a handler for one test: kind("test.count", handler)."""
    known = registry.kinds()

    def register(name, handler, **options) -> str:
        registry.job(name, **options)(handler)
        return name

    yield register
    registry.restore(known)


@pytest.fixture
def ask():
    """ask(organization, "test.count", key="1") commits a job."""

    def commit(organization, name, **options) -> Job:
        by = options.pop("by", System(organization_id=organization.id, reason="test"))
        with tenant(organization.id):
            return enqueue(name, by=by, **options)

    return commit


@pytest.fixture
def look():
    """look(job) reads the row anew."""

    def read(job: Job) -> Job:
        with tenant(job.organization_id):
            return Job.objects.get(pk=job.pk)

    return read


@pytest.fixture
def silence():
    """silence(job) makes its claim and its heartbeat as old as those of a worker that died, an hour unless told."""

    def age(job: Job, by: timedelta = timedelta(hours=1)) -> None:
        with beside(job.organization_id), connections["side"].cursor() as cursor:
            cursor.execute("update queue_job set claimed_at = claimed_at - %s where id = %s", [by, job.pk])
            cursor.execute("update queue_heartbeat set at = at - %s where job_id = %s", [by, job.pk])

    return age


@pytest.fixture
def hurry():
    """hurry(job) makes the pause before its next try over."""

    def due(job: Job) -> None:
        with tenant(job.organization_id):
            Job.objects.filter(pk=job.pk).update(due_at=job.created_at)

    return due
