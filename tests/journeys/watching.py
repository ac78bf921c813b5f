"""A browser that writes down what a reader would never see: errors of the console, refusals of the content policy, and
requests to anybody but us."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

# What Chromium (and htmx) says of a page that answers 404 on purpose.
REFUSED = re.compile(
    r"(?:Failed to load resource: the server responded with a status of|Response Status Error Code) (\d+)"
)

# It warns of a font asked for early that is drawn with late, which a busy machine does with any page.
SLOW = "was preloaded using link preload but not used within a few seconds"


class Watch:
    """`expected` holds statuses that the journey asks for, such as the 404 of an outsider."""

    def __init__(self, origin: str):
        self.origin = origin
        self.expected: set[int] = set()
        self.troubles: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("page", self._page)
        context.on("request", self._request)
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', (e) =>"
            " console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`))"
        )

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        status = REFUSED.search(message.text)
        if not (status and int(status[1]) in self.expected) and SLOW not in message.text:
            self.troubles.append(f"{message.page.url if message.page else '?'}: {message.text}")

    def _request(self, request: Request) -> None:
        to = urlsplit(request.url)
        if to.scheme not in ("data", "blob") and f"{to.scheme}://{to.netloc}" != self.origin:
            self.troubles.append(f"asks somebody else: {request.url}")


WHOLE = (
    "() => document.readyState === 'complete'"
    " && !document.querySelector('.htmx-request,.htmx-swapping,.htmx-settling,.htmx-added')"
)


def ready(page: Page) -> None:
    """The page has come whole, its scripts have run, and no part of it is asked for or still being put in. A key pressed
    before goes nowhere, and what is counted before may be half a page: only what is waited for by name is safe."""
    page.wait_for_function(WHOLE)


class Thumb:
    """One hand on a phone. Typing into a field that has the focus is no tap."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1


def words_of(language: str) -> Callable[..., str]:
    """What the product calls something in this language. A Spanish that is still English is no translation."""

    def say(text: str, context: str = "", **values: object) -> str:
        with translation.override(language):
            said = pgettext(context, text) if context else gettext(text)
        assert language == "en" or said != text, f"no {language} for {text!r}"
        return said % values if values else said

    return say
