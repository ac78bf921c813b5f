"""Talks, tries and words on a contact's page."""

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.timeline.entries import Entry, add
from listening.models import Attempt, Note
from listening.notes import reading


def attempts(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    tries = Attempt.objects.visible_to(actor).counted().filter(contact_id=contact_id)
    may_open = actor.can(Permission.VIEW_NOTES)
    for attempt in tries.select_related("by__user").order_by("-at", "-pk")[:limit]:
        issues = ", ".join(str(label) for label in attempt.issue_labels)
        yield Entry(
            at=attempt.at,
            title=_("%(how)s: %(result)s")
            % {"how": attempt.get_channel_display(), "result": attempt.get_result_display()},
            icon="message-circle" if attempt.is_conversation else "house",
            text=issues,
            url=reverse("listening:session", args=[attempt.session_id])
            if attempt.session_id and may_open
            else "",
            by=str(attempt.by.user) if attempt.by else "",
            is_talk=attempt.is_conversation,
        )


def words(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    if not actor.can(Permission.VIEW_NOTES):
        return
    notes = Note.objects.visible_to(actor).filter(contact_id=contact_id)
    for note in reading.notes_with_words(notes, actor, purpose="timeline")[:limit]:
        yield Entry(
            at=note.created_at,
            title=_("Said") if note.is_quote else _("Our note"),
            icon="quote" if note.is_quote else "pencil-line",
            text=(note.shown.hidden if note.is_quote else note.shown.words or note.shown.hidden),
            words=note.shown.words if note.is_quote else "",
            words_language=note.language,
            url=reverse("listening:session", args=[note.session_id]),
            by=str(note.author.user) if note.author else "",
            is_talk=True,
        )


add("listening.attempts", attempts)
add("listening.words", words)
