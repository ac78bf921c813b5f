"""A form whose sender was signed out while it was open, or whose token is of an earlier sign-in: the answer carries what
was posted, so that it can be sent once more. Nothing of it is stored, and nothing is done before the reader presses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
CARRIED_AT_MOST = 1_000_000  # characters; a form of more is answered without its fields
LINE = 80  # what is longer, or has lines, is shown in a field of its own
SECRET = re.compile(r"passw|passphrase|secret|token|credential|\botp\b|api_?key", re.IGNORECASE)
BY_A_PROGRAM = re.compile(r"[\da-f]{8}-[\da-f]{4}-|\d{4}-\d\d-\d\d", re.IGNORECASE)
TYPED = re.compile(r"[\s@]|\A[^\W\d_a-z]|\A\W?\d(\D?\d){6,}")  # words, an address, a name, a number to call


@dataclass(frozen=True)
class Posted:
    """What goes along, in its order; of that what somebody typed, to be read and copied; and the names of files."""

    fields: list[tuple[str, str]]
    files: dict[str, list[str]]
    is_too_long: bool = False

    @property
    def lines(self) -> list[str]:
        return [value for _name, value in self.fields if _is_typed(value) and not _is_long(value)]

    @property
    def texts(self) -> list[str]:
        return [value for _name, value in self.fields if _is_long(value)]


class NothingLost:
    """A press that was answered with "sign in first, then come back here": coming back would not bring the words along.
    Just outside the middleware that knows who acts, so that its refusals pass here too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _was_sent_to_sign_in(request, response):
            return response
        if request.headers.get("HX-Request") or request.headers.get("X-Desk"):
            return _for_a_script(request, HTTPStatus.UNAUTHORIZED)
        return _page(request, HTTPStatus.UNAUTHORIZED) if is_form(request) else response


def after_a_stale_token(request: HttpRequest) -> HttpResponse | None:
    """For the CSRF failure view. None: it is not sure that one of our own pages sent this, so nothing is carried."""
    if not (is_of_members(request) and is_from_here(request)):
        return None
    if request.headers.get("HX-Request") or request.headers.get("X-Desk"):
        return _for_a_script(request, HTTPStatus.FORBIDDEN)
    return _page(request, HTTPStatus.FORBIDDEN) if is_form(request) else None


def is_from_here(request: HttpRequest) -> bool:
    """By what the browser says and no page can forge. Both headers are believed only where they agree; a neighbour
    (another name under the same domain) is a stranger."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    here = f"{request.scheme}://{request.get_host()}"
    return bool(site or origin) and site in (None, "same-origin") and origin in (None, here)


def is_of_members(request: HttpRequest) -> bool:
    """A page of ours behind the sign-in (`allowed`). Signing in, one's own account with its passwords and codes, and the
    public pages are not: nothing of those is ever carried."""
    return request.resolver_match is not None and hasattr(request.resolver_match.func, "permission")


def is_form(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type in FORMS


def posted(request: HttpRequest) -> Posted:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not SECRET.search(name)
    ]
    files = {name: [one.name for one in several] for name, several in request.FILES.lists()}
    if sum(len(name) + len(value) for name, value in fields) > CARRIED_AT_MOST:
        return Posted([], files, is_too_long=True)
    return Posted(fields, files)


def _is_long(value: str) -> bool:
    return len(value) > LINE or "\n" in value


def _is_typed(value: str) -> bool:
    return bool(TYPED.search(value)) and not BY_A_PROGRAM.match(value)


def _was_sent_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code != HTTPStatus.FOUND or not is_of_members(request):
        return False
    to = urlsplit(response["Location"])
    return (
        to.path == resolve_url(settings.LOGIN_URL)
        and parse_qs(to.query).get("next") == [request.get_full_path()]
        and (request.method == "POST" or bool(request.headers.get("HX-Request")))
    )


def _page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    context = {"posted": posted(request), "sign_in": _sign_in(), "action": request.get_full_path()}
    response = render(request, "ui/unsent.html", context, status=status)
    return _kept_nowhere(response)


def _for_a_script(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """The page stays as it is, with all that was typed; its script says this and takes the new token."""
    if actor := getattr(request, "actor", None):
        name, organization = actor.name, request.membership.organization_name
        words = _("You are signed in as %(name)s, %(organization)s. Press again to send.")
        told = {"words": words % {"name": name, "organization": organization}}
        told |= {"reader": str(actor.id), "token": get_token(request)}
    else:
        words = _("You were signed out. What you typed is still here: sign in, come back, press again.")
        told = {"words": words, "sign_in": _sign_in(), "sign_in_words": _("Sign in (new window)")}
    response = JsonResponse(told, status=status)
    response["X-Unsent"] = "1"
    return _kept_nowhere(response)


def _sign_in() -> str:
    return resolve_url(settings.LOGIN_URL) + "?" + urlencode({"next": reverse("ui:signed_in")})


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
