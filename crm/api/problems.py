"""Every error of the API is a problem document (RFC 9457), and none tells of code, tables or paths."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from crm.access.errors import DomainError, NotAllowed, StaleEdit

CONTENT_TYPE = "application/problem+json"


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, NotAllowed | PermissionDenied):
        error = exceptions.PermissionDenied(str(NotAllowed.sentence))
    elif isinstance(error, StaleEdit):
        return problem(HTTPStatus.CONFLICT, str(error))
    elif isinstance(error, DomainError):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), [_line(error.field or "", str(error))])
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    response = exception_handler(error, context)
    if response is None:
        return None
    errors = _lines(error.detail) if isinstance(error, exceptions.ValidationError) else []
    detail = "Some fields need another value." if errors else str(getattr(error, "detail", ""))
    made = problem(HTTPStatus(response.status_code), detail, errors)
    for name, value in response.headers.items():
        if name.lower() not in {"content-type", "content-length"}:
            made[name] = value
    return made


def problem(status: HTTPStatus, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=int(status), content_type=CONTENT_TYPE)


def _lines(detail: Any, field: str = "") -> list[dict[str, str]]:
    """A nested tree of DRF's as a flat list; `field` is a path like methods.0.value."""
    if isinstance(detail, dict):
        return [
            line
            for name, inner in detail.items()
            for line in _lines(
                inner, ".".join(filter(None, (field, "" if name == "non_field_errors" else str(name))))
            )
        ]
    if isinstance(detail, list):
        if any(isinstance(item, dict | list) for item in detail):
            return [
                line
                for place, item in enumerate(detail)
                for line in _lines(item, f"{field}.{place}".strip("."))
            ]
        return [_line(field, str(item)) for item in detail]
    return [_line(field, str(detail))]


def _line(field: str, detail: str) -> dict[str, str]:
    return {"field": field, "detail": detail}
