import pytest
from django.test import RequestFactory
from django.utils import translation

from crm.ui import errors

PAGES = {
    errors.bad_request: 400,
    errors.permission_denied: 403,
    errors.csrf_failure: 403,
    errors.page_not_found: 404,
    errors.server_error: 500,
}


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
    response = errors.page_not_found(RequestFactory().get("/contacts/7/"), Exception("No Contact matches"))

    assert "or it is not yours to see" in response.content.decode()
    assert "Contact" not in response.content.decode()


def test_our_fault_gives_the_number_to_report():
    request = RequestFactory().get("/")
    request.request_id = "ear-7F3K-2009"

    assert "ear-7F3K-2009" in errors.server_error(request).content.decode()
