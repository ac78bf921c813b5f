"""One person stands here twice: found in the night, answered with one key, taken apart again with everything in place."""

import pytest
from playwright.sync_api import expect

from campaigns.models import Signup
from contacts import services
from contacts.models import Contact, ContactMerge
from crm.access.tenancy import tenant
from crm.queue.services import enqueue
from tests import make
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.watching import ready, words_of


@pytest.fixture
def lupe_twice(cast):
    """Guadalupe, and Lupe from another sheet; notes, sign-ups, steps, consent and a sister on both."""
    north, pair = cast.north, []
    action = make.action(north)
    with tenant(north.id):
        sister = services.create_contact(by=cast.lead, given_name="Rosa", family_name="Cole")
    for given, family, answer, status in (
        ("Guadalupe", "Reyes Ortega", "granted", "invited"),
        ("Lupe", "Reyes", "withdrawn", "attended"),
    ):
        with tenant(north.id):
            person = services.create_contact(
                by=cast.lead,
                given_name=given,
                family_name=family,
                methods=[{"kind": "mobile", "value": "919-555-0142"}],
                constituencies=[{"kind": "parent"}],
            )
            services.record_consent(by=cast.lead, contact=person, purpose="text", value=answer)
            services.relate(by=cast.lead, contact=person, other=sister, kind="sibling")
        make.note(north, contact=person, body=f"{given} says the bus is late.")
        make.signup(north, person, action, status)
        make.task(north, cast.organizer, contact=person, title=f"Call {given}")
        pair.append(person)
    # Two who share a phone and nothing else: one household.
    with tenant(north.id):
        for given, kind in (("Marisol", "parent"), ("Diego", "student")):
            services.create_contact(
                by=cast.lead,
                given_name=given,
                family_name="Vega",
                methods=[{"kind": "mobile", "value": "919-555-0177"}],
                constituencies=[{"kind": kind}],
            )
        enqueue("contacts.find_duplicates", by=make.system(north))
    return pair


@pytest.mark.parametrize(("language", "screen"), [("en", DESK), ("es", PHONE)])
def test_a_merge_by_one_key_and_its_way_back(
    cast, lupe_twice, reader, work, language, screen, transactional_db
):
    say = words_of(language)
    kept, merged = lupe_twice
    work()
    page = reader(cast.lead, language=language, screen=screen)

    page.goto("/people/duplicates/")
    expect(page.get_by_role("heading", level=2)).to_have_text(say("This looks like one person"))
    expect(page.locator("#pair")).to_contain_text(say("Same phone"))
    assert page.evaluate("document.documentElement.scrollWidth") == screen["viewport"]["width"]
    page.keyboard.press("1")

    # The next pair is there at once: a mother and her son with one phone.
    household = page.get_by_role("heading", level=2)
    expect(household).to_have_text(say("This looks like one household"))
    # Whoever listens is at the new pair, and hears what the key did and who comes next.
    expect(household).to_be_focused()
    expect(page.locator("[aria-live]", has_text="Marisol Vega")).to_contain_text("Guadalupe Reyes Ortega")
    page.keyboard.press("3")
    expect(page.locator("#pair")).to_contain_text(say("All answered"))
    expect(page.locator("#pair")).to_be_focused()
    # The last answer is taken back by a key, and given again.
    page.keyboard.press("u")
    expect(page.get_by_role("heading", level=2)).to_have_text(say("This looks like one household"))
    ready(page)
    page.keyboard.press("3")
    expect(page.locator("#pair")).to_contain_text(say("All answered"))

    # The old address leads to the one who is left, with the words and the sign-up of both.
    page.goto(f"/people/{merged.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Guadalupe Reyes Ortega")
    expect(page.locator("main")).to_contain_text("Lupe says the bus is late.")
    expect(page.locator("main")).to_contain_text("Guadalupe says the bus is late.")
    with tenant(cast.north.id):
        assert [signup.status for signup in Signup.objects.all()] == ["attended"]

    # Two again, each with what was theirs.
    page.get_by_role("link", name=say("Take apart")).click()
    page.get_by_role("button", name=say("Take apart")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lupe Reyes")
    expect(page.locator("main")).to_contain_text("Lupe says the bus is late.")
    expect(page.locator("main")).not_to_contain_text("Guadalupe says")
    with tenant(cast.north.id):
        statuses = Signup.objects.values_list("contact_id", "status")
        assert dict(statuses) == {kept.pk: "invited", merged.pk: "attended"}
        assert Contact.objects.get(pk=merged.pk).tasks.filter(title="Call Lupe").count() == 1
        assert ContactMerge.objects.get().undone_at is not None


def test_it_works_without_script(cast, lupe_twice, reader, work, transactional_db):
    work()
    page = reader(cast.lead, script=False)
    page.goto("/people/duplicates/")

    page.get_by_role("button", name="Same person").click()

    expect(page.get_by_role("heading", level=2).first).to_have_text("This looks like one household")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("This looks like one person")


def test_the_last_answer_is_taken_back_by_the_same_key_after_a_whole_page(
    cast, lupe_twice, reader, work, transactional_db
):
    """Who presses the next key before the new part of the page is wired gets a whole page instead."""
    work()
    page = reader(cast.lead)
    page.goto("/people/duplicates/")
    same = page.get_by_role("button", name="Same person")
    same.evaluate("button => { button.form.replaceWith(button.form.cloneNode(true)) }")

    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=2).first).to_have_text("This looks like one household")
    ready(page)
    page.keyboard.press("u")

    expect(page.get_by_role("heading", level=2).first).to_have_text("This looks like one person")
