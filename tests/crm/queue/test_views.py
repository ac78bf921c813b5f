import json
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from crm.access.tenancy import tenant
from crm.queue import dispatching
from crm.queue.models import Job, Tick
from crm.queue.running import drain
from crm.queue.ticking import tick
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
committed = pytest.mark.django_db(transaction=True, databases="__all__")  # for what the dispatcher is to see


@pytest.fixture
def idle(kind):
    return kind("test.idle", lambda run: None, label="Idle about")


def begin(job):
    with tenant(job.organization_id):
        Job.objects.filter(pk=job.pk).update(state="running", started_at=timezone.now(), fence=1, attempts=1)


def fail(job):
    with tenant(job.organization_id):
        Job.objects.filter(pk=job.pk).update(
            state="dead", finished_at=timezone.now(), last_error=dispatching.LOST
        )


def test_the_desk_shows_what_runs_waits_failed_and_is_done(client, cast, idle, ask):
    running = ask(cast.north, idle, label="Import of voters.csv", total=500)
    begin(running)
    ask(cast.north, idle)
    failed = ask(cast.north, idle)
    fail(failed)
    make.login(client, cast.lead)

    page = client.get(reverse("queue:desk"))
    assert "1 job failed" in page.text
    assert "Import of voters.csv" in page.text
    assert reverse("queue:cancel", args=[running.pk]) in page.text
    assert reverse("queue:retry", args=[failed.pk]) in page.text
    assert "The worker stopped each time" in page.text
    assert "Idle about" in client.get(reverse("queue:desk") + "?state=waiting").text


def test_what_the_desk_asks_for_again_and_again_counts_what_waits(client, cast, idle, ask):
    ask(cast.north, idle)
    fail(ask(cast.north, idle))
    make.login(client, cast.lead)

    assert "1 job waits for its turn" in client.get(reverse("queue:running")).text


def test_the_desk_speaks_spanish(client, cast, idle, ask):
    fail(ask(cast.north, idle))
    make.login(client, cast.lead)

    client.cookies["django_language"] = "es"
    page = client.get(reverse("queue:desk"))
    assert "1 trabajo falló" in page.text
    assert "El proceso se detuvo cada vez" in page.text


def test_an_empty_desk_says_what_would_be_here(client, cast):
    make.login(client, cast.staff)

    page = client.get(reverse("queue:desk"))
    assert "All background work is done" in page.text
    assert "Import a spreadsheet" in page.text


@committed
def test_housekeeping_shows_only_when_it_failed(client, cast):
    tick()
    drain()
    make.login(client, cast.lead)
    assert "Seal the history" not in client.get(reverse("queue:desk") + "?state=done").text

    with tenant(cast.north.id):
        fail(Job.objects.get(kind="audit.seal"))
    assert "Seal the history" in client.get(reverse("queue:desk")).text


def test_stop_and_retry_from_the_desk(client, cast, idle, ask, look):
    job = ask(cast.north, idle)
    make.login(client, cast.lead)

    assert client.post(reverse("queue:cancel", args=[job.pk])).status_code == 302
    assert look(job).state == "cancelled"
    assert client.post(reverse("queue:retry", args=[job.pk])).status_code == 302
    assert look(job).state == "ready"


def test_staff_see_jobs_but_do_not_stop_them(client, cast, idle, ask, look):
    job = ask(cast.north, idle)
    make.login(client, cast.staff)

    assert client.get(reverse("queue:detail", args=[job.pk])).status_code == 200
    assert client.post(reverse("queue:cancel", args=[job.pk])).status_code == 403
    assert look(job).state == "ready"


@pytest.mark.parametrize(
    ("name", "method"), [("detail", "get"), ("panel", "get"), ("cancel", "post"), ("retry", "post")]
)
def test_another_organization_finds_no_such_job(name, method, client, cast, idle, ask):
    job = ask(cast.north, idle)
    make.login(client, cast.outsider)

    assert getattr(client, method)(reverse(f"queue:{name}", args=[job.pk])).status_code == 404


