"""Take the pictures of docs/guides/staff.*.md from a running demo: bin/guide_pictures.py ADDRESS PASSWORD

Nothing is finished: the file it drops is deleted again.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
STAFF = "staff.downhome@example.org"
# The last two headings say nothing to us: the page of columns asks what shall become of them.
SHEET = """Lincoln PTA sign-in,,,,,,
Oct 6,,,,,,

Name,Phone,Email,School,May we text you?,Snack,Table
Maria & Jose Lopez,919-555-0142 / 919 555 0143,maria@example.org,Lincoln Elementary,Sí,fruit,3
Dr. Ana García Jr.,9195550144.0,,same,x,,1
"{initial}. {family}",{phone},,same,yes,empanadas,1
Rosa {family},{phone},,same,,water,2
Kim,call the office,kim@gmail.con,,no,,4
TOTAL,4,,,,,
"""
WIDTH, HEIGHT = 1000, 760


def main(address: str, password: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for language, ending in (("en", ""), ("es", "-es")):
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale=language)
            context.set_default_timeout(60_000)
            context.add_cookies([{"name": "django_language", "value": language, "url": address}])
            _take(context.new_page(), address, password, ending)
            context.close()
        browser.close()


def _take(page: Page, address: str, password: str, ending: str) -> None:
    def picture(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / f"guide-{name}{ending}.png")

    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", STAFF)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"{address}/people/")
    page.locator("main a.name").first.click()
    page.wait_for_selector("h1")
    picture("contact")
    phone = page.locator("a[href^='tel:']").first.get_attribute("href").removeprefix("tel:")
    given, *_middle, family = page.locator("h1").first.inner_text().split()
    page.goto(f"{address}/people/duplicates/")
    picture("duplicates")
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sign-in.csv"
        sheet.write_text(SHEET.format(phone=phone, initial=given[0], family=family), encoding="utf-8")
        page.goto(f"{address}/imports/")
        page.set_input_files("input[type=file]", sheet)
        page.click("form.drop button")
        page.wait_for_url("**/what/")
    picture("what")
    here = page.url.removesuffix("what/")
    page.click("form[data-once] button.pri")
    page.wait_for_url("**/columns/")
    picture("columns")
    page.click("form[data-once] button.pri")
    page.wait_for_url("**/check/")
    page.wait_for_selector("#people-job", state="detached")
    picture("check")
    page.goto(f"{here}people/")
    picture("review")
    page.goto(f"{here}discard/")
    page.click("main form button.danger, main form button.pri")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])
