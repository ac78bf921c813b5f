"""The lead of another organization knows the addresses; so does somebody without any, and nobody at all."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests import make


def test_an_outsider_finds_nothing_at_any_address(cast, reader, watch):
    watch.expected = {404}
    person = make.contact(cast.north, "Marisol", "Vega")
    action = make.action(cast.north)
    note = make.note(cast.north)
    theirs = [
        reverse("contacts:detail", args=[person.pk]),
        reverse("contacts:edit", args=[person.pk]),
        reverse("listening:log") + f"?contact={person.pk}",
        reverse("listening:session", args=[note.session_id]),
        reverse("listening:note_correct", args=[note.pk]),
        reverse("campaigns:action", args=[action.pk]),
        reverse("campaigns:signup", args=[action.pk, person.pk]),
        reverse("tasks:task", args=[make.task(cast.north, cast.organizer).pk]),
        reverse("tasks:new") + f"?contact={person.pk}",
        reverse("queue:panel", args=[make.job(cast.north).pk]),
    ]
    for reads in (reader(cast.outsider), reader(cast.outsider, language="es")):
        for address in theirs:
            answer = reads.goto(address)

            assert answer is not None and answer.status == 404, address
            expect(reads.locator("body")).not_to_contain_text("Marisol")
    reads = reader(cast.outsider)
    reads.goto(reverse("search:everything") + "?q=Marisol")
    expect(reads.locator("main")).not_to_contain_text("Vega")


def test_nobody_is_sent_to_sign_in_and_comes_back(cast, reader):
    person = make.contact(cast.north, "Marisol", "Vega")
    page = reader(None)

    page.goto(reverse("contacts:detail", args=[person.pk]))

    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/people/"))
    expect(page.locator("input[type=password]")).to_be_visible()
