"""A transcript becomes notes: hand it in, say who spoke, finish; take it back."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.transcripts import SpeakersForm, TranscriptForm
from listening.models import ListeningSession, Note, Transcript
from listening.services.notes import transcripts
from listening.views.notes.noting import choices_of, status

State = Transcript.State


@allowed(Permission.LOG_CONVERSATION)
def begin(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = get_object_or_404(ListeningSession.objects.visible_to(request.actor), pk=session_id)
    form = TranscriptForm(request.POST or None, request.FILES or None, initial={"language": session.language})
    if request.method == "POST" and form.is_valid():
        data, name = form.data_and_name()
        try:
            transcript = transcripts.read_transcript(
                by=request.actor,
                session=session,
                data=data,
                name=name,
                language=form.cleaned_data["language"],
            )
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            return redirect("listening:transcript", transcript.pk)
    context = {"form": form, "session": session, "steps": _steps(1)}
    return TemplateResponse(request, "listening/notes/transcript_new.html", context, status=status(request))


@allowed(Permission.LOG_CONVERSATION)
def preview(request: HttpRequest, transcript_id: uuid.UUID) -> HttpResponse:
    transcript = _one(request, transcript_id)
    if transcript.state != State.PREVIEW:
        return TemplateResponse(request, "listening/notes/transcript_done.html", {"transcript": transcript})
    speakers = choices_of(request, transcript.session)["speakers"]
    form = SpeakersForm(
        request.POST or None,
        transcript=transcript,
        participants=speakers,
        proposed=transcripts.proposed_matches(transcript, speakers),
        initial={"language": transcript.language, "fidelity": Note.Fidelity.VERBATIM},
    )
    if request.method == "POST" and form.is_valid():
        try:
            counts = transcripts.finish_transcript(
                by=request.actor,
                transcript=transcript,
                matches=form.matches(),
                changed=form.changed(),
                language=form.cleaned_data["language"],
                fidelity=form.cleaned_data["fidelity"],
            )
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            made = counts["notes"]
            said = ngettext("%(n)s note made.", "%(n)s notes made.", made) % {"n": made}
            toasts.toast(request, said, undo=reverse("listening:transcript_undo", args=[transcript.pk]))
            return redirect("listening:transcript", transcript.pk)
    context = {"form": form, "transcript": transcript, "steps": _steps(2)}
    return TemplateResponse(request, "listening/notes/transcript.html", context, status=status(request))


@allowed(Permission.LOG_CONVERSATION)
@require_POST
def discard(request: HttpRequest, transcript_id: uuid.UUID) -> HttpResponse:
    transcript = _one(request, transcript_id)
    try:
        transcripts.discard_transcript(by=request.actor, transcript=transcript)
    except DomainError as error:
        toasts.toast(request, str(error))
    else:
        toasts.toast(request, _("Thrown away. Nothing of it is kept."))
    return redirect(_home(request, transcript))


@allowed(Permission.LOG_CONVERSATION)
@require_POST
def undo(request: HttpRequest, transcript_id: uuid.UUID) -> HttpResponse:
    transcript = _one(request, transcript_id)
    try:
        kept = transcripts.undo_transcript(by=request.actor, transcript=transcript)
    except DomainError as error:
        toasts.toast(request, str(error))
    else:
        said = ngettext(
            "Undone. %(n)s note stays: somebody worked with it since.",
            "Undone. %(n)s notes stay: somebody worked with them since.",
            kept,
        )
        toasts.toast(request, said % {"n": kept} if kept else _("Undone. All of its notes are taken back."))
    return redirect(_home(request, transcript))


def _one(request: HttpRequest, transcript_id: uuid.UUID) -> Transcript:
    found = Transcript.objects.visible_to(request.actor).select_related("session", "by__user")
    return get_object_or_404(found, pk=transcript_id)


def _home(request: HttpRequest, transcript: Transcript) -> str:
    if request.actor.can(Permission.VIEW_NOTES):
        return reverse("listening:session", args=[transcript.session_id])
    return reverse("listening:notes")


def _steps(now: int) -> dict:
    return {"steps": [_("The transcript"), _("Who spoke"), _("Notes")], "current": now}
