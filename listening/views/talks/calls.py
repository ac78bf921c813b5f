"""Calling: one person a screen, big buttons, and a summary at the end."""

import uuid
from collections.abc import Sequence

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast
from listening.forms.talks import CallForm
from listening.models import Attempt, Call, CallList
from listening.next_steps import next_steps
from listening.services.talks import talking
from listening.services.talks.calling import (
    AlreadyCalled,
    begin_calls,
    call_again,
    end_calls,
    log_call,
    skip_call,
    undo_call,
)
from listening.talks import calling as reading
from tasks.models import Task

NOBODY_THERE = (
    Attempt.Result.NOT_HOME,
    Attempt.Result.LEFT_MESSAGE,
    Attempt.Result.COME_BACK,
    Attempt.Result.WRONG_NUMBER,
)
MORE = (
    Attempt.Result.DISCONNECTED,
    Attempt.Result.LANGUAGE,
    Attempt.Result.REFUSED,
    Attempt.Result.MOVED,
    Attempt.Result.DECEASED,
)
SHOWN = 20


@require_safe
@allowed(Permission.LOG_CONVERSATION)
def call_lists(request: HttpRequest) -> HttpResponse:
    """Those that go on, and where to begin new ones."""
    called = Count("calls", filter=Q(calls__state=Call.State.CALLED))
    lists = CallList.objects.visible_to(request.actor).annotate(total=Count("calls"), called=called)
    context = {
        "lists": lists.order_by("-created_at", "-pk")[:SHOWN],
        "steps": reading.steps_to_call(request.actor).count(),
    }
    return TemplateResponse(request, "listening/talks/calls.html", context)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def begin_with_steps(request: HttpRequest) -> HttpResponse:
    """One's own open steps with people, the first due first."""
    steps = list(
        reading.steps_to_call(request.actor).select_related("contact").order_by("due_at", "pk")[:200]
    )
    serves: dict[uuid.UUID, Task] = {}
    for step in steps:
        serves.setdefault(step.contact_id, step)
    people = [step.contact for step in serves.values()]
    return _begin(request, people, title=_("Next steps by phone"), steps=serves)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def begin_with_turf(request: HttpRequest) -> HttpResponse:
    people = Contact.objects.visible_to(request.actor).in_turf_of(request.actor).reachable()
    return _begin(
        request, people.order_by("last_talk_at", "sort_name", "pk")[:200], title=_("My turf by phone")
    )


@require_safe
@allowed(Permission.LOG_CONVERSATION)
def calling(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """The next person, or how it went."""
    calls = _list(request, list_id)
    person = None if calls.ended_at else reading.next_person(request.actor, calls)
    if person is None:
        context = {
            "calls": calls,
            "progress": reading.progress(request.actor, calls),
            "summary": reading.summary(request.actor, calls),
        }
        return TemplateResponse(request, "listening/talks/calls_done.html", context)
    steps = next_steps(request.actor, now=timezone.now())
    form = CallForm(steps=steps, initial={"try_key": person.call.try_key, "next_step": "none"})
    return _screen(request, calls, person, form)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def log(request: HttpRequest, list_id: uuid.UUID, call_id: uuid.UUID) -> HttpResponse:
    calls, call = _list(request, list_id), _call(request, list_id, call_id)
    form = CallForm(request.POST, steps=next_steps(request.actor, now=timezone.now()))
    if form.is_valid():
        try:
            log_call(by=request.actor, call=call, **form.deed())
        except AlreadyCalled as error:
            toast(request, str(error))
            return redirect("listening:calling", calls.pk)
        except talking.HaveTheyDied:
            return _screen(
                request, calls, reading.person(request.actor, call), form, status=422, asks_sure=True
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            undo = reverse("listening:call_undo", args=[calls.pk, call.pk])
            toast(request, _("Saved: %(name)s") % {"name": call.contact.display_name}, undo=undo)
            return redirect("listening:calling", calls.pk)
    return _screen(request, calls, reading.person(request.actor, call), form, status=422)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def skip(request: HttpRequest, list_id: uuid.UUID, call_id: uuid.UUID) -> HttpResponse:
    skip_call(by=request.actor, call=_call(request, list_id, call_id))
    return redirect("listening:calling", list_id)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def undo(request: HttpRequest, list_id: uuid.UUID, call_id: uuid.UUID) -> HttpResponse:
    try:
        undo_call(by=request.actor, call=_call(request, list_id, call_id))
    except DomainError as error:
        toast(request, str(error))
    return redirect("listening:calling", list_id)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def again(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    call_again(by=request.actor, calls=_list(request, list_id))
    return redirect("listening:calling", list_id)


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def end(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    end_calls(by=request.actor, calls=_list(request, list_id))
    return redirect("listening:calling", list_id)


def _begin(request: HttpRequest, people: Sequence[Contact], **how) -> HttpResponse:
    try:
        calls = begin_calls(by=request.actor, people=people, **how)
    except DomainError as error:
        toast(request, str(error))
        return redirect("listening:calls")
    return redirect("listening:calling", calls.pk)


def _screen(
    request: HttpRequest,
    calls: CallList,
    person: reading.Person,
    form: CallForm,
    *,
    status: int = 200,
    asks_sure: bool = False,
) -> HttpResponse:
    context = {
        "calls": calls,
        "asks_sure": asks_sure,
        "person": person,
        "call": person.call,
        "form": form,
        "progress": reading.progress(request.actor, calls),
        "answers": Call.Answer.choices if calls.ask else [],
        # Keys 1, 2, … press the buttons from the top.
        "first_key": len(Call.Answer.choices) if calls.ask else 1,
        "nobody_there": [(r.value, reading.label_of(r, r.label)) for r in NOBODY_THERE],
        "more": [(r.value, r.label) for r in MORE],
        "may_edit": request.actor.can(Permission.EDIT_CONTACTS),
        "may_open": request.actor.can(Permission.VIEW_CONTACTS),
    }
    return TemplateResponse(request, "listening/talks/calling.html", context, status=status)


def _list(request: HttpRequest, list_id: uuid.UUID) -> CallList:
    return get_object_or_404(CallList.objects.visible_to(request.actor), pk=list_id)


def _call(request: HttpRequest, list_id: uuid.UUID, call_id: uuid.UUID) -> Call:
    seen = Call.objects.visible_to(request.actor).filter(call_list=_list(request, list_id))
    people = Contact.objects.visible_to(request.actor)
    return get_object_or_404(
        seen.filter(contact__in=people).select_related("contact__district", "task", "call_list"), pk=call_id
    )
