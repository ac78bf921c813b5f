"""Back to the page that an act came from."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, default: str = "/") -> HttpResponseRedirect:
    return redirect(place(request, default))


def place(request: HttpRequest, default: str = "/") -> str:
    """`next` of the form or the query, if it lies here."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else default
