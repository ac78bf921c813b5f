"""Suggestions for the pickers: option lists that htmx puts into a datalist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.districts.models import District, School

FEWEST_LETTERS, MOST_OPTIONS = 2, 12


@require_safe
@allowed()
def options(request: HttpRequest) -> HttpResponse:
    """Districts whose name, county or city holds every word typed."""
    text = _typed(request, "district")
    found = (
        District.objects.named_like(text).order_by("name", "state", "pk") if text else District.objects.none()
    )
    return render(
        request, "districts/_options.html", {"options": [one.label for one in found[:MOST_OPTIONS]]}
    )


@require_safe
@allowed()
def schools(request: HttpRequest) -> HttpResponse:
    """Schools of that name, of the district that the form names, if it does."""
    text = _typed(request, "school")
    found = School.objects.named_like(text).order_by("name", "pk") if text else School.objects.none()
    if chosen := request.GET.get("district", "").strip():
        found = found.filter(district__in=District.objects.called(chosen))
    names = list(dict.fromkeys(one.name for one in found[:MOST_OPTIONS]))
    return render(request, "districts/_options.html", {"options": names})


def _typed(request: HttpRequest, name: str) -> str:
    text = " ".join(request.GET.get("q", request.GET.get(name, "")).split())[:100]
    return text if len(text) >= FEWEST_LETTERS else ""
