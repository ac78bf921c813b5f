"""What the supervisor makes of the web's answers."""

import pytest

from crm.embedded import health


@pytest.mark.parametrize("status", [200, 503])
def test_a_web_that_says_how_it_is_answers_healthy_or_not(web, status):
    assert health.ask(web(status, {"database": "ok"})) == {"database": "ok"}


def test_a_web_that_sends_elsewhere_runs(web):
    assert health.ask(web(301, Location="https://earshot.example.org/healthz")) == {}


def test_a_web_that_fails_does_not_count_as_running(web):
    assert health.ask(web(500)) is None


def test_nobody_there_is_no_answer():
    assert health.ask("http://127.0.0.1:9/") is None


def test_in_production_it_is_asked_by_its_own_name(web, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", ".example.org,other.example.net")

    asked = health.ask(web(200, "headers"))

    assert (asked["Host"], asked["X-Forwarded-Proto"]) == ("example.org", "https")
