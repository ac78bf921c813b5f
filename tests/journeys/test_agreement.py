"""Two coders read the same note apart, differ, settle it and sharpen the definition."""

import pytest
from playwright.sync_api import expect

from crm.access.tenancy import tenant
from listening.models import Adjudication, Code
from tests import make
from tests.listening import made

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "\n".join(f"Turn {n}: the bus." for n in range(32))


def test_two_coders_differ_settle_it_and_edit_the_definition(cast, reader):
    one, other = (make.member(cast.north, "researcher", name=name) for name in ("Robin", "Sam"))
    with tenant(cast.north.id):
        project = made.project(one)
        book, codes = made.codebook(one, "Late bus", "Fear")
        version = made.note(one, made.session(one, project), BODY)
        coding_round = made.coding_round(project, book, version, coders=[one, other], name="Pilot")
        for number in range(10):
            made.coded(one, version, f"Turn {number}: the", codes["Late bus"], of=coding_round)
        for number in range(9):
            made.coded(other, version, f"Turn {number}: the", codes["Late bus"], of=coding_round)
    page = reader(one)

    page.goto(f"/listening/projects/{project.pk}/agreement/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("read alike")
    expect(page.locator("table").first).to_contain_text("0.93")
    page.get_by_role("link", name="Settle 1 difference").click()
    expect(page.locator(".said")).to_have_text("Turn 9: the bus.")
    page.get_by_role("link", name="Settle : Late bus").click()
    page.get_by_text("It does not apply", exact=True).click()
    page.get_by_label("Why").fill("A bus that never comes is not late.")
    page.get_by_role("button", name="Settle this difference").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All differences are settled")

    page.get_by_role("link", name="Settled").click()
    page.get_by_role("link", name="Decide again").click()
    page.get_by_role("link", name="Edit the definition").click()
    page.locator("[name=exclude]").fill("It never comes at all.")
    page.get_by_role("button", name="Save the definition").click()
    page.wait_for_url(f"**/listening/codes/{codes['Late bus'].pk}/")

    with tenant(cast.north.id):
        settled = Adjudication.objects.get()
        assert (settled.applies, settled.reason) == (False, "A bus that never comes is not late.")
        assert Code.objects.get(name_en="Late bus").exclude == "It never comes at all."
