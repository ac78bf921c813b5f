"""What every page's frame needs. Costs no query: the request already carries actor and memberships."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.ui import navigation

THEMES = ("light", "dark")


def furniture(request: HttpRequest) -> dict[str, Any]:
    return {
        "menus": SimpleLazyObject(lambda: navigation.menus(request)),
        "theme": theme(request),
        "demo": is_demo(request),
        "languages": settings.LANGUAGES,
    }


def is_demo(request: HttpRequest) -> bool:
    """Signed in, the organization says whether its people are fictional; signed out, the settings."""
    membership = getattr(request, "membership", None)
    return membership.is_demo if membership else settings.DEMO


def theme(request: HttpRequest) -> str:
    """'light', 'dark', or '' to follow the system. A cookie, so that the server writes it without a flash."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""
