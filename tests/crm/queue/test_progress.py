"""What a panel says of a job at work: how fast it goes and when it will be through, or that nothing comes of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from crm.queue.progress import progress_of
from crm.queue.running import drain
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
committed = pytest.mark.django_db(transaction=True, databases="__all__")


def at_work(cast, **fields):
    """A job that began 110 seconds ago and did its last step ten seconds ago."""
    now = timezone.now()
    times = {"started_at": now - timedelta(seconds=110), "progressed_at": now - timedelta(seconds=10)}
    return make.job(
        cast.north,
        **{"kind": "test.rows", "label": "Import", "state": "running", "total": 2_200, **times, **fields},
    )


def words(client, job) -> str:
    body = client.get(reverse("queue:running")).text
    panel = body[body.index(f'id="job-{job.pk}"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", panel[panel.index(">") + 1 : panel.index("</section>")]).split())


def test_a_job_at_work_tells_its_rate_and_its_end_in_words(client, cast):
    # 500 in the 100 seconds up to its last step are 5 a second; 1,700 more take 340 seconds, ten of which are over.
    job = at_work(cast, done=500)
    make.login(client, cast.lead)

    english = words(client, job)
    client.cookies["django_language"] = "es"
    spanish = words(client, job)

    assert "500 of 2,200" in english and "5 a second" in english
    assert re.search(r"about [56] minutes left", english)
    assert "5 por segundo" in spanish and re.search(r"faltan cerca de [56] minutos", spanish)


def test_what_earlier_attempts_did_is_not_counted_as_pace(cast):
    job = at_work(cast, done=1_500, done_before=1_000)

    assert progress_of(job, cast.lead).rate == 5


def test_a_stalled_job_tells_neither_a_rate_nor_an_end(client, cast):
    job = at_work(cast, done=500, progressed_at=timezone.now() - timedelta(minutes=5))
    make.login(client, cast.lead)

    said = words(client, job)

    assert "Nothing new for 5 minutes" in said and "500 of 2,200" in said
    assert "a second" not in said and "left" not in said


@pytest.mark.parametrize(
    ("fields", "rate", "left"),
    [
        ({"done": 0}, None, None),
        ({"done": 500, "total": None}, 5, None),
        ({"done": 500, "total": 400}, 5, None),
        ({"done": 2_200}, 22, 0),
        ({"done": 500, "started_at": timezone.now(), "progressed_at": timezone.now()}, None, None),
    ],
    ids=["nothing done", "no total", "more than there was", "the last step", "too early"],
)
def test_nothing_is_told_that_nobody_can_know(cast, fields, rate, left):
    shown = progress_of(at_work(cast, **fields), cast.lead)

    assert (shown.rate, shown.seconds_left) == (rate, left)


def test_a_stop_that_was_asked_for_is_told_before_the_silence(cast):
    job = at_work(cast, progressed_at=timezone.now() - timedelta(minutes=5), cancel_asked_at=timezone.now())

    with translation.override("en"):
        assert progress_of(job, cast.lead).summary == "It stops after the step it is at."


@committed
def test_each_step_moves_the_moment_up_to_which_the_pace_is_taken(cast, kind, ask, look):
    seen = []

    def count(run):
        for done in (1, 2):
            seen.append(look(job).progressed_at)
            with run.step(done=done, total=2):
                pass

    job = ask(cast.north, kind("test.count", count))
    drain()

    began, after_one = seen
    assert look(job).started_at == began < after_one < look(job).progressed_at
