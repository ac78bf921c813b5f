"""A form that was open while its sender was signed out, or signed in again: nothing typed is lost, nothing is forged."""

import datetime
import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.accounts.models import Session, User
from crm.ui import unsent
from tests import make
from tests.walls.routes import ANYBODY, ROUTES

pytestmark = pytest.mark.django_db(databases=["default", "side", "dispatcher"])
HERE = {"Origin": "http://testserver"}
STORY = "The bus came late.\r\n\r\nTwice <b>this</b> week & last."
PERSON = {
    "client_uuid": "0199a1b2-0000-7000-8000-000000000001",
    "given_name": "Lupe",
    "family_name": "de la Cruz",
    "stake": "parent",
    "age_band": "unknown",
    "language": "es",
}


@pytest.fixture
def browser():
    """As browsers come: with the token checked."""
    return Client(enforce_csrf_checks=True)


def open_form(browser, actor, path: str) -> str:
    """The token in the form that they have before them."""
    make.login(browser, actor)
    return token_in(browser.get(path))


def token_in(answer) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[1]


def idle(**ago) -> None:
    Session.objects.update(last_seen_at=timezone.now() - datetime.timedelta(**ago))


def sign_in_again(browser, actor) -> None:
    """In another window: Django turns the token round."""
    browser.cookies[settings.CSRF_COOKIE_NAME] = "n" * 32
    make.login(browser, actor)


def carried(answer) -> dict[str, str]:
    form = answer.content.decode().partition("<h1>")[2].partition("<form")[2]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


def test_a_form_sent_after_twelve_hours_comes_back_whole_in_the_language_of_who_wrote_it(browser, cast):
    User.objects.filter(pk=cast.organizer.user_id).update(language="es")
    path = reverse("contacts:new")
    token = open_form(browser, cast.organizer, path)
    idle(hours=13)

    answer = browser.post(
        path + "?stake=student", PERSON | {"csrfmiddlewaretoken": token, "note": STORY}, headers=HERE
    )

    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Su sesión se cerró mientras escribía" in page and "abre otra ventana" in page
    assert answer["Cache-Control"] == "private, no-store"
    assert carried(answer)["family_name"] == "de la Cruz"
    assert f'action="{path}?stake=student"' in page
    assert "Twice &lt;b&gt;this&lt;/b&gt; week &amp; last." in page and "<li>de la Cruz</li>" in page
    assert token_in(answer) != token
    with tenant(cast.north.id):
        assert not Contact.objects.exists()


def test_signed_in_again_one_press_shows_as_whom_and_the_next_saves(browser, cast):
    path = reverse("contacts:new")
    token = open_form(browser, cast.organizer, path)
    sent = PERSON | {"csrfmiddlewaretoken": token}
    idle(hours=13)
    signed_out = browser.post(path, sent, headers=HERE)
    sign_in_again(browser, cast.organizer)

    look = browser.post(path, carried(signed_out), headers=HERE)

    page = look.content.decode()
    assert look.status_code == 403 and look["Cache-Control"] == "private, no-store"
    assert f"<strong>{cast.organizer.name}</strong>" in page
    with tenant(cast.north.id):
        assert not Contact.objects.exists()
    done = browser.post(path, carried(look), headers=HERE)
    assert done.status_code == 302
    with tenant(cast.north.id):
        assert Contact.objects.get().family_name == "de la Cruz"


def test_somebody_else_on_the_same_phone_is_told_that_it_goes_out_in_their_name(browser, cast):
    path = reverse("contacts:new")
    token = open_form(browser, cast.organizer, path)
    sign_in_again(browser, cast.lead)

    look = browser.post(path, PERSON | {"csrfmiddlewaretoken": token}, headers=HERE)

    assert look.status_code == 403
    assert f"<strong>{cast.lead.name}</strong>, for <strong>Northside</strong>" in look.content.decode()
    with tenant(cast.north.id):
        assert not Contact.objects.exists()


