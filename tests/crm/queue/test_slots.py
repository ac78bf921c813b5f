import fcntl

import pytest

from crm.queue import slots
from crm.queue.models import Job
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(slots, "processes", 2)
    (tmp_path / "queue").mkdir()
    return tmp_path


def test_while_another_process_does_bulk_work_this_one_stays_free_for_the_rest(kind, ask, look, home):
    kind("test.idle", lambda run: None)
    north = make.organization()
    bulk, soon = ask(north, "test.idle", urgency=Job.Urgency.BULK), ask(north, "test.idle")

    with (home / "queue" / "bulk-0.lock").open("w") as taken:
        fcntl.flock(taken, fcntl.LOCK_EX)
        slots.drain_within_slots(Job.Urgency.BULK)
        assert (look(bulk).state, look(soon).state) == ("ready", "done")

    slots.drain_within_slots(Job.Urgency.BULK)
    assert look(bulk).state == "done"


def test_a_worker_of_three_processes_does_bulk_work_in_two(monkeypatch):
    monkeypatch.setattr(slots, "processes", 3)

    with slots.bulk_slot() as first, slots.bulk_slot() as second, slots.bulk_slot() as third:
        assert (first, second, third) == (True, True, False)


def test_a_worker_of_one_process_does_everything(monkeypatch):
    monkeypatch.setattr(slots, "processes", 1)

    with slots.bulk_slot() as free:
        assert free
