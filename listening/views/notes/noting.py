"""What the screens about notes share: who may open them, and the note they are about."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from crm.access.checks import allowed
from crm.access.errors import NotAllowed
from crm.access.roles import Permission
from listening.models import GuideQuestion, ListeningSession, Note
from listening.notes import reading


def for_readers(view: Callable) -> Callable:
    """Whoever reads notes, and whoever writes some: volunteers open their own. Which ones says Note.visible_to."""

    @allowed()
    @wraps(view)
    def guarded(request, *args, **kwargs):
        can = request.actor.can
        if not (can(Permission.VIEW_NOTES) or can(Permission.LOG_CONVERSATION)):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refused:
            raise PermissionDenied from refused

    return guarded


def note_of(request: HttpRequest, note_id: uuid.UUID, *, words: bool = False) -> Note:
    """With its words (reading.with_words) and the speaker's name, where the reader may see it. `words`: there is no
    page for words that were taken back."""
    notes = Note.objects.visible_to(request.actor).select_related(
        *reading.BESIDE, "question", "session__project", "session__district", "session__guide", "transcript"
    )
    note = get_object_or_404(notes, pk=note_id)
    (note,) = reading.name_speakers(request.actor, reading.with_words([note], request.actor))
    if words and not note.may_show:
        raise Http404
    return note


def may_change(request: HttpRequest, note: Note) -> bool:
    own = note.author_id is not None and note.author_id == request.actor.membership_id
    return note.may_show and (own or request.actor.can(Permission.MANAGE_LISTENING))


def choices_of(request: HttpRequest, session: ListeningSession) -> dict:
    """What a form about a note of this session offers."""
    speakers = reading.participants(request.actor, session)
    for row in speakers:
        row.label = f"{row.person.display_name} ({row.pseudonym})" if row.person else row.pseudonym
    questions = GuideQuestion.objects.visible_to(request.actor).filter(guide=session.guide_id)
    return {"speakers": speakers, "questions": questions.order_by("position", "pk")}


def status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
