"""An organizer comes from a door with a phone in one hand."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.models import Signup
from contacts.models import Contact
from crm.access.tenancy import tenant
from listening.models import Attempt
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.watching import Thumb, words_of

WORDS = "The 5:40 bus left my boy at the stop twice this week."


@pytest.fixture
def board_room(cast):
    """The action that a talk may invite to."""
    campaign = make.campaign(cast.north, "Buses on time")
    return make.action(cast.north, "Fill the board room", campaign=campaign)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_talk_at_a_door_stands_with_the_person_on_today_and_in_the_campaign(
    cast, board_room, reader, language
):
    say = words_of(language)
    page = reader(cast.organizer, language=language, screen=PHONE)

    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    dock(page, say("Talk")).tap()
    chip(page, say("Parent")).tap()
    chip(page, say("Late buses")).tap()
    invite(page, board_room, language).tap()
    page.locator("summary", has_text=say("Add name, phone or their words")).tap()
    page.get_by_label(say("Name, as they say it")).fill("Marisol Vega")
    page.locator("[name=phone]").fill("(919) 555-0142")
    page.locator("[name=may_text][value=yes]").locator("..").tap()
    page.get_by_label(say("Their words")).fill(WORDS)
    page.locator("[name=may_use_words][value=granted]").locator("..").tap()
    page.get_by_role("button", name=say("Save this talk")).tap()
    expect(page.get_by_role("status").filter(has_text=say("Talk saved, with a next step."))).to_be_visible()

    # On Today: the next step, which leads to the person.
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Fill the board room")
    page.locator("main").get_by_role("link", name="Marisol Vega").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Marisol Vega")
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text("919")

    # In the campaign: to be asked, moved by what they said.
    page.goto(f"/campaigns/actions/{board_room.pk}/")
    page.get_by_role("link", name="Marisol Vega").first.tap()
    expect(page.get_by_label(say("What moved them"))).to_contain_text(WORDS[:20])
    page.locator("[name=status][value=yes]").locator("..").tap()
    page.get_by_role("button", name=say("Save the answer")).tap()
    expect(page).to_have_url(re.compile(rf"/campaigns/actions/{board_room.pk}/$"))
    expect(page.locator("main")).to_contain_text("Marisol Vega")
    page.goto(f"/campaigns/{board_room.campaign_id}/")
    expect(page.locator("main")).to_contain_text(WORDS)
    with tenant(cast.north.id):
        signup = Signup.objects.get()
        assert (signup.contact.given_name, signup.status) == ("Marisol", "yes")
        assert signup.moved_by_note.contact_id == signup.contact_id


def test_nobody_home_takes_two_taps_and_a_talk_with_a_name_seven(cast, board_room, reader):
    page = reader(cast.organizer, screen=PHONE)
    page.goto("/")

    not_home = Thumb()
    not_home.tap(dock(page, "Talk"))
    not_home.tap(page.get_by_role("button", name="Not home"))
    expect(page.get_by_role("status").filter(has_text="Not home")).to_be_visible()

    page.goto("/")
    talk = Thumb()
    talk.tap(dock(page, "Talk"))
    talk.tap(chip(page, "Parent"))
    talk.tap(chip(page, "Late buses"))
    talk.tap(invite(page, board_room))
    talk.tap(page.locator("summary", has_text="Add name"))
    talk.tap(page.get_by_label("Name, as they say it"))
    expect(page.get_by_label("Name, as they say it")).to_be_focused()
    page.keyboard.type("Marisol Vega")
    talk.tap(page.get_by_role("button", name="Save this talk"))
    expect(page.get_by_role("status").filter(has_text="Talk saved")).to_be_visible()

    assert (not_home.taps, talk.taps) == (2, 7)
    with tenant(cast.north.id):
        assert sorted(Attempt.objects.values_list("result", flat=True)) == ["not_home", "talked"]
        assert Signup.objects.get().contact.family_name == "Vega"


def test_the_whole_form_of_a_short_talk_fits_one_screen(cast, board_room, reader):
    page = reader(cast.organizer, screen=PHONE)

    page.goto("/listening/log/")

    for part in (page.get_by_role("button", name="Not home"), chip(page, "None"), invite(page, board_room)):
        expect(part).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Save this talk")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_undo_takes_the_talk_and_what_followed_from_it_back(cast, reader):
    page = reader(cast.organizer, screen=PHONE)
    page.goto("/listening/log/")
    chip(page, "Call back").tap()
    page.get_by_role("button", name="Save this talk").tap()

    page.get_by_role("button", name="Undo").tap()

    expect(page.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Nothing is waiting for you.")
    with tenant(cast.north.id):
        assert not Attempt.objects.counted().exists()


def test_a_form_that_is_sent_twice_at_once_stores_one_talk(cast, reader):
    page = reader(cast.organizer, screen=PHONE)
    page.goto("/listening/log/")
    chip(page, "Parent").tap()
    page.locator("summary", has_text="Add name").tap()
    page.get_by_label("Name, as they say it").fill("Marisol Vega")

    statuses = page.evaluate(
        """() => {
            const form = document.querySelector("form.log");
            const send = () => {
                const filled = new FormData(form);
                filled.set("result", "talked");
                return fetch(form.action, { method: "POST", body: new URLSearchParams(filled) });
            };
            return Promise.all([send(), send()]).then((answers) => answers.map((answer) => answer.status));
        }"""
    )

    assert statuses == [200, 200]
    with tenant(cast.north.id):
        assert Attempt.objects.count() == 1
        assert Contact.objects.count() == 1


def dock(page: Page, word: str):
    return page.locator("nav.dock").get_by_role("link", name=word, exact=True)


def chip(page: Page, word: str):
    return page.locator("label.chip", has_text=word).first


def invite(page: Page, action, language: str = "en"):
    assert action.starts_at - timezone.now() > datetime.timedelta(days=1)
    return page.locator("[name=next_step][value=invite]").locator("..")
