"""One of those who took part: put on the list, named, opened with a reason, their answers."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts import search
from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.participants import AnswersForm, ParticipantForm, UnsealForm
from listening.models import GuideQuestion, ListeningSession, SealedLink, SessionParticipant
from listening.notes import reading
from listening.services.sessions import participants
from listening.services.talks import answering
from listening.views.saving import saved
from listening.views.sessions.planning import session_of

SHOWN = 20


@allowed(Permission.MANAGE_LISTENING)
def new(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Somebody whom we know, by a part of the name; or one more without a name."""
    session = session_of(request, session_id)
    q, found = _found(request)
    form = ParticipantForm(request.POST or None)
    if request.method == "POST":
        contact = _chosen(request)
        if contact or form.is_valid():
            kinds = [] if contact else form.cleaned_data["constituencies"]
            row = participants.add_participant(
                by=request.actor, session=session, contact=contact, constituencies=kinds
            )
            toasts.toast(request, _("On the list: %(name)s") % {"name": contact or row.pseudonym})
            return redirect("listening:participant_new", session.pk)
    context = {"session": session, "q": q, "found": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "listening/sessions/participant_new.html", context, status=status)


@allowed(Permission.VIEW_NOTES)
def detail(request: HttpRequest, session_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    session = session_of(request, session_id)
    return _page(request, session, _row(request, session, participant_id))


@allowed(Permission.MANAGE_LISTENING)
def name(request: HttpRequest, session_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    """Now we know who it was."""
    session = session_of(request, session_id)
    row = _row(request, session, participant_id)
    if request.method == "POST" and (contact := _chosen(request)):
        participants.name_participant(by=request.actor, participant=row, contact=contact)
        toasts.toast(request, _("%(pseudonym)s is %(name)s.") % {"pseudonym": row.pseudonym, "name": contact})
        return redirect("listening:session", session.pk)
    q, found = _found(request)
    context = {"session": session, "row": row, "q": q, "found": found}
    return TemplateResponse(request, "listening/sessions/participant_name.html", context)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def remove(request: HttpRequest, session_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    session = session_of(request, session_id)
    try:
        participants.remove_participant(by=request.actor, participant=_row(request, session, participant_id))
    except DomainError as error:
        toasts.toast(request, str(error))
    return redirect("listening:session", session.pk)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def answers(request: HttpRequest, session_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    session = session_of(request, session_id)
    row = _row(request, session, participant_id)
    form = AnswersForm(request.POST, questions=_questions(request, session), participant=row)
    if saved(
        form,
        lambda: (
            answering.save_answers(by=request.actor, session=session, answers=form.answers(), participant=row)
            or True
        ),
    ):
        toasts.toast(request, _("Saved."))
        return redirect("listening:participant", session.pk, row.pk)
    return _page(request, session, row, answers=form, status=422)


@require_POST
@allowed(Permission.VIEW_RESTRICTED)
def unseal(request: HttpRequest, session_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    """Shown on the answer to this press, and on no page that can be opened again."""
    session = session_of(request, session_id)
    row = _row(request, session, participant_id)
    form = UnsealForm(request.POST)
    if contact := saved(
        form,
        lambda: participants.unseal(by=request.actor, participant=row, reason=form.cleaned_data["reason"]),
    ):
        return _page(request, session, row, opened=contact)
    return _page(request, session, row, unsealing=form, status=422)


def _page(
    request: HttpRequest, session: ListeningSession, row: SessionParticipant, *, status: int = 200, **context
) -> HttpResponse:
    actor = request.actor
    seen = {one.pk: one for one in reading.participants(actor, session)}[row.pk]
    questions = _questions(request, session)
    context = {
        "session": session,
        "row": seen,
        "can_manage": actor.can(Permission.MANAGE_LISTENING),
        "can_unseal": SealedLink.objects.visible_to(actor).filter(participant=row).exists(),
        "answers": AnswersForm(questions=questions, participant=row),
        "unsealing": UnsealForm(),
        "may_name": actor.can(Permission.MANAGE_LISTENING) and row.contact_id is None and not seen.is_sealed,
        **context,
    }
    response = TemplateResponse(request, "listening/sessions/participant.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _row(request: HttpRequest, session: ListeningSession, participant_id: uuid.UUID) -> SessionParticipant:
    rows = SessionParticipant.objects.visible_to(request.actor).filter(session=session)
    return get_object_or_404(rows.select_related("session", "contact"), pk=participant_id)


def _questions(request: HttpRequest, session: ListeningSession) -> list[GuideQuestion]:
    rows = GuideQuestion.objects.visible_to(request.actor).filter(guide_id=session.guide_id)
    return list(rows.order_by("position", "pk"))


def _found(request: HttpRequest) -> tuple[str, list[Contact]]:
    q = request.GET.get("q", "").strip()[:100]
    return q, list(search.people(request.actor, q).current().order_by("sort_name", "pk")[:SHOWN]) if q else []


def _chosen(request: HttpRequest) -> Contact | None:
    try:
        key = uuid.UUID(request.POST.get("contact", ""))
    except ValueError:
        return None
    return get_object_or_404(Contact.objects.visible_to(request.actor).current(), pk=key)
