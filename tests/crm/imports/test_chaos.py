"""A worker killed again and again in the middle of an import. No row is lost, none is written twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as project
from django.db import connections

from contacts.models import Contact, ContactMethod
from crm.access.tenancy import tenant
from crm.imports import services
from crm.imports.models import ImportBatch, ImportRow
from crm.queue.models import Job
from tests.crm.imports.bringing import ready

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True, databases="__all__")]

ROWS, BAD, KILLS, CHUNK = 6_000, 180, 6, 200
LEASE_S = 0.6


@pytest.fixture
def worker(settings):
    """worker() starts a process that does jobs; the one before it is killed, if it still lives."""
    running: list[subprocess.Popen] = []

    def replace() -> subprocess.Popen:
        for process in running:
            process.kill()
            process.wait()
        environment = os.environ | {
            "QUEUE_LEASE_S": str(LEASE_S),
            "IMPORT_CHUNK_ROWS": str(CHUNK),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        }
        running[:] = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.crm.imports.drain_jobs",
                    connections["default"].settings_dict["NAME"],
                ],
                cwd=project.BASE_DIR,
                env=environment,
                stderr=subprocess.DEVNULL,
            )
        ]
        return running[0]

    yield replace
    for process in running:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_a_killed_import_ends_with_one_outcome_for_every_row(cast, worker):
    lines = (
        f"Person {n},Family{n},{'9' if n < BAD else f'919-555-{n:04}' if n < 9999 else ''}"
        for n in range(ROWS)
    )
    batch = ready(cast.staff, "First name,Last name,Phone\n" + "\n".join(lines))
    with tenant(cast.north.id):
        services.start(by=cast.staff, batch=batch, mapping_hash=batch.mapping_hash)
        # Each attempt that dies counts; that a poisonous job gives up after three is the queue's own story.
        Job.objects.update(max_attempts=100)

    killed_at = []
    worker()
    for _kill in range(KILLS):
        before = written(cast.north)
        until(lambda before=before: written(cast.north) > before, seconds=60)
        time.sleep(random.random() / 5)
        killed_at.append(written(cast.north))
        worker()
    until(lambda: state(cast.north) == "done", seconds=120)

    with tenant(cast.north.id):
        there = ImportRow.objects.filter(part=0)
        assert len(set(there.values_list("line", flat=True))) == there.count() == ROWS
        assert ImportBatch.objects.get().counts == {"created": ROWS - BAD, "error": BAD}
        assert Contact.objects.count() == ContactMethod.objects.count() == ROWS - BAD
    assert killed_at[0] < ROWS


def written(organization) -> int:
    with tenant(organization.id):
        return ImportRow.objects.count()


def state(organization) -> str:
    with tenant(organization.id):
        return ImportBatch.objects.get().state


def until(what, *, seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < give_up_at, f"nothing after {seconds} s"
        time.sleep(0.05)
