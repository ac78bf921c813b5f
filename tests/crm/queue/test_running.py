from datetime import timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Tag
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.queue import dispatching, heartbeat, leases, running
from crm.queue.models import Heartbeat
from crm.queue.running import describe, drain, perform
from crm.queue.services import cancel, enqueue, retry
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def tags(organization) -> list[str]:
    with tenant(organization.id):
        return sorted(Tag.objects.values_list("name", flat=True))


def write_tag(run, name="written"):
    Tag.objects.create(organization_id=run.organization_id, name=name)


def fall(run):
    raise ValueError("Ana Reyes, 919 555 0100")


def test_a_job_in_steps_saves_progress_with_its_effects(kind, ask, look):
    north = make.organization()

    def two_steps(run, *, prefix):
        for n in (1, 2):
            with run.step(done=n, total=2, errors=n - 1):
                write_tag(run, f"{prefix}{n}")

    kind("test.steps", two_steps)
    job = ask(north, "test.steps", payload={"prefix": "row"})
    assert drain() == 1

    job = look(job)
    assert (job.state, job.done, job.total, job.error_count) == ("done", 2, 2, 1)
    assert tags(north) == ["row1", "row2"]


@pytest.mark.parametrize("single", [True, False])
def test_today_in_a_job_is_the_day_of_its_organization(kind, ask, single):
    """One of these two has another day than UTC, whatever the hour."""
    seen = []
    kind("test.today", lambda run: seen.append(timezone.localdate()), single=single)
    zones = ["Pacific/Kiritimati", "Pacific/Pago_Pago"]
    for zone in zones:
        ask(make.organization(time_zone=zone), "test.today")

    drain()

    days = [timezone.localdate(timezone=ZoneInfo(zone)) for zone in zones]
    assert sorted(seen) == sorted(days)
    assert days[0] != days[1]
    assert timezone.get_current_timezone_name() == make.ZONE


def test_a_single_job_commits_effect_and_finish_together(kind, ask, look):
    north = make.organization()
    kind("test.single", write_tag, single=True)
    job = ask(north, "test.single")
    drain()

    assert look(job).state == "done"
    assert tags(north) == ["written"]


@pytest.mark.parametrize("single", [True, False])
def test_a_worker_that_was_outrun_leaves_nothing(single, kind, ask, look, silence):
    north = make.organization()
    rivals = []

    def slow(run):
        write_tag(run, f"attempt {len(rivals)}")
        if not rivals:
            silence(job)
            rivals.append(dispatching.claim(9))

    def slow_step(run):
        with run.step(done=1):
            slow(run)

    kind("test.slow", slow if single else slow_step, single=single)
    job = ask(north, "test.slow")
    drain()
    perform(rivals[0])

    assert tags(north) == ["attempt 1"]
    assert (look(job).state, look(job).fence) == ("done", 2)


def test_a_job_that_goes_on_begins_where_the_last_step_left_off(kind, ask, look, hurry):
    north = make.organization()
    begun_at = []

    def stumbles(run):
        begun_at.append(run.done)
        for n in range(run.done + 1, 5):
            if n == 3 and len(begun_at) == 1:
                raise OSError
            with run.step(done=n):
                write_tag(run, str(n))

    kind("test.stumbles", stumbles)
    job = ask(north, "test.stumbles")
    drain()
    hurry(job)
    drain()

    assert begun_at == [0, 2]
    assert tags(north) == ["1", "2", "3", "4"]
    assert (look(job).state, look(job).done_before) == ("done", 2)


def test_a_job_that_always_fails_is_dead_after_three_tries_with_pauses_between(kind, ask, look, hurry):
    kind("test.falls", fall)
    job = ask(make.organization(), "test.falls")
    for n in (1, 2):
        drain()
        assert (look(job).state, look(job).attempts) == ("ready", n)
        assert look(job).due_at > timezone.now()
        assert drain() == 0
        hurry(job)
    drain()

    assert (look(job).state, look(job).attempts) == ("dead", 3)


def test_a_job_that_gets_further_each_time_is_no_poison(kind, ask, look, hurry):
    def one_more_each_time(run):
        with run.step(done=run.done + 1):
            pass
        if run.done < 6:
            raise OSError

    kind("test.inches", one_more_each_time)
    job = ask(make.organization(), "test.inches")
    for _try in range(6):
        hurry(job)
        drain()

    assert (look(job).state, look(job).done) == ("done", 6)


