"""Many next steps: the list and the team."""

import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import filters
from crm.ui.paging import keyset
from tasks import figures
from tasks.forms import ListFilter
from tasks.lines import lines, today_of
from tasks.models import Task
from tasks.views.sweeps import ACTIONS

SORTS = {"due": ("due_at", "pk"), "closed": ("closed_at", "pk")}
CLOSED = ("done", "dropped")


@require_safe
@allowed(Permission.WORK_TASKS)
def task_list(request: HttpRequest) -> HttpResponse:
    """One's own, or everybody's with `?whose=team` for those who manage tasks."""
    actor, now = request.actor, timezone.now()
    manages = actor.can(Permission.MANAGE_TASKS)
    is_team = manages and request.GET.get("whose") == "team"
    form = ListFilter(request.GET, actor=actor, today=today_of(actor, now))
    chosen = form.cleaned_data if form.is_valid() else {}
    state = chosen.get("state") or "open"
    found = Task.objects.visible_to(actor).select_related("contact", "owner__user")
    if not is_team:
        found = found.of(actor.membership_id)
        form.fields.pop("owner", None)
    elif chosen.get("owner"):
        found = found.of(chosen["owner"])
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    found = _in_state(found, state, now=now, today=today_of(actor, now))
    is_open = state not in CLOSED
    page = keyset(found, request, sorts=SORTS, default="due" if is_open else "-closed")
    context = {
        "page": page,
        "steps": lines(actor, page.rows, now=now),
        "count": found.count(),
        "is_team": is_team,
        "is_open": is_open,
        "state": state,
        "tabs": _tabs(is_team) if manages else [],
        "fields": [form[name] for name in form.fields],
        "chips": filters.chips(form, request.GET),
        "keep": filters.keep(request.GET, drop=form.fields),
        "actions": ACTIONS,
    }
    return render(request, "tasks/list.html", context)


@require_safe
@allowed(Permission.MANAGE_TASKS)
def team(request: HttpRequest) -> HttpResponse:
    """Whose steps wait longest comes first: a question of help, not of blame."""
    actor, now = request.actor, timezone.now()
    form = ListFilter(request.GET, actor=actor, today=today_of(actor, now))
    for name in ("state", "owner"):
        form.fields.pop(name, None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    loads = figures.team(actor, now=now, kind=kind)
    context = {
        "loads": loads,
        "late": sum(load.late for load in loads),
        "fields": [form[name] for name in form.fields],
        "chips": filters.chips(form, request.GET),
        "keep": filters.keep(request.GET, drop=form.fields),
        "kind": kind,
    }
    return render(request, "tasks/team.html", context)


def _in_state(found: QuerySet, state: str, *, now: datetime.datetime, today: datetime.date) -> QuerySet:
    if state == "overdue":
        return found.overdue(now=now)
    if state == "today":
        return found.open().filter(due_on=today)
    if state == "week":
        return found.open().filter(due_on__gte=today, due_on__lt=today + datetime.timedelta(days=7))
    return found.filter(state=state)


def _tabs(is_team: bool) -> list[dict]:
    here = reverse("tasks:list")
    return [
        {"label": pgettext("steps", "Mine"), "url": here, "current": not is_team, "count": None},
        {"label": _("Everybody's"), "url": f"{here}?whose=team", "current": is_team, "count": None},
        {"label": _("The team"), "url": reverse("tasks:team"), "current": False, "count": None},
    ]
