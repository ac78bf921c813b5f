"""The wall chart, on screen and for the wall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts import wall
from contacts.forms.wall import WallForm
from crm.access.checks import allowed
from crm.access.roles import Permission


@require_safe
@allowed(Permission.VIEW_ALL_CONTACTS)
def chart(request: HttpRequest) -> HttpResponse:
    offered = wall.offered(request.actor)
    form = WallForm(request.GET, offered=offered)
    chosen = form.chosen()
    drawn = wall.wall(request.actor, chosen["across"], down=chosen["down"], stake=chosen["stake"])
    context = {"form": form, "wall": drawn, "down": chosen["down"], "down_label": wall.DOWN[chosen["down"]]}
    return render(request, "contacts/wall.html", context)
