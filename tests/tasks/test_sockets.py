"""What this room tells the others: a person's past, what is found, and figures."""

import datetime

import pytest
from django.utils import timezone

from crm.access.tenancy import tenant
from crm.metrics.figures import Period, metric
from crm.search.finders import everything
from crm.timeline.entries import timeline
from tasks.models import Task
from tasks.services import finish_task
from tests import make

DAY = datetime.timedelta(days=1)


@pytest.fixture
def week():
    today = timezone.localdate()
    return Period(today - 3 * DAY, today + DAY)


def test_a_step_that_was_done_stands_on_the_persons_past_with_its_outcome(cast):
    ana = make.contact(cast.north, "Ana", "Reyes")
    task = make.task(cast.north, cast.organizer, title="Ask her to host", contact=ana)
    make.task(cast.north, cast.organizer, title="Still open", contact=ana)

    with tenant(cast.north.id):
        finish_task(by=cast.organizer, task=task, outcome="She will, on Friday")
        entries = {
            actor.role.key: [(str(entry.title), entry.text) for entry in timeline(actor, ana.pk)]
            for actor in (cast.organizer, cast.volunteer)
        }

    assert ("Done: Ask her to host", "She will, on Friday") in entries["organizer"]
    assert not [title for title, _text in entries["organizer"] if "Still open" in title]
    assert entries["volunteer"] == []


def test_search_finds_open_steps_of_ones_own_by_their_words(cast):
    make.task(cast.north, cast.organizer, title="Bring the flyer in Spanish")
    make.task(cast.north, cast.lead, title="Bring the flyer in Creole")

    with tenant(cast.north.id):
        found = {
            actor.role.key: [
                hit.title
                for group in everything(actor, "flyer bring")
                if group.name == "tasks"
                for hit in group.hits
            ]
            for actor in (cast.organizer, cast.lead)
        }

    assert found["organizer"] == ["Bring the flyer in Spanish"]
    assert found["partner_lead"] == ["Bring the flyer in Creole", "Bring the flyer in Spanish"]


def test_figures_count_open_late_and_prompt_steps(cast, week):
    late = timezone.localdate() - DAY
    make.task(cast.north, cast.organizer, due_on=late)
    done = make.task(cast.north, cast.organizer)
    slow = make.task(cast.north, cast.organizer)
    make.task(cast.south)

    with tenant(cast.north.id):
        for task in (done, slow):
            finish_task(by=cast.organizer, task=task)
        Task.objects.filter(pk=slow.pk).update(created_at=timezone.now() - 2.5 * DAY)
        counts = {
            name: metric(f"tasks.{name}").count(cast.north.id, week) for name in ("open", "overdue", "prompt")
        }

    assert counts == {"open": {"open": 1}, "overdue": {"overdue": 1}, "prompt": {"prompt": 1, "made": 3}}