def test_an_administrator_after_an_hour_loses_nothing_either(browser, cast):
    path = reverse("contacts:new")
    token = open_form(browser, cast.admin, path)
    idle(minutes=61)

    answer = browser.post(path, PERSON | {"csrfmiddlewaretoken": token}, headers=HERE)

    assert answer.status_code == 401 and carried(answer)["family_name"] == "de la Cruz"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://sub.testserver"},
        {"Origin": "https://testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
    ids=str,
)
@pytest.mark.parametrize("script", [False, True])
def test_what_another_site_sends_never_comes_back_ready_to_press(browser, cast, headers, script):
    path = reverse("contacts:new")
    open_form(browser, cast.organizer, path)
    headers = headers | ({"HX-Request": "true"} if script else {})

    answer = browser.post(path, {"family_name": "Planted", "csrfmiddlewaretoken": "x" * 64}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Planted" not in page and "csrfmiddlewaretoken" not in page and "token" not in page


def test_another_sites_post_that_finds_nobody_signed_in_carries_nothing(browser, cast):
    answer = browser.post(
        reverse("contacts:new"), {"family_name": "Planted"}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403 and "Planted" not in answer.content.decode()


def test_passwords_codes_and_tokens_are_never_carried(client, cast):
    secrets = {
        "password": "s3",
        "new_password1": "s3",
        "api_key": "s3",
        "webhook_secret": "s3",
        "token": "s3",
    }

    answer = client.post(reverse("contacts:new"), PERSON | secrets)

    assert answer.status_code == 401
    assert set(carried(answer)) - {"csrfmiddlewaretoken"} == set(PERSON)
    assert "s3" not in answer.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "mfa_authenticate"])
def test_signing_in_and_the_own_account_answer_a_stale_token_as_before(browser, cast, name):
    browser.get(reverse("account_login"))

    answer = browser.post(reverse(name), {"login": "a b", "password": "s3", "code": "123456"}, headers=HERE)

    assert answer.status_code == 403
    assert "123456" not in answer.content.decode() and "a b" not in answer.content.decode()


def test_public_pages_are_as_they_were(client):
    """Whoever needs no account is never told to sign in, and nothing of what they send is shown again."""
    names = [(route.name, route.args) for route in ROUTES if route.allowed == ANYBODY]
    views = [resolve(address).func for name, args in names if (address := address_of(name, args))]

    assert len(views) > 10
    assert [view for view in views if hasattr(view, "permission")] == []


def address_of(name: str, args) -> str | None:
    words = {} if callable(args) else dict.fromkeys(args, "nobodys-token")
    try:
        return reverse(name, kwargs=words)
    except NoReverseMatch:
        return None


def test_files_are_named_to_be_chosen_again(client, cast):
    file = SimpleUploadedFile("schools of 2026.csv", b"a,b\n1,2")

    answer = client.post(reverse("contacts:new"), {"family_name": "Vega", "files": file})

    page = answer.content.decode()
    assert "schools of 2026.csv" in page
    assert 'type="file"' in page and 'enctype="multipart/form-data"' in page


def test_a_book_is_not_carried_and_the_page_says_what_to_do(client, cast, monkeypatch):
    monkeypatch.setattr(unsent, "CARRIED_AT_MOST", 50)

    answer = client.post(reverse("contacts:new"), {"note": "x" * 60})

    page = answer.content.decode()
    assert answer.status_code == 401
    assert "too long to carry" in page
    assert "x" * 60 not in page and "<form" not in page.partition("<h1>")[2]


def test_a_part_of_a_page_is_told_to_stay_as_it_is(browser, cast):
    path = reverse("contacts:new")
    token = open_form(browser, cast.organizer, path)
    idle(hours=13)
    as_script = HERE | {"HX-Request": "true", "X-CSRFToken": token}

    out = browser.post(path, PERSON, headers=as_script)
    fragment = browser.get(path, headers=as_script)
    sign_in_again(browser, cast.organizer)
    back = browser.post(path, PERSON, headers=as_script)

    assert (out.status_code, fragment.status_code, back.status_code) == (401, 401, 403)
    assert json.loads(out.content)["sign_in"].startswith(reverse("account_login"))
    told = json.loads(back.content)
    assert cast.organizer.name in told["words"] and told["reader"] == str(cast.organizer.id)
    done = browser.post(path, PERSON, headers=as_script | {"X-CSRFToken": told["token"]})
    assert done.status_code in (200, 302)


def test_reading_still_leads_to_the_sign_in_page(client):
    answer = client.get(reverse("contacts:new"))

    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
