"""Data staff bring a spreadsheet as somebody kept it, look at what was guessed, and take it all back."""

import csv
import io

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.imports.models import ImportBatch
from tests.journeys.watching import words_of

GIVEN = ["Marisol", "Ngoc", "Halima", "José", "Ayaan", "Tou", "Grace", "Renée", "Dwayne", "Pilar"]
FAMILY = ["Vega", "Trần", "Abdi", "Núñez"]


def sheet() -> bytes:
    """Forty people with a suffix that another system glued to each name, and one whose phone cannot be read."""
    rows = [
        f"{given} {family}LEGAL NAME;(919) 555-01{at:02};{given[0].lower()}{at}@example.org;Durham"
        for at, (given, family) in enumerate((given, family) for given in GIVEN for family in FAMILY)
    ]
    rows[7] = "Lost DigitLEGAL NAME;919-55;lost@example.org;Durham"
    return "\n".join(["Nombre completo;Teléfono;E-mail;City", *rows]).encode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_staff_bring_a_spreadsheet_read_what_became_of_it_and_undo_it(
    cast, reader, work, language, transactional_db
):
    say = words_of(language)
    page = reader(cast.staff, language=language)
    page.goto("/imports/")

    # Drop it, and wait while it is read.
    page.locator("input[type=file]").set_input_files(
        {"name": "padres.csv", "mimeType": "text/csv", "buffer": sheet()}
    )
    page.get_by_role("button", name=say("Read it")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("The file is being read"))
    work()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("What is it?"))
    page.locator("[name=constituency]").select_option("parent")
    page.get_by_role("button", name=say("On to the columns")).click()

    # What each column is was guessed, also from Spanish headings; the glued words are offered for removal.
    for at, field in enumerate(["full_name", "phone", "email", "city"]):
        expect(page.locator(f"[name=field_{at}]")).to_have_value(field)
    expect(page.locator("main .guess")).to_contain_text("LEGAL NAME")
    page.locator("[name=rules_0]").check()
    page.get_by_role("button", name=say("Check the people")).click()

    # Whether anybody of them is known is looked up first; nobody is.
    expect(page.locator("#people-job")).to_be_visible()
    work()
    expect(page.locator("#people-job")).to_have_count(0)

    # What will be written, with every guess marked.
    preview = page.locator("section[aria-labelledby=rows]")
    expect(preview.locator("td.guess").first).to_be_visible()
    expect(preview.locator("tbody tr").first).to_contain_text("Marisol")
    expect(preview.locator("td.fix")).to_contain_text("919-55")
    page.locator("main form button.pri").first.click()

    # Started; the panel says so until a worker has done it, then the report opens by itself.
    expect(page.get_by_role("heading", level=1)).to_have_text(say("The people are being written"))
    expect(page.locator("#import-job")).to_be_visible()
    work()
    expect(page.get_by_role("link", name=say("Undo this import"))).to_be_visible()
    stats = page.locator("main .stat .big")
    expect(stats.filter(has_text="39")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name=say("Rows to mend (CSV)")).click()
    mend = download.value.path().read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in mend.splitlines()[0] else ","
    (wrong,) = list(csv.DictReader(io.StringIO(mend), delimiter=delimiter))
    assert wrong["Teléfono"] == "919-55"
    with tenant(cast.north.id):
        assert Contact.objects.count() == 39
        assert Contact.objects.get(given_name="Ngoc", family_name="Abdi").city == "Durham"
        assert not Contact.objects.filter(family_name__icontains="legal").exists()
    page.goto("/people/?q=nunez+jose")
    expect(page.locator("main tbody tr")).to_have_count(1)

    # And back.
    page.go_back()
    page.get_by_role("link", name=say("Undo this import")).click()
    page.get_by_role("dialog").get_by_role("button", name=say("Undo this import")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("The import is being undone"))
    work()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Undone"))
    with tenant(cast.north.id):
        assert not Contact.objects.filter(archived_at=None).exists()
        assert ImportBatch.objects.get().state == "undone"
