import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from crm.ui.middleware import SafeHeaders, WithoutNulls, network_prefix


def answer(response=None, **request):
    run = SafeHeaders(lambda _: response or HttpResponse("ok"))
    asked = RequestFactory().get("/", **request)
    asked.COOKIES.update(request.get("cookies", {}))
    return run(asked)


def test_the_policy_allows_this_site_alone():
    policy = answer().headers["Content-Security-Policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_answers_to_somebody_signed_in_are_not_stored(settings):
    by_cookie = answer(cookies={settings.SESSION_COOKIE_NAME: "x"})
    by_token = answer(headers={"Authorization": "Bearer x"})

    assert by_cookie.headers["Cache-Control"] == by_token.headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in answer().headers


def test_the_answer_that_signs_in_is_not_stored(settings):
    signed_in = HttpResponse()
    signed_in.set_cookie(settings.SESSION_COOKIE_NAME, "x")

    assert answer(signed_in).headers["Cache-Control"] == "private, no-store"


def test_a_request_gets_a_number_of_its_own_that_the_client_cannot_choose():
    first = answer(headers={"X-Request-ID": "forged"}).headers["X-Request-ID"]
    second = answer().headers["X-Request-ID"]

    assert first.startswith("ear-") and first != second != "forged"


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("unix", ""),
    ],
)
def test_an_address_is_kept_as_its_network(address, prefix):
    assert network_prefix(RequestFactory().get("/", REMOTE_ADDR=address)) == prefix


def test_behind_a_proxy_only_the_proxys_own_word_counts(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.77"})

    assert network_prefix(request) == "203.0.113.0/24"


def test_without_a_proxy_the_header_is_ignored(settings):
    settings.SECURE_PROXY_SSL_HEADER = None
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "203.0.113.77"})

    assert network_prefix(request) == "192.0.2.0/24"


def test_a_nul_is_left_out_of_what_was_typed():
    request = RequestFactory().post("/?q=a%00b", {"name": ["Jo\0sé", "x"], "other": "y"})
    run = WithoutNulls(lambda _: HttpResponse("ok"))
    run(request)
    run.process_view(request, answer, (), {})

    assert (request.GET["q"], request.POST.getlist("name"), request.POST["other"]) == (
        "ab",
        ["José", "x"],
        "y",
    )
