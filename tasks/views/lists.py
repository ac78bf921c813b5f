"""Many next steps at once: the list, what is done with several, and the team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import filters
from crm.ui.paging import keyset
from crm.ui.toasts import toast
from tasks import figures, services
from tasks.forms import BulkForm, HandOverAllForm, ListFilter
from tasks.lines import lines, next_monday, today_of
from tasks.models import Task
from tasks.views.going_back import back, place

SORTS = {"due": ("due_at", "pk"), "closed": ("closed_at", "pk")}
ACTIONS = [
    {"value": "done", "label": gettext_lazy("Mark done"), "icon": "check"},
    {"value": "snooze", "label": gettext_lazy("Snooze"), "icon": "clock"},
    {"value": "hand_over", "label": gettext_lazy("Hand over"), "icon": "users"},
]


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
    found = found.overdue(now=now) if state == "overdue" else found.filter(state=state)
    is_open = state in ("open", "overdue")
    page = keyset(found, request, sorts=SORTS, default="due" if is_open else "-closed")
    context = {
        "page": page,
        "steps": lines(actor, page.rows, now=now),
        "count": found.count(),
        "is_team": is_team,
        "is_open": is_open,
        "state": state,
        "tabs": _tabs(request, is_team) if manages else [],
        "fields": [form[name] for name in form.fields],
        "chips": filters.chips(form, request.GET),
        "keep": filters.keep(request.GET, drop=form.fields),
        "actions": ACTIONS,
    }
    return render(request, "tasks/list.html", context)


@require_POST
@allowed(Permission.WORK_TASKS)
def bulk(request: HttpRequest) -> HttpResponse:
    """Of the chosen steps all or none: one that cannot be moved leaves the others where they were.

    Where a day or a member is still missing, a page asks for it.
    """
    actor = request.actor
    form = BulkForm(request.POST, actor=actor, today=today_of(actor))
    if not form.is_valid():
        return _asked(request, form, status=422)
    if not form.is_complete():
        return _asked(request, form, status=200)
    values = form.cleaned_data
    chosen = list(Task.objects.visible_to(actor).open().filter(pk__in=values["pick"]).order_by("pk"))
    try:
        for step in chosen:
            if values["do"] == "done":
                services.finish_task(by=actor, task=step)
            elif values["do"] == "snooze":
                services.snooze_task(by=actor, task=step, until=values["until"])
            else:
                services.hand_over_task(by=actor, task=step, to=values["to"])
    except DomainError as error:
        form.add_error(error.field if error.field in ("to", "until") else None, str(error))
        return _asked(request, form, status=422)
    toast(request, _told(values["do"], len(chosen)))
    return back(request, reverse("tasks:list"))


@require_safe
@allowed(Permission.MANAGE_TASKS)
def team(request: HttpRequest) -> HttpResponse:
    loads = figures.team(request.actor, now=timezone.now())
    return render(request, "tasks/team.html", {"loads": loads, "late": sum(load.late for load in loads)})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def hand_over_all(request: HttpRequest) -> HttpResponse:
    """Every open step of one member: for a leave, or for somebody who has gone."""
    actor = request.actor
    initial = {"from_": request.GET.get("from") or str(actor.membership_id)}
    form = HandOverAllForm(request.POST or None, actor=actor, today=today_of(actor), initial=initial)
    if not actor.can(Permission.MANAGE_TASKS):
        form.fields["from_"].choices = [(str(actor.membership_id), actor.name)]
    if form.is_valid():
        try:
            count = services.hand_over_all(
                by=actor, from_=form.cleaned_data["from_"], to=form.cleaned_data["to"]
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(request, _told("hand_over", count))
            return redirect("tasks:team" if actor.can(Permission.MANAGE_TASKS) else "tasks:list")
    back_to = reverse("tasks:team" if actor.can(Permission.MANAGE_TASKS) else "tasks:list")
    context = {
        "question": _("Hand over every open step?"),
        "happens": _("Each keeps its day; an hour is read in the new person's time zone. They get a notice."),
        "stays": _("Steps that are done or dropped stay where they are."),
        "act": _("Hand over all"),
        "form": form,
        "cancel_url": back_to,
    }
    return render(request, "ui/confirm.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: BulkForm, *, status: int) -> HttpResponse:
    deed, picked = form.cleaned_data.get("do", "done"), form.cleaned_data.get("pick", [])
    if status == 200:
        # Nothing is wrong yet: an empty field is a question, not an error.
        today = today_of(request.actor)
        form = BulkForm(initial={"until": next_monday(today)}, actor=request.actor, today=today)
        form.fields["until"].required = form.fields["to"].required = True
    context = {
        "form": form,
        "do": deed,
        "picked": picked,
        "title": ngettext("%(n)d step", "%(n)d steps", len(picked)) % {"n": len(picked)},
        "act": {action["value"]: action["label"] for action in ACTIONS}[deed],
        "next": place(request, reverse("tasks:list")),
    }
    return render(request, "tasks/bulk.html", context, status=status)


def _tabs(request: HttpRequest, is_team: bool) -> list[dict]:
    here = reverse("tasks:list")
    return [
        {"label": pgettext("steps", "Mine"), "url": here, "current": not is_team, "count": None},
        {"label": _("Everybody's"), "url": f"{here}?whose=team", "current": is_team, "count": None},
        {"label": _("The team"), "url": reverse("tasks:team"), "current": False, "count": None},
    ]


def _told(deed: str, count: int) -> str:
    words = {
        "done": ngettext("%(n)d step done", "%(n)d steps done", count),
        "snooze": ngettext("%(n)d step moved", "%(n)d steps moved", count),
        "hand_over": ngettext("%(n)d step handed over", "%(n)d steps handed over", count),
    }
    return words[deed] % {"n": count}
