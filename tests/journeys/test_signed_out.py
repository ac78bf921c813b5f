"""A long talk is being written down on a phone when the session ends: not a word of it is lost."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Contact
from contacts.services import create_contact
from crm.access.tenancy import tenant
from crm.accounts.models import Session, User
from listening.models import NoteVersion
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.watching import ready, words_of

STORY = "El autobús llegó tarde.\n\nDos veces esta semana: mi hijo perdió la clase de inglés y nadie avisó."
PASSWORD = "un caballo correcto y su grapa"


@pytest.mark.parametrize("script", [True, False])
def test_a_talk_written_in_spanish_outlives_the_end_of_the_session(cast, reader, watch, script):
    say = words_of("es")
    user = User.objects.get(pk=cast.volunteer.user_id)
    user.set_password(PASSWORD)
    user.save()
    page = reader(cast.volunteer, language="es", screen=PHONE, script=script)
    page.goto(reverse("listening:log"))
    page.locator("label.chip", has_text=say("Parent")).first.tap()
    page.locator("summary", has_text=say("Add name, phone or their words")).tap()
    page.get_by_label(say("Name, as they say it")).fill("Marisol Vega")
    page.get_by_label(say("Their words")).fill(STORY)
    page.locator("[name=may_use_words][value=granted]").locator("..").tap()
    Session.objects.update(last_seen_at=timezone.now() - datetime.timedelta(hours=13))

    watch.expected |= {401, 403}
    page.get_by_role("button", name=say("Save this talk")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su sesión se cerró mientras escribía")
    expect(page.get_by_label("Lo que escribió, 1")).to_have_value(STORY)
    expect(page.locator("main")).to_contain_text("Marisol Vega")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Iniciar sesión (otra ventana)").tap()
    door = opened.value
    door.locator("[name=login]").fill(user.email)
    door.locator("[name=password]").fill(PASSWORD)
    door.locator("form:has([name=password]) button").tap()
    expect(door.get_by_role("heading", level=1)).to_have_text("Su sesión está abierta de nuevo")
    door.close()
    page.get_by_role("button", name="Enviar de nuevo").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("No se perdió nada. Revise y envíe")
    expect(page.locator("main")).to_contain_text(f"Se enviará a nombre de {cast.volunteer.name}")
    expect(page.get_by_label("Lo que escribió, 1")).to_have_value(STORY)
    page.get_by_role("button", name="Enviar de nuevo").tap()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("No se perdió nada. Revise y envíe")
    with tenant(cast.north.id):
        assert Contact.objects.get().family_name == "Vega"
        assert NoteVersion.objects.get().body.replace("\r\n", "\n") == STORY


def test_a_part_of_a_page_keeps_what_stands_in_it_and_goes_out_once_signed_in_again(cast, reader, watch):
    with tenant(cast.north.id):
        person = create_contact(by=cast.organizer, given_name="Marisol", family_name="Vega")
    page = reader(cast.organizer, screen=PHONE)
    page.goto(reverse("contacts:detail", args=[person.pk]))
    page.get_by_role("link", name="Add a number or address").tap()
    page.get_by_label("Number or address").fill("(919) 555-0142")
    ready(page)
    Session.objects.all().delete()
    watch.expected |= {401, 403}

    page.locator("form[hx-post] button.pri").tap()

    toast = page.get_by_role("alert")
    expect(toast).to_contain_text("You were signed out. What you typed is still here")
    expect(toast.get_by_role("link", name="Sign in (new window)")).to_be_visible()
    come_back(page, cast.organizer)
    page.locator("form[hx-post] button.pri").tap()
    expect(toast).to_contain_text(
        f"You are signed in as {cast.organizer.name}, Northside. Press again to send."
    )
    page.locator("form[hx-post] button.pri").tap()
    expect(page.locator("main")).to_contain_text("555-0142")


def come_back(page, actor) -> None:
    """As signing in in another window leaves this browser: a new session, and a token turned round."""
    signed_in = make.login(Client(), actor).cookies[settings.SESSION_COOKIE_NAME].value
    fresh = {settings.SESSION_COOKIE_NAME: signed_in, settings.CSRF_COOKIE_NAME: "n" * 32}
    here = page.evaluate("location.origin")
    page.context.add_cookies([{"name": key, "value": value, "url": here} for key, value in fresh.items()])
