"""Error pages. Wire as handler400/403/404/500 in the root urls and as CSRF_FAILURE_VIEW.

None of them reads the database: a page about a broken request must not break on the same thing.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from crm.ui.context import theme


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, code=getattr(request, "request_id", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN, template="ui/errors/csrf.html")


def _page(request: HttpRequest, status: HTTPStatus, *, template: str = "", **context: Any) -> HttpResponse:
    # Rendered without the request, so no context processor runs.
    body = render_to_string(template or f"ui/errors/{status.value}.html", {"theme": theme(request)} | context)
    return HttpResponse(body, status=status)
