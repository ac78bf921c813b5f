import pytest

from contacts.models import Tag
from crm.access.tenancy import tenant
from crm.queue import dispatching
from crm.queue.running import drain, perform
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def tags(organization) -> list[str]:
    with tenant(organization.id):
        return sorted(Tag.objects.values_list("name", flat=True))


def write_tag(run, name="written"):
    Tag.objects.create(organization_id=run.organization_id, name=name)


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


def test_a_single_job_commits_effect_and_finish_together(kind, ask, look):
    north = make.organization()
    kind("test.single", write_tag, single=True)
    job = ask(north, "test.single")
    drain()

    assert look(job).state == "done"
    assert tags(north) == ["written"]


def test_a_worker_that_was_outrun_leaves_nothing(kind, ask, look, silence):
    north = make.organization()
    rivals = []

    def slow(run):
        with run.step(done=1):
            write_tag(run, f"attempt {len(rivals)}")
            if not rivals:
                silence(job)
                rivals.append(dispatching.claim(9))

    kind("test.slow", slow)
    job = ask(north, "test.slow")
    drain()
    perform(rivals[0])

    assert tags(north) == ["attempt 1"]
    assert (look(job).state, look(job).fence) == ("done", 2)
