"""A real browser on a real server. `reader(actor)` opens a page of somebody who is signed in."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from crm.access.actors import Member
from crm.accounts.models import User
from crm.queue.running import drain
from crm.queue.ticking import tick
from tests import make
from tests.journeys.watching import Watch

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
LOCALES = {"en": "en-US", "es": "es-US"}

# A busy machine is no fault of a page; what comes soon is not waited for longer.
PATIENCE = 30_000
expect.set_options(timeout=20_000)

Reader = Callable[..., Page]


@pytest.fixture
def watch(live_server) -> Watch:
    return Watch(live_server.url)


@pytest.fixture
def reader(browser: Browser, live_server, watch: Watch) -> Iterator[Reader]:
    """None is somebody who is not signed in. Whatever the browser complained about fails the test at its end."""
    opened = []

    def open_as(
        actor: Member | None,
        *,
        language: str = "en",
        screen: dict = DESK,
        script: bool = True,
        dark: bool = False,
    ) -> Page:
        context = browser.new_context(
            **screen,
            base_url=live_server.url,
            locale=LOCALES[language],
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        if actor is not None:
            User.objects.filter(pk=actor.user_id).update(language=language)
            signed_in = make.login(Client(), actor).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": signed_in, "url": live_server.url}]
            )
        opened.append(context)
        return context.new_page()

    yield open_as
    for context in opened:
        context.close()
    assert watch.troubles == []


@pytest.fixture
def work() -> Callable[[], int]:
    """Do the jobs that are due, as a worker would."""

    def once() -> int:
        tick()
        return drain()

    return once