def test_the_panel_is_for_whoever_started_the_job_too(client, cast, idle, ask):
    own, others = ask(cast.north, idle, by=cast.organizer), ask(cast.north, idle)
    make.login(client, cast.organizer)

    assert client.get(reverse("queue:panel", args=[own.pk])).status_code == 200
    assert client.get(reverse("queue:panel", args=[others.pk])).status_code == 404
    assert client.get(reverse("queue:desk")).status_code == 403


@committed
def test_healthz_answers_strangers_in_numbers(client, cast, idle, ask):
    fail(ask(cast.north, idle))
    ask(cast.north, idle)
    tick()

    answer = client.get("/healthz")
    report = json.loads(answer.content)
    assert answer.status_code == 200
    assert (report["database"], report["broker"], report["dead"]) == (True, False, 1)
    assert report["oldest_waiting_s"] >= 0
    assert report["last_tick_s"] >= 0
    assert report["ok"] is False


@committed
def test_healthz_does_not_blame_the_worker_for_bulk_work_behind_bulk_work(client, cast, idle, ask):
    def wait(job):
        with tenant(job.organization_id), connections["default"].cursor() as cursor:
            cursor.execute(
                "update queue_job set due_at = due_at - interval '10 minutes' where id = %s", [job.pk]
            )

    ask(cast.north, idle, urgency=Job.Urgency.BULK)
    dispatching.claim(9)
    wait(ask(cast.north, idle, urgency=Job.Urgency.BULK))
    assert client.get("/healthz").json()["oldest_waiting_s"] == 0

    wait(ask(cast.north, idle))
    assert client.get("/healthz").json()["oldest_waiting_s"] >= 600


@committed
def test_healthz_is_503_without_the_database(client, monkeypatch):
    monkeypatch.setitem(connections["dispatcher"].settings_dict, "HOST", "/nowhere")
    connections["dispatcher"].close()

    answer = client.get("/healthz")
    connections["dispatcher"].close()
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@committed
def test_healthz_knows_of_no_tick_before_the_first(client):
    assert not Tick.objects.exists()
    assert client.get("/healthz").json()["last_tick_s"] is None


def test_a_finished_import_leads_to_its_rows_and_the_schedule_is_on_a_page(client, cast):
    make.login(client, cast.admin)
    batch = make.import_batch(cast.north)
    done = make.job(
        cast.north, kind="imports.apply", payload={"batch_id": str(batch.pk)}, state="done", error_count=2
    )

    page = client.get(reverse("queue:detail", args=[done.pk])).content.decode()
    schedule = client.get(reverse("queue:schedule")).content.decode()

    assert reverse("imports:detail", args=[batch.pk]) in page
    assert f"{reverse('imports:rows', args=[batch.pk])}?outcome=error" in page
    assert "Seal the history" in schedule


def test_the_desk_tells_of_messages_that_wait_for_a_word(client, cast):
    make.message(cast.north, state="uncertain")
    make.login(client, cast.lead)

    assert "1 uncertain" in client.get(reverse("queue:desk")).content.decode()


def test_what_ended_last_stands_first_and_what_begins_next_stands_first(client, cast, idle, ask):
    now = timezone.now()
    long, short, later, sooner = (
        ask(cast.north, idle, label=f"{n} job") for n in ("Long", "Short", "Later", "Sooner")
    )
    with tenant(cast.north.id):
        Job.objects.filter(pk=long.pk).update(state="done", finished_at=now)
        Job.objects.filter(pk=short.pk).update(state="done", finished_at=now - timedelta(hours=1))
        Job.objects.filter(pk=later.pk).update(due_at=now + timedelta(hours=2))
        Job.objects.filter(pk=sooner.pk).update(due_at=now + timedelta(hours=1))
    make.login(client, cast.lead)

    done = client.get(reverse("queue:desk") + "?state=done").text
    waiting = client.get(reverse("queue:desk") + "?state=waiting").text

    assert done.index("Long job") < done.index("Short job")
    assert waiting.index("Sooner job") < waiting.index("Later job")
