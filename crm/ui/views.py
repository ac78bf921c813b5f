"""The furniture's own few pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from crm.ui import samples
from crm.ui.context import theme as theme_of

YEAR = 60 * 60 * 24 * 365


@require_safe
@login_required
def more(request: HttpRequest) -> HttpResponse:
    """All places on one page, for the phone's fifth dock place."""
    return render(request, "ui/more.html")


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
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, "ui/components.html", samples.context(request))


def _back(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else "/"
