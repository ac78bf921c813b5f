"""Several steps at once: what is done with the chosen ones, handing over, the sheet, the way back."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.queue.models import Job
from crm.queue.progress import progress_of
from crm.ui.progress import Progress
from crm.ui.toasts import toast
from tasks import services
from tasks.forms import BulkForm, HandOverAllForm
from tasks.handover import sheet
from tasks.lines import next_monday, today_of
from tasks.models import Sweep
from tasks.views.going_back import back, place

ACTIONS = [
    {"value": "done", "label": gettext_lazy("Mark done"), "icon": "check"},
    {"value": "snooze", "label": gettext_lazy("Snooze"), "icon": "clock"},
    {"value": "hand_over", "label": gettext_lazy("Hand over"), "icon": "users"},
]


@require_POST
@allowed(Permission.WORK_TASKS)
def bulk(request: HttpRequest) -> HttpResponse:
    """Where a day or a member is still missing, a page asks for it."""
    actor = request.actor
    form = BulkForm(request.POST, actor=actor, today=today_of(actor))
    if not form.is_valid():
        return _asked(request, form, status=422)
    if not form.is_complete():
        return _asked(request, form, status=200)
    values = form.cleaned_data
    try:
        sweep = services.sweep_steps(
            by=actor, deed=values["do"], tasks=values["pick"], until=values["until"], to=values["to"]
        )
    except DomainError as error:
        form.add_error(error.field if error.field in ("to", "until") else None, str(error))
        return _asked(request, form, status=422)
    if sweep.is_running:
        return redirect("tasks:sweep", sweep.pk)
    say(request, sweep)
    return back(request, reverse("tasks:list"))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def hand_over_all(request: HttpRequest) -> HttpResponse:
    """Every open step of one member, or their people: for a leave, or for somebody who has gone."""
    actor = request.actor
    initial = {"from_": request.GET.get("from") or str(actor.membership_id)}
    form = HandOverAllForm(request.POST or None, actor=actor, today=today_of(actor), initial=initial)
    if not actor.can(Permission.MANAGE_TASKS):
        form.fields["from_"].choices = [(str(actor.membership_id), actor.name)]
    if form.is_valid():
        values = form.cleaned_data
        try:
            sweep = services.hand_over_all(
                by=actor,
                from_=values["from_"],
                to=values["to"],
                steps="steps" in values["what"],
                people="people" in values["what"],
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("tasks:sweep", sweep.pk)
    context = {
        "question": _("Hand over to whom?"),
        "happens": _("Each keeps its day; an hour is read in the new person's time zone. They get a notice."),
        "stays": _("Steps that are done or dropped stay where they are."),
        "back": _("You can take it back within 30 days."),
        "act": _("Hand over all"),
        "form": form,
        "cancel_url": reverse("tasks:team" if actor.can(Permission.MANAGE_TASKS) else "tasks:list"),
    }
    return render(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_safe
@allowed(Permission.WORK_TASKS)
def sweep(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """What was done, how it goes on, and the way back."""
    row = _sweep(request, sweep_id)
    may_undo = row.by_id == request.actor.membership_id or request.actor.can(Permission.MANAGE_TASKS)
    context = {
        "sweep": row,
        "panel": _panel(request, row),
        "may_undo": may_undo and row.state == Sweep.State.DONE and bool(row.moved or row.people),
        "title": told(row),
        "is_mine": row.to_member_id == request.actor.membership_id,
    }
    return render(request, "tasks/sweep.html", context)


@require_POST
@allowed(Permission.WORK_TASKS)
def undo(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    try:
        row = services.undo_sweep(by=request.actor, sweep=_sweep(request, sweep_id))
    except DomainError as error:
        toast(request, str(error))
        return back(request, reverse("tasks:sweep", args=[sweep_id]))
    if row.is_running:
        return redirect("tasks:sweep", row.pk)
    kept = ngettext(
        "Undone. %(n)d was changed since and stays.", "Undone. %(n)d were changed since and stay.", row.kept
    )
    toast(request, kept % {"n": row.kept} if row.kept else _("Undone."))
    return back(request, reverse("tasks:sweep", args=[row.pk]))


@require_safe
@allowed(Permission.WORK_TASKS)
def handover_sheet(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    row = _sweep(request, sweep_id)
    number = request.GET.get("page", "1")
    found = sheet(request.actor, row, page=int(number) if number.isdecimal() else 1)
    return render(request, "tasks/sheet.html", {"sweep": row, "sheet": found})


def say(request: HttpRequest, row: Sweep) -> None:
    toast(request, told(row), undo=reverse("tasks:undo", args=[row.pk]), next=place(request))


def told(row: Sweep) -> str:
    steps, people = len(row.moved), len(row.people)
    words = {
        Sweep.Deed.DONE: ngettext("%(n)d step done", "%(n)d steps done", steps),
        Sweep.Deed.SNOOZE: ngettext("%(n)d step moved", "%(n)d steps moved", steps),
        Sweep.Deed.HAND_OVER: ngettext("%(n)d step handed over", "%(n)d steps handed over", steps),
    }[Sweep.Deed(row.deed)] % {"n": steps}
    if not people:
        return words
    given = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    return _("%(steps)s, %(people)s") % {"steps": words, "people": given}


def _sweep(request: HttpRequest, sweep_id: uuid.UUID) -> Sweep:
    found = Sweep.objects.visible_to(request.actor)
    related = ("by__user", "from_member__user", "to_member__user")
    return get_object_or_404(found.select_related(*related), pk=sweep_id)


def _panel(request: HttpRequest, row: Sweep) -> Progress | None:
    if not row.is_running:
        return None
    job = Job.objects.visible_to(request.actor).filter(kind="tasks.sweep", key=f"{row.pk}.{row.state}")
    found = job.first()
    return progress_of(found, request.actor) if found else None


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
