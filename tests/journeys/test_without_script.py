"""An old phone, a strict proxy, a page whose script never came: everything still works by forms and links."""

from django.urls import reverse
from playwright.sync_api import expect

from campaigns.models import Signup
from contacts.models import Contact
from contacts.services import create_contact
from crm.access.tenancy import tenant
from listening.models import Attempt
from tasks.models import Task
from tests import make
from tests.journeys.conftest import PHONE


def test_a_talk_is_logged_and_its_next_step_done(cast, reader):
    page = reader(cast.organizer, screen=PHONE, script=False)
    page.goto(reverse("listening:log"))
    page.locator("label.chip", has_text="Parent").tap()
    page.locator("label.chip", has_text="Call back").tap()
    page.locator("summary", has_text="Add name").tap()
    page.get_by_label("Name, as they say it").fill("Marisol Vega")
    page.get_by_role("button", name="Save this talk").tap()
    expect(page.locator("body")).to_contain_text("Talk saved, with a next step.")

    page.goto("/")
    page.get_by_role("button", name="Mark done: Marisol Vega").tap()

    expect(page.locator("body")).to_contain_text("Nothing is waiting for you.")
    with tenant(cast.north.id):
        assert Attempt.objects.get().contact.given_name == "Marisol"
        assert Task.objects.get().state == "done"


def test_a_person_is_edited_found_and_put_in_the_bin(cast, reader):
    person = known(cast)
    page = reader(cast.organizer, screen=PHONE, script=False)
    page.goto(reverse("contacts:edit", args=[person.pk]))
    page.locator("[name=chosen_name]").fill("Mari")
    page.locator("[name=city]").fill("Durham")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mari Vega")

    page.goto(reverse("contacts:list") + "?q=vega")
    expect(page.locator("main")).to_contain_text("Mari")
    page.goto(reverse("contacts:archive", args=[person.pk]))
    page.locator("[data-confirm] form button").tap()
    expect(page.get_by_role("status")).to_contain_text("bin")

    with tenant(cast.north.id):
        person = Contact.objects.get()
        assert (person.city, person.is_archived) == ("Durham", True)


def test_an_answer_to_an_action_is_written_down(cast, reader):
    person = known(cast)
    action = make.action(cast.north)
    page = reader(cast.organizer, screen=PHONE, script=False)
    page.goto(reverse("campaigns:action", args=[action.pk]))
    page.get_by_role("link", name="Ask somebody").first.tap()
    page.get_by_role("searchbox", name="Name or phone").fill("vega")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Write down the answer").tap()
    page.locator("[name=status][value=maybe]").locator("..").tap()
    page.get_by_role("button", name="Save the answer").tap()
    expect(page.locator("main")).to_contain_text("Marisol Vega")

    # The quick button beside the name, from maybe to yes.
    page.locator("main li button[name=status][value=yes]").tap()

    expect(page.locator("main li button[name=status][value=confirmed]")).to_be_visible()
    with tenant(cast.north.id):
        assert Signup.objects.get(contact=person).status == "yes"


def known(cast) -> Contact:
    with tenant(cast.north.id):
        return create_contact(by=cast.organizer, given_name="Marisol", family_name="Vega")
