"""A meeting's report and a sign-in sheet that somebody typed, one after the other: who is who is asked, not guessed."""

from pathlib import Path

from playwright.sync_api import expect

from contacts.models import Contact, HouseholdMember
from contacts.services import edit_contact
from crm.access.tenancy import tenant
from crm.imports.models import ImportBatch, ImportRow
from tests.crm.imports.bringing import bring
from tests.journeys.watching import ready

FILES = Path(__file__).parents[2] / "crm/demo/data/files"
HERE = "library-table.csv"
MOST_DECISIONS = 15


def test_two_files_full_of_people_we_know_need_few_decisions_and_can_be_taken_back(
    cast, reader, work, transactional_db
):
    bring(cast.north, cast.staff, (FILES / HERE).read_bytes(), name=HERE)
    page = reader(cast.staff)
    decisions = 0
    for name in ("zoom-participants.csv", "sign-in-sheet.csv"):
        to_the_check(page, work, name)
        decisions += check_people(page)
        page.get_by_role("button", name="Finish with").first.click()
        work()
        expect(page.get_by_role("link", name="Undo this import")).to_be_visible()
    report = page.url
    work()  # whoever came is compared with everybody
    decisions += review_pairs(page)

    assert 0 < decisions < MOST_DECISIONS
    with tenant(cast.north.id):
        people = {f"{p.given_name} {p.family_name}" for p in Contact.objects.all()}
        lives_with = {link.contact.display_name for link in HouseholdMember.objects.select_related("contact")}
        assert (
            Contact.objects.filter(methods__key="wanda.teague@example.org").count() == 1
        )  # twice at the meeting, once on paper
        assert Contact.objects.filter(methods__key="keisha.broadnax@example.org").count() <= 1
        zoom, sheet = ImportBatch.objects.order_by("created_at")[1:]
        assert zoom.counts["skipped"] >= 4  # devices, the interpreter, a number, those who came back
    assert "Guadalupe Peña Núñez" in people
    assert "Lupe Peña" not in people  # the same person by a familiar name and one of her two surnames
    assert not {name for name in people if "iPhone" in name or "Interpreter" in name}
    assert {"Lonnie Callahan", "Robin Callahan"} <= lives_with  # a couple in one cell

    # Somebody goes on with one of them; then the sheet is taken back.
    with tenant(cast.north.id):
        lonnie = Contact.objects.get(given_name="Lonnie")
        edit_contact(by=cast.staff, contact=lonnie, version=lonnie.version, changes={"city": "Cary"})
        before = Contact.objects.filter(import_batch_id=zoom.pk).count()
    page.goto(report)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo this import").click()
    work()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undone")
    page.get_by_role("link", name="See who was kept").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody tr")).to_contain_text("changed since")
    with page.expect_download() as download:
        page.get_by_role("link", name="What became of each row (CSV)").click()
    told = download.value.path().read_text(encoding="utf-8-sig")
    assert "changed since" in told
    with tenant(cast.north.id):
        assert Contact.objects.filter(pk=lonnie.pk, city="Cary").exists()
        assert Contact.objects.filter(import_batch_id=zoom.pk).count() == before
        assert not Contact.objects.filter(import_batch_id=sheet.pk).exclude(pk=lonnie.pk).exists()
        assert not ImportRow.objects.filter(batch_id=sheet.pk, outcome="created", undo="").exists()


def to_the_check(page, work, name: str) -> None:
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(FILES / name)
    page.get_by_role("button", name="Read it").click()
    work()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is it?")
    page.get_by_text("More that holds for every row").click()
    page.locator("[name=bad_cells][value=leave_out]").check()
    page.get_by_role("button", name="On to the columns").click()
    page.get_by_role("button", name="Check the people").click()
    expect(page.locator("#people-job")).to_be_visible()
    work()
    expect(page.locator("#people-job")).to_have_count(0)
    ready(page)


def review_pairs(page) -> int:
    """Who may be here twice after all: one key for each pair. "Different" changes nobody, so that the import can be taken
    back to the last person; how many are asked about is what counts."""
    count = 0
    page.goto("/people/duplicates/")
    while page.locator("#pair .answers button").count():
        heading = page.locator("#pair h2").get_attribute("data-announce")
        page.keyboard.press("2")
        page.wait_for_function(
            "was => (document.querySelector('#pair h2[data-announce]') || {dataset: {}}).dataset.announce !== was",
            arg=heading,
        )
        ready(page)
        count += 1
    return count


def check_people(page) -> int:
    """By keys alone: the likely answer for each, which is the green one."""
    count = 0
    link = page.get_by_role("link", name="Check the people")
    if not link.count():
        return 0
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this the same person?")
    ready(page)
    while page.locator(".answers button").count():
        shown = page.locator("input[name=question]").first.input_value()
        page.keyboard.press(page.locator(".answers button.pri").get_attribute("data-key"))
        page.wait_for_function(
            "was => (document.querySelector('input[name=question]') || {}).value !== was || !document.querySelector('.answers')",
            arg=shown,
        )
        ready(page)
        count += 1
    expect(page.get_by_role("heading", name="Every question is answered")).to_be_visible()
    page.get_by_role("link", name="To the rows and Finish").click()
    return count
