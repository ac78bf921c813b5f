"""The furniture's own few pages, and those for what went wrong (handler400 to 500, CSRF failure)."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from crm.ui import samples, unsent
from crm.ui.context import theme as theme_of

YEAR = 60 * 60 * 24 * 365


@require_safe
@login_required
def more(request: HttpRequest) -> HttpResponse:
    """All places on one page, for the phone's fifth dock place."""
    return render(request, "ui/more.html")


@require_safe
@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """In the new window, after signing in beside a form that is still open in the other."""
    return render(request, "ui/signed_in.html")


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark without JavaScript; the script does the same without a round trip."""
    chosen = request.POST.get("theme", "")
    if chosen not in ("light", "dark"):
        chosen = "light" if theme_of(request) == "dark" else "dark"
    response = redirect(_back(request))
    response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every part on one page, to look at. Not in production."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "ui/components.html", samples.context(request))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    return _error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, code=getattr(request, "request_id", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sent_again = unsent.after_a_stale_token(request)
    return sent_again or _error_page(request, HTTPStatus.FORBIDDEN, template="ui/errors/csrf.html")


def _back(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else "/"


def _error_page(
    request: HttpRequest, status: HTTPStatus, *, template: str = "", **context: Any
) -> HttpResponse:
    # Rendered without the request: no context processor runs, so a page about a broken request
    # cannot break on the database once more.
    body = render_to_string(
        template or f"ui/errors/{status.value}.html", {"theme": theme_of(request)} | context
    )
    return HttpResponse(body, status=status)