def test_an_error_names_its_class_and_place_and_nobody(kind, ask, look):
    kind("test.falls", fall)
    job = ask(make.organization(), "test.falls")
    drain()

    error = look(job).last_error
    assert error.startswith("ValueError (tests/crm/queue/test_running.py:")
    assert "Ana" not in error


def test_a_refusal_of_ours_is_shown_only_if_nothing_was_filled_in():
    class Refused(DomainError):
        sentence = _("This job has ended already.")

    assert describe(Refused()) == "This job has ended already."
    assert describe(Refused("Ana Reyes is archived")) == "This job has ended already."


def test_a_job_is_stopped_before_its_next_step(kind, ask, look, cast):
    def long(run):
        for n in range(1, 4):
            with run.step(done=n):
                write_tag(run, str(n))
            if n == 1:
                with tenant(run.organization_id):
                    cancel(job, by=cast.lead)

    kind("test.long", long)
    job = ask(cast.north, "test.long")
    drain()

    assert (look(job).state, look(job).done) == ("cancelled", 1)
    assert tags(cast.north) == ["1"]


def test_a_stopped_job_goes_on_when_asked_to(kind, ask, look, cast):
    kind("test.write", write_tag, single=True)
    job = ask(cast.north, "test.write")
    with tenant(cast.north.id):
        cancel(job, by=cast.lead)
    assert drain() == 0

    with tenant(cast.north.id):
        retry(job, by=cast.lead)
    drain()
    assert look(job).state == "done"
    assert tags(cast.north) == ["written"]


def test_a_stop_asked_of_a_job_whose_worker_died_is_obeyed_by_the_next(kind, ask, look, silence, cast):
    kind("test.write", write_tag, single=True)
    job = ask(cast.north, "test.write")
    dispatching.claim(9)
    with tenant(cast.north.id):
        cancel(job, by=cast.lead)
    silence(job)
    drain()

    assert look(job).state == "cancelled"
    assert tags(cast.north) == []


def test_a_long_job_shows_signs_of_life_while_its_transaction_is_open(kind, ask, look, settings):
    north = make.organization()
    settings.QUEUE_LEASE = timedelta(seconds=0.3)
    seen = []

    def long(run):
        while not seen:
            seen.extend(Heartbeat.objects.filter(job_id=run.job_id))

    kind("test.long", long, single=True)
    job = ask(north, "test.long")
    drain()

    assert look(job).state == "done"
    with tenant(north.id):
        assert not Heartbeat.objects.exists()


def test_a_step_inside_a_single_job_is_refused(kind, ask, look):
    def confused(run):
        with run.step(done=1):
            pass

    kind("test.confused", confused, single=True)
    job = ask(make.organization(), "test.confused")
    drain()

    assert look(job).last_error.startswith("RuntimeError")


def test_finishing_twice_is_outrun(kind, ask):
    kind("test.write", write_tag, single=True)
    job = ask(make.organization(), "test.write")
    lease = dispatching.claim(9)
    perform(lease)

    with tenant(job.organization_id), pytest.raises(leases.Outrun):
        leases.finish(lease)


def test_bulk_work_lets_a_reminder_pass_between_its_steps(kind, ask, look, monkeypatch):
    monkeypatch.setattr(running, "URGENT_EVERY_S", 0)
    north, order = make.organization(), []
    kind("test.urgent", lambda run: order.append("reminder"))
    kind("test.soon", lambda run: order.append("export"))

    def long_import(run):
        for n in (1, 2):
            with run.step(done=n):
                order.append(f"chunk {n}")
                if n == 1:
                    for name, urgency in [("test.urgent", 0), ("test.soon", 5)]:
                        enqueue(name, by=run.actor, urgency=urgency)

    kind("test.long", long_import)
    ask(north, "test.long", urgency=9)
    drain()

    assert order == ["chunk 1", "reminder", "chunk 2", "export"]


def test_a_process_that_hangs_in_a_handler_is_ended_after_its_lease(kind, ask, settings, monkeypatch):
    settings.QUEUE_LEASE = timedelta(seconds=0.1)
    ended = Event()
    monkeypatch.setattr(heartbeat, "end_of_a_hanging_process", ended.set)
    kind("test.hang", lambda run: ended.wait(300), at_most=timedelta(seconds=0.1))
    ask(make.organization(), "test.hang")

    drain()

    assert ended.is_set()
