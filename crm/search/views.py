"""The one search box: its page, the list under the box while somebody types, and the page's own list while they do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.search import finders

UNDER_THE_BOX, ON_THE_PAGE = 5, 25
ON_THE_PAGE_ITSELF = "results"


@require_safe
@allowed()
def everything(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[:100]
    is_box = request.htmx and request.htmx.target != ON_THE_PAGE_ITSELF
    groups = finders.everything(request.actor, text, limit=UNDER_THE_BOX if is_box else ON_THE_PAGE)
    context = {"text": text, "groups": groups, "count": sum(len(group.hits) for group in groups)}
    template = "search/everything.html"
    if request.htmx:
        template = "search/_hits.html" if is_box else "search/_results.html"
    return render(request, template, context | {"search_words": text})
