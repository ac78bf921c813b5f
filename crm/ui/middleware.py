"""Headers that every answer carries, and the number by which a reader can report a broken page."""

import secrets
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("browsing-topics", "camera", "geolocation", "microphone", "payment", "serial", "usb")
)
# No vowels, no look-alikes: it is read over the phone.
ALPHABET = "2346789BCDFGHJKMNPQRTVWXYZ"


class SafeHeaders:
    """Place it above everything that may answer by itself, so that those answers carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = new_request_id()  # type: ignore[attr-defined]
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Request-ID", request.request_id)  # type: ignore[attr-defined]
        if _is_personal(request, response):
            headers.setdefault("Cache-Control", "private, no-store")
        return response


class WithoutNulls:
    """Nobody types a NUL, and PostgreSQL takes none in a text: it is left out of what is asked for, before anything looks
    something up by it. An address with one is no address of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            request.path = request.path_info = request.path_info.replace("\0", "\N{REPLACEMENT CHARACTER}")
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked or "\0" in asked:
            request.META["QUERY_STRING"] = asked.replace("%00", "").replace("\0", "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, _args: tuple, _named: dict) -> None:
        """A form. What is checked in another way (the API, a signed note of a mail service) is read as it came."""
        if getattr(view, "csrf_exempt", False):
            return
        if any("\0" in value for _name, values in request.POST.lists() for value in values):
            cleaned = request.POST.copy()
            for name, values in request.POST.lists():
                cleaned.setlist(name, [value.replace("\0", "") for value in values])
            request.POST = cleaned


class OnlyByButton:
    """An address that takes only the press of a button, and somebody who came to it as to a page: by a reload, by going
    back, from the sign-in page. They land on the page above it and are told that nothing was done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or not _came_to_read(request):
            return response
        messages.info(
            request, _("Nothing was changed. That address only takes the press of a button: press it here.")
        )
        return redirect(page_above(request.path))


def page_above(path: str) -> str:
    """The nearest address above that there is."""
    while (path := path.rstrip("/").rpartition("/")[0] + "/") != "/":
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path


def new_request_id() -> str:
    """Made here, never taken from the client, so that a log line cannot be forged by a header."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"ear-{code[:4]}-{code[4:]}"


def network_prefix(request: HttpRequest) -> str:
    """The reader's network, not the reader: /24 or /48 of the address. Empty when there is none."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        # Only the last entry was written by our own proxy; the ones before it are the client's word.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False))


def _came_to_read(request: HttpRequest) -> bool:
    """As to a page, and not a machine that asks an address of its own (a mail service, the API)."""
    view = request.resolver_match.func if request.resolver_match else None
    return (
        request.method in ("GET", "HEAD")
        and not getattr(view, "csrf_exempt", False)
        and not request.headers.get("HX-Request")
        and request.accepts("text/html")
    )


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    # By credentials, not by request.user: reading the user here would query after the transaction ended.
    session = settings.SESSION_COOKIE_NAME
    return session in request.COOKIES or session in response.cookies or "Authorization" in request.headers
