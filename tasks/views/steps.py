"""One next step: its page, its form, and what can be done with it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.lib.ids import uuid7
from crm.ui.toasts import toast
from tasks import services
from tasks.forms import HandOverForm, OutcomeForm, SnoozeForm, TaskForm
from tasks.lines import lines, next_monday, today_of
from tasks.models import Message, Reminder, Task
from tasks.views.going_back import back, place


@require_safe
@allowed(Permission.WORK_TASKS)
def task(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = _step(request, task_id)
    (line,) = lines(request.actor, [step])
    context = {
        "task": step,
        "line": line,
        "outcome": OutcomeForm(),
        "reminders": Reminder.objects.visible_to(request.actor)
        .filter(task=step)
        .select_related("recipient__user")
        .order_by("-due_at", "-pk")[:10],
        "messages_sent": Message.objects.visible_to(request.actor)
        .filter(reminder__task=step)
        .order_by("-created_at", "-pk")[:10],
    }
    return render(request, "tasks/task.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def new(request: HttpRequest) -> HttpResponse:
    """`?contact=` says with whom; without, it is a step about no one person."""
    actor, today = request.actor, today_of(request.actor)
    contact = _contact(request)
    form = TaskForm(
        request.POST or None,
        actor=actor,
        today=today,
        initial={"owner": str(actor.membership_id), "due_on": next_monday(today), "client_uuid": uuid7()},
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            made = services.create_task(
                by=actor,
                title=values["title"],
                kind=values["kind"],
                owner_id=values["owner"],
                due_on=values["due_on"],
                due_time=values["due_time"],
                contact=contact,
                client_uuid=values["client_uuid"],
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(request, _("Next step added"))
            return back(request, reverse("tasks:task", args=[made.pk]))
    return _form(request, form, contact, _("Add a next step"))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def edit(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = _step(request, task_id)
    form = TaskForm(
        request.POST or None,
        actor=request.actor,
        today=today_of(request.actor),
        initial={
            "title": step.title,
            "kind": step.kind,
            "due_on": step.due_on,
            "due_time": step.due_time,
            "owner": str(step.owner_id),
        },
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.edit_task(
                by=request.actor,
                task=step,
                title=values["title"],
                kind=values["kind"],
                due_on=values["due_on"],
                due_time=values["due_time"],
                contact=step.contact,
                owner_id=values["owner"],
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(request, _("Saved"))
            return back(request, reverse("tasks:task", args=[step.pk]))
    (line,) = lines(request.actor, [step])
    return _form(request, form, line.contact, _("Change this step"), step)


@require_POST
@allowed(Permission.WORK_TASKS)
def done(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """One tap. An outcome may come along from the step's own page."""
    step = _step(request, task_id)
    form = OutcomeForm(request.POST)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    services.finish_task(by=request.actor, task=step, outcome=outcome)
    return _closed(request, step, _("Done: %(title)s"))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def drop(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = _step(request, task_id)
    if request.method == "POST":
        form = OutcomeForm(request.POST)
        outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
        services.drop_task(by=request.actor, task=step, outcome=outcome)
        return _closed(request, step, _("Dropped: %(title)s"))
    context = {
        "question": _("Drop this step?"),
        "happens": step.title,
        "stays": _("It stays on the list of dropped steps, and can be opened again."),
        "act": _("Drop this step"),
        "danger": True,
        "form": OutcomeForm(),
        "action_url": _with_next(request, "tasks:drop", step),
        "cancel_url": place(request, reverse("tasks:task", args=[step.pk])),
    }
    context["form"].fields["outcome"].label = _("Why")
    return render(request, "ui/confirm.html", context)


@require_POST
@allowed(Permission.WORK_TASKS)
def reopen(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = _step(request, task_id)
    try:
        services.reopen_task(by=request.actor, task=step)
    except DomainError as error:
        toast(request, str(error))
    else:
        toast(request, _("Open again: %(title)s") % {"title": step.title})
    return back(request, reverse("tasks:task", args=[step.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def snooze(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step, today = _step(request, task_id), today_of(request.actor)
    form = SnoozeForm(request.POST or None, initial={"until": next_monday(today)})
    if form.is_valid():
        try:
            services.snooze_task(by=request.actor, task=step, until=form.cleaned_data["until"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            words = {"day": _day(form.cleaned_data["until"]), "title": step.title}
            toast(request, _("Moved to %(day)s: %(title)s") % words)
            return back(request)
    return _question(
        request,
        step,
        form,
        question=_("When should this come back?"),
        act=_("Move this step"),
        url_name="tasks:snooze",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def hand_over(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = _step(request, task_id)
    form = HandOverForm(
        request.POST or None, actor=request.actor, today=today_of(request.actor), but=step.owner_id
    )
    if form.is_valid():
        try:
            moved = services.hand_over_task(by=request.actor, task=step, to=form.cleaned_data["to"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(
                request,
                _("Handed to %(name)s: %(title)s") % {"name": moved.owner.user, "title": step.title},
            )
            return back(request)
    return _question(
        request,
        step,
        form,
        question=_("Who takes this over?"),
        act=_("Hand over this step"),
        url_name="tasks:hand_over",
    )


def _step(request: HttpRequest, task_id: uuid.UUID) -> Task:
    return get_object_or_404(
        Task.objects.visible_to(request.actor).select_related(
            "contact", "owner__user", "closed_by__user", "created_by__user"
        ),
        pk=task_id,
    )


def _contact(request: HttpRequest) -> Contact | None:
    """404 for somebody whom the reader may not see."""
    raw = request.POST.get("contact") or request.GET.get("contact")
    if not raw:
        return None
    try:
        contact_id = uuid.UUID(raw)
    except ValueError:
        contact_id = uuid.UUID(int=0)
    return get_object_or_404(Contact.objects.visible_to(request.actor).current(), pk=contact_id)


def _form(
    request: HttpRequest, form: TaskForm, contact: Contact | None, title: str, step: Task | None = None
) -> HttpResponse:
    default = reverse("tasks:task", args=[step.pk]) if step else "/"
    context = {
        "form": form,
        "contact": contact,
        "title": title,
        "task": step,
        "next": place(request, default),
    }
    return render(request, "tasks/form.html", context, status=422 if form.errors else 200)


def _question(
    request: HttpRequest, step: Task, form, *, question: str, act: str, url_name: str
) -> HttpResponse:
    context = {
        "question": question,
        "happens": step.title,
        "act": act,
        "form": form,
        "action_url": _with_next(request, url_name, step),
        "cancel_url": place(request, reverse("tasks:task", args=[step.pk])),
    }
    return render(request, "ui/confirm.html", context, status=422 if form.errors else 200)


def _with_next(request: HttpRequest, url_name: str, step: Task) -> str:
    return reverse(url_name, args=[step.pk], query={"next": place(request)})


def _closed(request: HttpRequest, step: Task, words: str) -> HttpResponse:
    toast(
        request,
        words % {"title": step.title},
        undo=reverse("tasks:reopen", args=[step.pk]),
        next=place(request),
    )
    return back(request)


def _day(day) -> str:
    return date_format(day, pgettext("date format", "D, M j"), use_l10n=False)
