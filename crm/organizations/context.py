"""What the page frame says about the reader's organization."""

from typing import Any

from django.http import HttpRequest


def organization(request: HttpRequest) -> dict[str, Any]:
    membership = getattr(request, "membership", None)
    return {
        "organization": membership.organization if membership else None,
        "memberships": getattr(request, "memberships", []),
    }
