"""The one search box: its page, and the list under the box while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.search import finders

UNDER_THE_BOX, ON_THE_PAGE = 5, 25


@require_safe
@allowed()
def everything(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[:100]
    groups = finders.everything(request.actor, text, limit=UNDER_THE_BOX if request.htmx else ON_THE_PAGE)
    context = {"text": text, "groups": groups, "count": sum(len(group.hits) for group in groups)}
    template = "search/_hits.html" if request.htmx else "search/everything.html"
    return render(request, template, context | {"search_words": text})
