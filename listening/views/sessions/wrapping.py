"""The wrap-up of a session: who came, who said yes, what was said, and a card at the end. Three short pages."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.wrapping import WhoCameForm, WordsSaidForm, YesesForm
from listening.models import GuideQuestion, ListeningSession, SessionParticipant, SessionRole
from listening.notes import reading
from listening.services.sessions import asking, counting, participants, wrapping
from listening.services.talks import calling
from listening.views.saving import saved
from listening.views.sessions.planning import session_of


@allowed(Permission.MANAGE_LISTENING)
def people(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """First page: the count, and whoever stands on paper only."""
    session = session_of(request, session_id)
    rows = called(request, session)
    expected = [row for row in rows if _was_expected(session, row)]
    there = len(rows)
    form = WhoCameForm(
        request.POST or None,
        expected=expected,
        initial={
            "headcount": session.headcount if session.headcount is not None else there or None,
            "expected": [str(row.pk) for row in expected],
            "children_n": session.children_n,
            "minutes": session.minutes,
        },
    )
    if request.method == "POST" and saved(form, lambda: _save_people(request, session, form, expected)):
        return redirect("listening:wrap_up_yeses", session.pk)
    return _page(
        request, session, form, 1, signed_in=sum(row.came_by == "sign_in" for row in rows), there=there
    )


@allowed(Permission.MANAGE_LISTENING)
def yeses(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Second page: the ask, the leaders, who did what."""
    session = session_of(request, session_id)
    rows = called(request, session)
    had = SessionRole.objects.visible_to(request.actor).filter(session=session, participant__isnull=False)
    form = YesesForm(
        request.POST or None,
        people=rows,
        roles={row.role: str(row.participant_id) for row in had},
    )
    if request.method == "POST" and saved(
        form, lambda: asking.wrap_up_yeses(by=request.actor, session=session, who_did=form.who_did())
    ):
        return redirect("listening:wrap_up_words", session.pk)
    for row in rows:
        row.chosen, row.starred = form.chosen(row), form.starred(row)
    return _page(request, session, form, 2, people=rows, answers=SessionParticipant.Answer.choices)


@allowed(Permission.MANAGE_LISTENING)
def words(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Third page: what was said, and what we think of it."""
    session = session_of(request, session_id)
    questions = GuideQuestion.objects.visible_to(request.actor).filter(guide_id=session.guide_id)
    form = WordsSaidForm(
        request.POST or None, session=session, questions=list(questions.order_by("position", "pk"))
    )
    if request.method == "POST" and saved(form, lambda: _save_words(request, session, form)):
        toasts.toast(request, _("Wrapped up: %(title)s.") % {"title": session})
        return redirect("listening:wrapped_up", session.pk)
    return _page(request, session, form, 3)


@allowed(Permission.MANAGE_LISTENING)
def done(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The card for the team."""
    session = session_of(request, session_id)
    rows = called(request, session)
    context = {
        "session": session,
        "yes": sum(row.answer == "yes" for row in rows),
        "maybe": sum(row.answer == "maybe" for row in rows),
        "asked": bool(session.ask),
        "leaders": [row for row in rows if row.is_leader],
        "named": sum(row.person is not None for row in rows),
        "notes_n": session.notes.count(),
        "to_thank": len(wrapping.thanked_first(request.actor, session)),
    }
    return TemplateResponse(request, "listening/sessions/wrapped_up.html", context)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def thank(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A list of calls of those who may be called, the host first."""
    session = session_of(request, session_id)
    people = wrapping.thanked_first(request.actor, session)
    try:
        calls = calling.begin_calls(
            by=request.actor, people=people, title=_("Thank you: %(session)s") % {"session": session}
        )
    except DomainError as error:
        toasts.toast(request, str(error))
        return redirect("listening:session", session.pk)
    return redirect("listening:calling", calls.pk)


def called(request: HttpRequest, session: ListeningSession) -> list[SessionParticipant]:
    """Each with `.called`: the name where the reader may see it, else the pseudonym."""
    rows = reading.participants(request.actor, session)
    for row in rows:
        row.called = row.person.display_name if row.person else row.pseudonym
    return rows


def _was_expected(session: ListeningSession, row: SessionParticipant) -> bool:
    """Put on the list before it began, and not seen since."""
    return (
        session.headcount is None
        and row.came_by == SessionParticipant.CameBy.BY_HAND
        and row.created_at < session.starts_at
    )


def _save_people(
    request: HttpRequest, session: ListeningSession, form: WhoCameForm, expected: list[SessionParticipant]
) -> ListeningSession:
    given = form.cleaned_data
    came = {row.pk for row in given.get("expected", ())}
    for row in expected:
        if row.pk not in came:
            participants.remove_participant(by=request.actor, participant=row)
    return counting.wrap_up_people(
        by=request.actor,
        session=session,
        headcount=given["headcount"],
        on_paper=given["on_paper"],
        sheet_key=given["sheet_key"],
        children_n=given["children_n"],
        minutes=given["minutes"],
    )


def _save_words(request: HttpRequest, session: ListeningSession, form: WordsSaidForm) -> ListeningSession:
    return wrapping.wrap_up_words(
        by=request.actor,
        session=session,
        said=form.said(),
        language=form.cleaned_data["language"],
        fidelity=form.cleaned_data["fidelity"],
        memo=form.memo(),
        agreements=form.cleaned_data["agreements"],
    )


def _page(request: HttpRequest, session: ListeningSession, form, step: int, **context) -> HttpResponse:
    context |= {
        "session": session,
        "form": form,
        "step": step,
        "steps": [_("Who came"), _("Who said yes"), _("What was said")],
    }
    template = (
        "listening/sessions/wrap_up.html",
        "listening/sessions/wrap_up_yeses.html",
        "listening/sessions/wrap_up_words.html",
    )[step - 1]
    return TemplateResponse(request, template, context, status=422 if request.method == "POST" else 200)
