"""One next step: its page, a word about it, closing it and opening it again."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast
from tasks import repeating, services
from tasks.forms import CommentForm, DropForm, OutcomeForm
from tasks.lines import lines
from tasks.models import Comment, Message, Reminder, Task
from tasks.sources import sources_of
from tasks.views.going_back import back, place

FORM = ["GET", "HEAD", "POST"]


@require_safe
@allowed(Permission.WORK_TASKS)
def task(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    return _page(request, step_of(request, task_id), CommentForm())


@require_POST
@allowed(Permission.WORK_TASKS)
def comment(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step, form = step_of(request, task_id), CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, step, form, status=422)
    services.comment_on(by=request.actor, task=step, body=form.cleaned_data["body"])
    return redirect(reverse("tasks:task", args=[step.pk]) + "#comments")


@require_POST
@allowed(Permission.WORK_TASKS)
def done(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """One tap. An outcome may come along from the step's own page."""
    step = step_of(request, task_id)
    form = OutcomeForm(request.POST)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    services.finish_task(by=request.actor, task=step, outcome=outcome)
    return _closed(request, step, _("Done: %(title)s"))


@require_http_methods(FORM)
@allowed(Permission.WORK_TASKS)
def drop(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = step_of(request, task_id)
    form = DropForm(request.POST or None, repeats=bool(step.repeat_rule))
    if request.method == "POST" and form.is_valid():
        services.drop_task(by=request.actor, task=step, **form.cleaned_data)
        return _closed(request, step, _("Dropped: %(title)s"))
    context = {
        "question": _("Drop this step?"),
        "happens": step.title,
        "stays": _("It stays on the list of dropped steps, and can be opened again."),
        "act": _("Drop this step"),
        "danger": True,
        "form": form,
        "action_url": with_next(request, "tasks:drop", step),
        "cancel_url": place(request, reverse("tasks:task", args=[step.pk])),
    }
    return render(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_POST
@allowed(Permission.WORK_TASKS)
def reopen(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = step_of(request, task_id)
    try:
        services.reopen_task(by=request.actor, task=step)
    except DomainError as error:
        toast(request, str(error))
    else:
        toast(request, _("Open again: %(title)s") % {"title": step.title})
    return back(request, reverse("tasks:task", args=[step.pk]))


def step_of(request: HttpRequest, task_id: uuid.UUID) -> Task:
    """404 for one that the reader does not see."""
    return get_object_or_404(
        Task.objects.visible_to(request.actor).select_related(
            "contact", "owner__user", "closed_by__user", "created_by__user"
        ),
        pk=task_id,
    )


def with_next(request: HttpRequest, url_name: str, step: Task) -> str:
    return reverse(url_name, args=[step.pk], query={"next": place(request)})


def _page(request: HttpRequest, step: Task, form: CommentForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    (line,) = lines(actor, [step])
    repeats = bool(step.repeat_rule)
    after = max(step.due_on, step.repeat_on) if repeats else step.due_on
    context = {
        "task": step,
        "line": line,
        "source": sources_of(actor, [step]).get(step.pk),
        "repeats": repeating.words(step.repeat_rule, step.repeat_from) if repeats else "",
        "coming": repeating.days(step.repeat_rule, step.repeat_from, after=after, count=5) if repeats else [],
        "outcome": OutcomeForm(),
        "comment_form": form,
        "comments": Comment.objects.visible_to(actor)
        .filter(task=step)
        .select_related("author__user")
        .order_by("at", "pk"),
        "reminders": Reminder.objects.visible_to(actor)
        .filter(task=step)
        .select_related("recipient__user")
        .order_by("-due_at", "-pk")[:10],
        "messages_sent": Message.objects.visible_to(actor)
        .filter(reminder__task=step)
        .order_by("-created_at", "-pk")[:10],
    }
    return render(request, "tasks/task.html", context, status=status)


def _closed(request: HttpRequest, step: Task, words: str) -> HttpResponse:
    toast(
        request,
        words % {"title": step.title},
        undo=reverse("tasks:reopen", args=[step.pk]),
        next=place(request),
    )
    return back(request)
