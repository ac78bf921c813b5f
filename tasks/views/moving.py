"""One step to another day or another member, each with a way back."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast
from tasks import services
from tasks.forms import HandOverForm, SnoozeForm
from tasks.lines import next_monday, today_of
from tasks.models import Sweep, Task
from tasks.services.rows import TaskClosed
from tasks.views.going_back import back, place
from tasks.views.steps import FORM, step_of, with_next


@require_http_methods(FORM)
@allowed(Permission.WORK_TASKS)
def snooze(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step, today = step_of(request, task_id), today_of(request.actor)
    form = SnoozeForm(request.POST or None, initial={"until": next_monday(today)})
    if form.is_valid() and (sweep := _swept(request, step, form, "snooze", **form.cleaned_data)):
        words = {"day": _day(form.cleaned_data["until"]), "title": step.title}
        return _moved(request, sweep, _("Moved to %(day)s: %(title)s") % words)
    return _question(
        request,
        step,
        form,
        question=_("When should this come back?"),
        act=_("Move this step"),
        url_name="tasks:snooze",
    )


@require_http_methods(FORM)
@allowed(Permission.WORK_TASKS)
def hand_over(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = step_of(request, task_id)
    form = HandOverForm(
        request.POST or None, actor=request.actor, today=today_of(request.actor), but=step.owner_id
    )
    if form.is_valid() and (sweep := _swept(request, step, form, "hand_over", **form.cleaned_data)):
        words = {"name": sweep.to_member.user, "title": step.title}
        return _moved(request, sweep, _("Handed to %(name)s: %(title)s") % words)
    return _question(
        request,
        step,
        form,
        question=_("Who takes this over?"),
        act=_("Hand over this step"),
        url_name="tasks:hand_over",
    )


def _swept(request: HttpRequest, step: Task, form, deed: str, **how) -> Sweep | None:
    """None when the form says why not."""
    try:
        sweep = services.sweep_steps(by=request.actor, deed=deed, tasks=[step.pk], **how)
        if not sweep.moved:
            raise TaskClosed
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    return sweep


def _moved(request: HttpRequest, sweep: Sweep, words: str) -> HttpResponse:
    toast(request, words, undo=reverse("tasks:undo", args=[sweep.pk]), next=place(request))
    return back(request)


def _question(
    request: HttpRequest, step: Task, form, *, question: str, act: str, url_name: str
) -> HttpResponse:
    context = {
        "question": question,
        "happens": step.title,
        "act": act,
        "form": form,
        "action_url": with_next(request, url_name, step),
        "cancel_url": place(request, reverse("tasks:task", args=[step.pk])),
    }
    return render(request, "ui/confirm.html", context, status=422 if form.errors else 200)


def _day(day) -> str:
    return date_format(day, pgettext("date format", "D, M j"), use_l10n=False)
