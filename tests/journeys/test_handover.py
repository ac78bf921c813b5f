"""An organizer leaves; a lead hands over their steps and people, prints the sheet, and takes it back."""

import datetime

from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Contact
from crm.access.tenancy import tenant
from tasks.models import Task
from tasks.services import hand_over_all
from tests import make
from tests.journeys.conftest import PHONE


def test_a_lead_hands_over_prints_the_sheet_and_takes_it_back(cast, reader):
    now = timezone.now()
    ana = make.contact(
        cast.north, "Ana", "Reyes", owner_id=cast.organizer.id, about="Drives bus 12.", last_talk_at=now
    )
    make.task(
        cast.north,
        cast.organizer,
        title="Bring the flyer",
        contact=ana,
        due_on=now.date() - datetime.timedelta(9),
    )
    other = make.member(cast.north, "organizer", name="Nora New")
    page = reader(cast.lead)

    page.goto("/tasks/team/")
    page.get_by_role("link", name="Hand over all of Omar Organizer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To whom", exact=True).select_option(label="Nora New")
    dialog.get_by_text("The people they keep in touch with").click()
    dialog.get_by_role("button", name="Hand over all").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 step handed over, 1 person")
    page.get_by_role("link", name="Open the handover sheet").click()

    sheet = page.locator("main")
    for words in ("Ana Reyes", "Drives bus 12.", "Bring the flyer", "Last talk"):
        expect(sheet).to_contain_text(words)
    page.emulate_media(media="print")
    expect(page.locator("header.mast nav")).to_be_hidden()
    page.emulate_media(media="screen")
    with tenant(cast.north.id):
        assert (Task.objects.get().owner_id, Contact.objects.get().owner_id) == (other.id, other.id)

    page.get_by_role("link", name="The handover").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")
    with tenant(cast.north.id):
        assert (Task.objects.get().owner_id, Contact.objects.get().owner_id) == (
            cast.organizer.id,
            cast.organizer.id,
        )


def test_one_step_is_handed_over_on_a_phone_without_a_script_and_undone(cast, reader):
    make.task(cast.north, cast.organizer, title="Bring the flyer")
    page = reader(cast.organizer, screen=PHONE, script=False)
    with tenant(cast.north.id):
        step = Task.objects.get()

    page.goto(f"/tasks/{step.pk}/hand-over/?next=/")
    page.get_by_label("To whom", exact=True).select_option(label="Lena Lead")
    page.get_by_role("button", name="Hand over this step").tap()
    expect(page.get_by_role("status").filter(has_text="Handed to Lena Lead")).to_be_visible()
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_visible()

    with tenant(cast.north.id):
        assert Task.objects.get().owner_id == cast.organizer.id


def test_a_word_without_an_end_stays_within_the_phone(cast, reader):
    ana = make.contact(cast.north, "Ana", "Reyes", owner_id=cast.organizer.id, about="x" * 900)
    make.task(cast.north, cast.organizer, title="y" * 200, contact=ana)
    make.note(cast.north, "z" * 900, contact=ana)
    with tenant(cast.north.id):
        sweep = hand_over_all(by=cast.lead, from_=cast.organizer.id, to=cast.admin.id, people=True)
    page = reader(cast.lead, screen=PHONE)

    for path in (f"/tasks/sweeps/{sweep.pk}/sheet/", "/tasks/?whose=team"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
