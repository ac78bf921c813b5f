"""An organizer calls through a list with one thumb, stops, and goes on where it was left."""

import pytest
from playwright.sync_api import expect

from campaigns.models import Signup
from crm.access.tenancy import tenant
from listening.models import Attempt, Call
from tasks.models import Task
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.watching import Thumb, words_of


@pytest.fixture
def people(cast):
    found = [
        make.contact(cast.north, name, "Reyes", owner_id=cast.organizer.id) for name in ("Ana", "Ben", "Cy")
    ]
    for number, person in enumerate(found):
        make.method(cast.north, person, f"+1919555014{number}")
        make.task(cast.north, cast.organizer, title="Ask about the bus", kind="call", contact=person)
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_list_is_called_through_stopped_and_gone_on_with(cast, people, reader, language):
    say = words_of(language)
    page = reader(cast.organizer, language=language, screen=PHONE)

    page.goto("/listening/calls/")
    page.get_by_role("button", name=say("Call through your next steps")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Reyes")
    expect(page.locator("main")).to_contain_text("Ask about the bus")
    expect(page.locator("a[href='tel:+19195550140']")).to_be_in_viewport(ratio=1)
    for result in ("talked", "not_home", "left_message", "come_back", "wrong_number"):
        expect(page.locator(f"button[name=went][value={result}]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    thumb = Thumb()
    thumb.tap(page.get_by_role("button", name=say("We talked")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben Reyes")
    # Another day: the list waits where it was left, and offers itself on Today.
    page.goto("/")
    page.locator("a[href^='/listening/calls/0']").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben Reyes")
    page.get_by_role("button", name=say("Skip for now")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cy Reyes")
    thumb.tap(page.get_by_role("button", name=say("No answer")))

    expect(page.get_by_role("heading", level=1)).to_contain_text("2")
    page.get_by_role("button", name="1").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben Reyes")
    page.get_by_role("button", name=say("Enough for today")).tap()
    expect(page.locator("dl.facts")).to_contain_text(say("No answer"))

    assert thumb.taps == 2  # one a call
    with tenant(cast.north.id):
        assert sorted(Attempt.objects.values_list("contact__given_name", "result")) == [
            ("Ana", "talked"),
            ("Cy", "not_home"),
        ]
        assert Task.objects.get(contact=people[0]).state == "done"


def test_an_answer_to_the_ask_stands_with_the_action_and_undo_brings_the_person_back(cast, people, reader):
    action = make.action(cast.north, "Fill the board room")
    make.signup(cast.north, people[0], action, "to_ask")
    page = reader(cast.organizer, screen=PHONE)

    page.goto(f"/campaigns/actions/{action.pk}/")
    page.get_by_role("button", name="Call to ask").tap()
    expect(page.locator("main")).to_contain_text("Will you come to Fill the board room")
    page.get_by_role("button", name="Yes", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You called 1 person")
    with tenant(cast.north.id):
        assert Signup.objects.get().status == "yes"

    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Reyes")
    with tenant(cast.north.id):
        assert Call.objects.get().state == "waiting"
        assert not Attempt.objects.counted().exists()
