"""Somebody saves, presses Back, and presses again: nobody stands here twice, and no button's address is a dead end."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from contacts import services
from contacts.models import Contact
from crm.access.tenancy import tenant
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.watching import words_of


@pytest.mark.parametrize(("language", "screen"), [("en", DESK), ("es", PHONE)])
def test_back_and_save_again_asks_and_keeps_what_was_typed(
    cast, reader, watch, language, screen, transactional_db
):
    watch.expected.add(422)
    say, page = words_of(language), reader(cast.lead, language=language, screen=screen)
    page.goto("/people/new/")
    page.fill("[name=given_name]", "Marta")
    page.fill("[name=family_name]", "Quintero")
    page.get_by_role("button", name=say("Save this person")).click()
    expect(page.get_by_role("heading", name="Marta Quintero")).to_be_visible()

    page.go_back()
    expect(page.locator("[name=given_name]")).to_have_value("Marta")  # the browser gives it back
    page.get_by_role("button", name=say("Save this person")).click()

    expect(page.locator("#alike-title")).to_be_visible()
    expect(page.locator("[name=family_name]")).to_have_value("Quintero")
    with tenant(cast.north.id):
        assert Contact.objects.filter(family_name="Quintero").count() == 1
    page.locator("section.next a.name").click()
    expect(page.get_by_role("heading", name="Marta Quintero")).to_be_visible()


def test_a_button_pressed_after_the_session_ran_out_is_pressed_again(cast, reader, watch, transactional_db):
    with tenant(cast.north.id):
        phone = {"kind": "mobile", "value": "919-555-0142"}
        lupe = services.create_contact(by=cast.lead, given_name="Lupe", family_name="Reyes", methods=[phone])
    page = reader(cast.lead)
    page.goto(f"/people/{lupe.pk}/")
    cookies = [one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    watch.expected |= {401}
    page.locator(f"form[action$='/{lupe.pk}/card/'] button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out")
    page.context.add_cookies(cookies)  # signed in again
    with page.expect_download() as card:
        page.get_by_role("button", name="Send again").click()
    assert "Lupe Reyes" in Path(card.value.path()).read_text()

    page.goto(f"/people/{lupe.pk}/card/")  # from the history
    expect(page.get_by_role("heading", name="Lupe Reyes")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Nothing was changed.")
