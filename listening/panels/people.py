"""What listening shows on the pages of people and of Today."""

from datetime import timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from contacts.models import Contact
from crm.access.roles import Permission
from crm.ui import panels
from listening.models import Call, CallList, ListeningSession, Note
from listening.notes import reading
from listening.services.sessions.planning import REMINDED
from listening.talks.calling import steps_to_call
from tasks.panels import about


def words(request: HttpRequest, *, contact: Contact) -> str:
    """What they said, each with its light."""
    if not request.actor.can(Permission.VIEW_NOTES):
        return ""
    notes = Note.objects.visible_to(request.actor).filter(contact=contact, is_quote=True)
    found = reading.notes_with_words(notes, request.actor, purpose="person page")[:5]
    for note in found:
        note.person = contact
    return render_to_string(
        "listening/notes/_words_panel.html",
        {"notes": found, "contact": contact, "can_record": request.actor.can(Permission.EDIT_CONTACTS)},
        request=request,
    )


def to_finish(request: HttpRequest) -> str:
    """One's own sessions without notes, and talks whose words were put off."""
    if not request.actor.can(Permission.LOG_CONVERSATION):
        return ""
    now = timezone.now()
    sessions = (
        ListeningSession.objects.visible_to(request.actor)
        .to_wrap_up(now=now)
        .filter(facilitator_id=request.actor.membership_id)
        .order_by("starts_at", "pk")
        if request.actor.can(Permission.MANAGE_LISTENING)
        else ListeningSession.objects.none()
    )
    talks = reading.to_finish(request.actor).select_related("contact", "session").order_by("-at", "-pk")
    context = {"sessions": sessions[:5], "talks": talks[:10], "more": talks[10:11].exists()}
    return render_to_string("listening/talks/_to_finish_panel.html", context, request=request)


def to_call(request: HttpRequest) -> str:
    """A list that goes on, or one's own steps that are a call."""
    if not request.actor.can(Permission.LOG_CONVERSATION):
        return ""
    lists = CallList.objects.visible_to(request.actor).going_on()
    waiting = lists.filter(calls__state=Call.State.WAITING).distinct()
    steps = steps_to_call(request.actor).filter(due_at__lt=timezone.now() + timedelta(days=2))
    context = {"list": waiting.order_by("-created_at", "-pk").first(), "steps": steps.count()}
    return render_to_string("listening/talks/_calls_panel.html", context, request=request)


def your_week(request: HttpRequest) -> str:
    if not request.actor.can(Permission.LOG_CONVERSATION):
        return ""
    week = reading.week(request.actor, now=timezone.now(), mine=True)
    return render_to_string("listening/talks/_week_panel.html", {"week": week}, request=request)


def wrap_up_next(request: HttpRequest) -> str:
    """A session that ended and waits for its notes comes before everything else."""
    if not request.actor.can(Permission.MANAGE_LISTENING):
        return ""
    session = (
        ListeningSession.objects.visible_to(request.actor)
        .to_wrap_up(now=timezone.now())
        .filter(facilitator_id=request.actor.membership_id)
        .order_by("starts_at", "pk")
        .first()
    )
    if session is None:
        return ""
    return render_to_string("listening/talks/_next.html", {"session": session}, request=request)


def reminders(request: HttpRequest, *, session: ListeningSession) -> str:
    if session.kind == ListeningSession.Kind.CONVERSATION:
        return ""
    return about(request, kind=REMINDED, subject_id=session.pk, zone=request.actor.time_zone)


def call_many(request: HttpRequest) -> str:
    """Of ticked people."""
    if not request.actor.can(Permission.LOG_CONVERSATION):
        return ""
    return render_to_string("listening/talks/_call_many.html", request=request)


def call_list(request: HttpRequest, *, query: str) -> str:
    """Of a filter or a saved list."""
    if not request.actor.can(Permission.LOG_CONVERSATION):
        return ""
    return render_to_string("listening/talks/_call_list.html", {"query": query}, request=request)


panels.add("contacts.detail", "listening.words", words, order=20)
panels.add("contacts.many", "listening.calls", call_many, order=20)
panels.add("contacts.list", "listening.calls", call_list, order=20)
panels.add("tasks.today", "listening.to_finish", to_finish, order=40)
panels.add("tasks.today", "listening.calls", to_call, order=30)
panels.add("tasks.today.side", "listening.week", your_week, order=60)
panels.add("tasks.today.next", "listening.wrap_up", wrap_up_next, order=10)
panels.add("listening.session.side", "listening.reminders", reminders, order=20)
