import pytest
from django.test import Client
from django.urls import reverse


def test_the_theme_is_kept_by_the_server_and_leads_back_to_the_same_page():
    client = Client()

    answer = client.post(reverse("ui:theme"), {"next": "/people/?q=lu"})

    assert client.cookies["theme"].value == "dark"
    assert answer.headers["Location"] == "/people/?q=lu"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_theme_never_leads_elsewhere(elsewhere):
    assert Client().post(reverse("ui:theme"), {"next": elsewhere}).headers["Location"] == "/"


def test_the_components_page_is_not_there_in_production(settings):
    settings.DEBUG = settings.DEMO_SKIPS_SECOND_FACTOR = False

    assert Client().get(reverse("ui:components")).status_code == 404


def test_more_asks_to_sign_in():
    assert Client().get(reverse("ui:more")).status_code == 302
