"""A phone in the car: a talk that gets its name later, and the wrap-up of twenty-five people."""

import datetime

from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.models import Signup
from contacts.models import Contact
from crm.access.tenancy import tenant
from listening.models import Attempt, ListeningSession, Note, SessionParticipant
from listening.services.sessions import planning, signing_in
from tasks.models import Task
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.watching import Thumb, words_of

SIGNED_IN, ON_PAPER, ALL = 17, 8, 25
MOST_TAPS = 40


def test_a_talk_without_a_name_is_finished_later_and_named(cast, reader):
    say = words_of("es")
    page = reader(cast.organizer, language="es", screen=PHONE)
    page.goto("/listening/log/")
    page.get_by_role("group", name=say("Who are they?")).get_by_text(say("Parent"), exact=True).tap()
    page.get_by_text(say("Late buses"), exact=True).tap()
    page.locator("[name=next_step][value=call_back]").locator("..").tap()
    page.get_by_role("button", name=say("Finish later")).tap()
    expect(page.get_by_role("status").first).to_be_visible()

    page.goto("/listening/to-finish/")
    expect(page.locator("main")).to_contain_text(say("Without a name"))
    page.get_by_role("link", name=say("Finish"), exact=True).tap()
    page.get_by_label(say("Name, as they say it")).fill("Marisol Vega")
    page.locator("[name=phone]").fill("(919) 555-0142")
    page.get_by_label(say("Their words")).fill("El autobús no llega.")
    page.get_by_role("button", name=say("Save and finish")).tap()
    expect(page.get_by_role("status").filter(has_text=say("Saved."))).to_be_visible()

    page.goto("/listening/to-finish/")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Nothing to finish"))
    with tenant(cast.north.id):
        marisol = Contact.objects.get()
        assert marisol.display_name == "Marisol Vega"
        assert [row.kind for row in marisol.constituencies.all()] == ["parent"]
        attempt = Attempt.objects.get()
        assert attempt.contact == attempt.participant.contact == Task.objects.get().contact == marisol
        assert Note.objects.get().contact == marisol
        assert marisol.last_talk_at == attempt.at


def test_twenty_five_people_are_wrapped_up_in_under_forty_taps(cast, reader):
    action = make.action(cast.north, "Fill the board room")
    guide = make.guide(cast.north, "open", "open", "ask")
    with tenant(cast.north.id):
        session = planning.plan_session(
            by=cast.organizer,
            kind="house_meeting",
            title="At Ms. Rivera's",
            starts_at=timezone.now() - datetime.timedelta(hours=2),
            guide=guide,
            ask="Will you come to the board on the 14th?",
            ask_key="campaigns.ask",
            ask_id=action.pk,
        )
        token = signing_in.open_sign_in(by=cast.organizer, session=session)
    for number in range(SIGNED_IN - 1):
        make.participant(
            cast.north,
            session,
            contact=make.contact(cast.north, given_name=f"Guest{number:02}", family_name=""),
            came_by="sign_in",
            constituencies=["parent"],
        )
    door = reader(None, screen=PHONE, script=False)
    door.goto(f"/r/in/{token}/")
    expect(door.get_by_role("heading", level=1)).to_have_text("At Ms. Rivera's")
    door.get_by_label("First name").fill(f"Guest{SIGNED_IN - 1}")
    door.get_by_role("button", name="Put me on the list").tap()
    expect(door.get_by_role("heading", level=1)).to_have_text("You are signed in")

    page, thumb = reader(cast.organizer, screen=PHONE), Thumb()
    page.goto("/")
    thumb.tap(page.get_by_role("link", name="Wrap up", exact=True).first)

    # Who came: the count, and eight lines from the sheet.
    expect(page.get_by_label("How many people came?")).to_have_value(str(SIGNED_IN))
    thumb.tap(page.get_by_label("How many people came?"))
    page.keyboard.press("Control+A")
    page.keyboard.type(str(ALL))
    thumb.tap(page.get_by_label("On paper, not yet here"))
    page.keyboard.type("\n".join(f"Paper{number}, 919555014{number}, parent" for number in range(ON_PAPER)))
    thumb.tap(page.get_by_role("button", name="Save who came"))

    # Who said yes: all hands, then those who said something else; stars; the host.
    thumb.tap(page.get_by_text("All raised their hands"))
    for number in range(7):
        thumb.tap(row(page, f"Guest{number:02}").get_by_text("Maybe"))
    for number in (8, 9, 10):
        thumb.tap(row(page, f"Guest{number:02}").locator("[name=leaders]"))
    thumb.tap(page.locator("summary", has_text="Host, note taker, interpreter"))
    for role, name in (("host", "Guest08"), ("notetaker", "Guest09"), ("interpreter", "Paper1")):
        page.locator(f"[name=role_{role}]").select_option(label=name)
        thumb.taps += 2  # the list, and the name in it
    thumb.tap(page.get_by_role("button", name="Save and go on"))

    # What was said: by question, and what we think.
    for label, words in (
        ("Question 1?", "P1: The bus is late.\nNobody calls back."),
        ("Question 2?", "The board."),
        ("What surprised us", "How many drivers came."),
        ("Who was missing", "Fathers."),
    ):
        thumb.tap(page.get_by_label(label))
        page.keyboard.type(words)
    thumb.tap(page.get_by_role("button", name="Finish the wrap-up"))

    expect(page.get_by_role("heading", level=1)).to_have_text("25 people came, 18 said yes")
    assert thumb.taps < MOST_TAPS, thumb.taps
    with tenant(cast.north.id):
        session = ListeningSession.objects.get(pk=session.pk)
        assert (session.headcount, session.status) == (ALL, "noted")
        assert SessionParticipant.objects.filter(session=session).count() == ALL
        assert Signup.objects.filter(action=action, status="yes").count() == 18
        assert Signup.objects.filter(action=action, status="maybe").count() == 7
        assert Task.objects.filter(origin="listening.leader").count() == 3
        assert Note.objects.filter(session=session, is_quote=True).count() == 3
        assert session.memos.get().body.startswith("What surprised us: How many drivers came.")


def row(page: Page, name: str):
    return page.get_by_role("group", name=name, exact=True)
