"""The form of a next step: new or changed, with its person picker and the days on which it comes back."""

import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.lib.ids import uuid7
from crm.ui.templatetags.ui import clock, day
from crm.ui.toasts import toast
from tasks import repeating, services
from tasks.forms import TaskForm
from tasks.lines import lines, next_monday, today_of
from tasks.models import Task
from tasks.services import TaskChanged
from tasks.views.going_back import back, place
from tasks.views.steps import step_of

# Buttons that ask for more of the form instead of saving it.
ASKING = ("find", "preview")
COMPARED = ("title", "kind", "due_on", "due_time", "owner", "repeat", "repeat_until")


@dataclass(frozen=True)
class Difference:
    """Where what was typed differs from what somebody else saved meanwhile."""

    label: str
    typed: str
    there: str


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def new(request: HttpRequest) -> HttpResponse:
    """`?contact=` says with whom."""
    initial = {
        "owner": str(request.actor.membership_id),
        "due_on": next_monday(today_of(request.actor)),
        "client_uuid": uuid7(),
        "contact": _contact_of(request),
    }
    form = _form(request, initial)
    if _is_saved(request, form):
        values = form.cleaned_data
        try:
            made = services.create_task(
                by=request.actor,
                owner_id=values["owner"],
                client_uuid=values["client_uuid"],
                **_given(values, contact=values["contact"]),
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(request, _("Next step added"))
            return back(request, reverse("tasks:task", args=[made.pk]))
    return _page(request, form, _("Add a next step"))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def edit(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    step = step_of(request, task_id)
    (line,) = lines(request.actor, [step])
    is_veiled = bool(step.contact_id) and line.contact is None
    form = _form(request, _initial(step), with_person=not is_veiled)
    differences: list[Difference] = []
    if form.is_bound:
        is_clean, values = form.is_valid(), form.cleaned_data
        try:
            # Whoever moved the step meanwhile may have made a day past that was none when the form was opened.
            services.check_as_shown(step, version=values.get("version"))
            if is_clean:
                services.edit_task(
                    by=request.actor,
                    task=step,
                    owner_id=values["owner"],
                    version=values["version"],
                    **_given(values, contact=step.contact if is_veiled else values["contact"]),
                )
        except TaskChanged as error:
            differences = _compare(form, error.current)
            form.add_error(None, str(error))
            # What is saved next is saved in the knowledge of both.
            form.data = form.data.copy()
            form.data["version"] = error.current.version
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            if is_clean:
                toast(request, _("Saved"))
                return back(request, reverse("tasks:task", args=[step.pk]))
    veiled = line.who if is_veiled else ""
    return _page(request, form, _("Change this step"), step, veiled=veiled, differences=differences)


@require_safe
@allowed(Permission.WORK_TASKS)
def people(request: HttpRequest) -> HttpResponse:
    """For htmx: whom one can choose, of the words typed so far."""
    form = TaskForm(initial=request.GET.dict(), actor=request.actor, today=today_of(request.actor))
    return render(request, "tasks/_people.html", {"form": form})


@require_safe
@allowed(Permission.WORK_TASKS)
def coming_days(request: HttpRequest) -> HttpResponse:
    """For htmx: the days on which the step would come back."""
    form = TaskForm(initial=request.GET.dict(), actor=request.actor, today=today_of(request.actor))
    return render(request, "tasks/_coming_days.html", {"form": form})


def _form(request: HttpRequest, initial: dict, *, with_person: bool = True) -> TaskForm:
    options = {"actor": request.actor, "today": today_of(request.actor), "with_person": with_person}
    if request.method != "POST":
        return TaskForm(initial=initial, **options)
    if _asks(request):
        return TaskForm(initial=initial | request.POST.dict(), **options)
    return TaskForm(request.POST, initial=initial, **options)


def _asks(request: HttpRequest) -> bool:
    return any(name in request.POST for name in ASKING)


def _is_saved(request: HttpRequest, form: TaskForm) -> bool:
    return form.is_bound and form.is_valid()


def _given(values: dict, *, contact: Contact | None) -> dict:
    names = ("title", "kind", "due_on", "due_time", "repeat", "repeat_until")
    return {"contact": contact, **{name: values[name] for name in names}}


def _initial(step: Task) -> dict:
    return {
        "title": step.title,
        "kind": step.kind,
        "contact": step.contact_id,
        "due_on": step.due_on,
        "due_time": step.due_time,
        "owner": str(step.owner_id),
        "repeat": repeating.choice_of(step.repeat_rule),
        "repeat_until": repeating.until_of(step.repeat_rule),
        "version": step.version,
    }


def _compare(form: TaskForm, current: Task) -> list[Difference]:
    """Only of what is shown on the form: a person whom the reader may not see is not compared."""
    owners, kinds = dict(form.fields["owner"].choices), dict(Task.Kind.choices)
    values, repeats = form.cleaned_data, dict(repeating.Repeat.choices)
    typed = {name: _typed(form, name) for name in COMPARED}
    pairs = [
        ("title", typed["title"], current.title),
        ("kind", kinds.get(typed["kind"], ""), kinds[current.kind]),
        ("due_on", typed["due_on"], current.due_on),
        ("due_time", typed["due_time"], current.due_time),
        ("owner", owners.get(str(typed["owner"]), ""), str(current.owner.user)),
        ("repeat", repeats.get(typed["repeat"], ""), repeats[repeating.choice_of(current.repeat_rule)]),
        ("repeat_until", typed["repeat_until"], repeating.until_of(current.repeat_rule)),
    ]
    found = [
        Difference(form[name].label, _shown(here), _shown(there))
        for name, here, there in pairs
        if here != there
    ]
    if "contact" in values and (values["contact"] and values["contact"].pk) != current.contact_id:
        seen = {person.pk: person for person in form.choices()}
        there = seen.get(current.contact_id)
        name = there.display_name if there else current.contact.initials if current.contact else ""
        found.append(Difference(form["person"].label, str(values["contact"] or ""), name))
    return found


def _typed(form: TaskForm, name: str) -> object:
    """Also where it was refused, such as a day that is past: nothing of what was typed goes missing."""
    if name in form.cleaned_data:
        return form.cleaned_data[name]
    raw = form[name].value()
    try:
        return form.fields[name].to_python(raw)
    except ValidationError:
        return raw


def _shown(value: object) -> str:
    """As the pages write days and hours."""
    if isinstance(value, datetime.date):
        return strip_tags(day(value))
    if isinstance(value, datetime.time):
        return clock(value)
    return str(value or "")


def _contact_of(request: HttpRequest) -> uuid.UUID | None:
    """404 for somebody whom the reader may not see."""
    raw = request.GET.get("contact")
    if not raw or request.method == "POST":
        return None
    try:
        contact_id = uuid.UUID(raw)
    except ValueError:
        contact_id = uuid.UUID(int=0)
    return get_object_or_404(Contact.objects.visible_to(request.actor).current(), pk=contact_id).pk


def _page(
    request: HttpRequest,
    form: TaskForm,
    title: str,
    step: Task | None = None,
    *,
    veiled: str = "",
    differences: list[Difference] | None = None,
) -> HttpResponse:
    default = reverse("tasks:task", args=[step.pk]) if step else "/"
    context = {
        "form": form,
        "title": title,
        "task": step,
        "veiled": veiled,
        "differences": differences or [],
        "next": place(request, default),
    }
    return render(request, "tasks/form.html", context, status=422 if form.errors else 200)
