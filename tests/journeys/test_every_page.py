"""Every page, in both languages, themes and widths: nothing for axe-core to find, nothing on the console, nothing asked of
another host, nothing to scroll sideways for."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from crm.demo import signins
from tests.journeys.pages import World, addresses, forms

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Axe().axe_script
FIND = """() => axe.run({ resultTypes: ["violations"] }).then((found) => found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} (${node.failureSummary})`)))"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SEND = """() => {
    const form = document.querySelector("main form[method=post]");
    form.noValidate = true;
    form.requestSubmit();
}"""
OPEN_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def world(db, settings, monkeypatch, tmp_path):
    settings.DEMO = True  # shows the page of all components
    # Two processes of a test run share a home.
    monkeypatch.setattr(signins, "path", lambda: tmp_path / "signins.txt")
    return World.load()


@pytest.mark.parametrize(
    ("language", "dark", "first", "then"), [("en", False, PHONE, DESK), ("es", True, DESK, PHONE)]
)
def test_no_page_has_anything_wrong_with_it(world, reader, watch, language, dark, first, then):
    watch.expected = {403, 404, 422}
    troubles, looked_at = [], 0

    for role, pages in addresses(world).items():
        actor = world.reader(role) if role else None
        page = reader(actor, language=language, dark=dark, screen={"viewport": first})
        for address in pages:
            page.set_viewport_size(first)
            answer = page.goto(address)
            if answer is None or not answer.text().lstrip().lower().startswith("<!doctype html"):
                continue  # a fragment of a page, or a file
            looked_at += 1
            troubles += [
                f"{address} for {role}: {trouble}" for trouble in looked(page, then, opened=not dark)
            ]
            if answer.status >= 500:
                troubles.append(f"{address} for {role}: {answer.status}")
        for address in forms().get(role, []):
            page.set_viewport_size(first)
            page.goto(address)
            with page.expect_navigation():
                page.evaluate(SEND)
            troubles += [
                f"{address} sent by {role}: {trouble}" for trouble in looked(page, then, opened=not dark)
            ]

    assert not troubles, "\n".join(troubles)
    assert looked_at > 80


def looked(page: Page, then: dict, *, opened: bool) -> list[str]:
    """Both widths, as it opens and with every fold and menu open. axe-core, which takes most of the time, looks once: in
    one language at what opens, in the other at everything opened, since what is in a fold does not change with it."""
    found = ["wider than the screen"] if page.evaluate(WIDER) else []
    if opened:
        page.evaluate(OPEN_ALL)
    page.evaluate(AXE)
    found += page.evaluate(FIND)
    page.set_viewport_size(then)
    page.evaluate(OPEN_ALL)
    found += ["wider than the other screen"] if page.evaluate(WIDER) else []
    return found
