import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from crm.ui import views

PAGES = {
    views.bad_request: 400,
    views.permission_denied: 403,
    views.csrf_failure: 403,
    views.page_not_found: 404,
    views.server_error: 500,
}


def test_the_theme_is_kept_by_the_server_and_leads_back_to_the_same_page():
    client = Client()

    answer = client.post(reverse("ui:theme"), {"next": "/people/?q=lu"})

    assert client.cookies["theme"].value == "dark"
    assert answer.headers["Location"] == "/people/?q=lu"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_theme_never_leads_elsewhere(elsewhere):
    assert Client().post(reverse("ui:theme"), {"next": elsewhere}).headers["Location"] == "/"


def test_the_components_page_is_not_there_in_production(settings):
    settings.DEBUG = settings.DEMO = False

    assert Client().get(reverse("ui:components")).status_code == 404


def test_more_asks_to_sign_in():
    assert Client().get(reverse("ui:more")).status_code == 302


@pytest.mark.parametrize("view", PAGES, ids=lambda view: view.__name__)
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_error_page_speaks_the_readers_language_without_the_database(view, language):
    # No database fixture: a query would fail the test.
    with translation.override(language):
        response = view(RequestFactory().get("/"))

    html = response.content.decode()
    assert response.status_code == PAGES[view]
    assert f'<html lang="{language}"' in html
    assert html.count("<h1>") == 1


def test_not_found_does_not_say_whether_the_page_exists():
    response = views.page_not_found(RequestFactory().get("/contacts/7/"), Exception("No Contact matches"))

    assert "or it is not yours to see" in response.content.decode()
    assert "Contact" not in response.content.decode()


def test_our_fault_gives_the_number_to_report():
    request = RequestFactory().get("/")
    request.request_id = "ear-7F3K-2009"

    assert "ear-7F3K-2009" in views.server_error(request).content.decode()
