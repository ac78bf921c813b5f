import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def components(live_server, settings, page: Page):
    settings.DEMO = True

    def look(size=DESK, scheme="light", language="en"):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}/ui/components/")
        return page

    return look


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "es")])
def test_every_part_is_free_of_barriers_and_of_sideways_scrolling(components, size, scheme, language):
    page = components(size, scheme, language)
    page.evaluate(
        "document.querySelectorAll('details').forEach((d) => { d.removeAttribute('name'); d.open = true })"
    )

    found = Axe().run(page, options=RULES).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_nothing_breaks_the_content_security_policy(components, page: Page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    components()

    assert complaints == []


def test_the_bulk_bar_counts_what_is_chosen(components):
    page = components()
    bar = page.locator("[data-bulk]")

    page.get_by_label("Choose all on this page").check()
    expect(bar).to_contain_text(re.compile("4 chosen"))

    page.get_by_label("Choose all on this page").uncheck()
    expect(bar.get_by_role("button", name="Assign")).to_be_disabled()


def test_the_theme_changes_at_once_and_stays(components, live_server):
    page = components()

    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_page_reads_and_submits_without_javascript(live_server, settings, browser):
    settings.DEMO = True
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/ui/components/")

    page.get_by_role("button", name="Switch between light and dark").click()

    expect(page).to_have_url(f"{live_server.url}/ui/components/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
