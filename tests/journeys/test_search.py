"""Somebody looks for a person with the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contacts.services import create_contact
from crm.access.tenancy import tenant
from tests.journeys.conftest import PHONE
from tests.journeys.watching import ready


@pytest.fixture
def people(cast):
    with tenant(cast.north.id):
        return [
            create_contact(by=cast.lead, given_name=given, family_name="Gutiérrez")
            for given in ("Ana", "Rosa")
        ]


def test_arrows_enter_and_escape_work_in_the_box(cast, people, reader):
    page = reader(cast.organizer)
    page.goto("/")
    box = page.get_by_role("combobox")

    box.focus()
    with page.expect_response(lambda answer: answer.url.endswith("q=gutierez")):
        page.keyboard.type("gutierez")  # slow fingers ask more than once
    ready(page)
    expect(page.get_by_role("option", name="Rosa Gutiérrez")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")

    with page.expect_response(lambda answer: answer.url.endswith("q=gutierez%20ro")):
        page.keyboard.type(" ro")
    ready(page)
    expect(page.get_by_role("option", name="Rosa Gutiérrez")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Rosa Gutiérrez")).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "hit-people-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Gutiérrez")


def test_a_list_that_was_closed_stays_closed_when_an_answer_comes_late(cast, people, reader):
    page, late = reader(cast.organizer), []
    page.goto("/")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("gut")
    expect(page.get_by_role("option", name="Rosa Gutiérrez")).to_be_visible()
    page.route("**/*q=guti", lambda route: late.append(route))
    with page.expect_request("**/*q=guti"):
        page.keyboard.type("i")
    page.keyboard.press("Escape")
    while not late:
        page.wait_for_timeout(10)

    with page.expect_response("**/*q=guti"):
        late[0].continue_()
    ready(page)

    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("e")
    expect(page.get_by_role("option", name="Rosa Gutiérrez")).to_be_visible()


def test_enter_without_a_choice_leads_to_the_page_of_all(cast, people, reader):
    page = reader(cast.organizer)
    page.goto("/")

    page.get_by_role("combobox").fill("gutierrez")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("2")
    expect(page.locator("#results").get_by_role("link")).to_have_count(2)


def test_the_page_finds_while_somebody_types_on_a_phone(cast, people, reader):
    page = reader(cast.organizer, language="es", screen=PHONE)
    page.goto(reverse("search:everything"))

    page.locator("#everything").press_sequentially("rosa")

    expect(page.locator("#results").get_by_role("link", name="Rosa Gutiérrez")).to_be_visible()
