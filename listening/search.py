"""The one search box: sessions by their title and place, notes and memos by what was said."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.search.finders import Hit, add
from listening.finding import searching
from listening.models import ListeningSession


def sessions(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    if not actor.can(Permission.VIEW_NOTES):
        return
    found = ListeningSession.objects.visible_to(actor).not_cancelled().exclude(title="", place="")
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word))
    for session in found.order_by("-starts_at", "-pk")[:limit]:
        yield Hit(
            title=str(session),
            url=reverse("listening:session", args=[session.pk]),
            detail=date_format(timezone.localtime(session.starts_at), "SHORT_DATE_FORMAT"),
            icon="ear",
        )


def words(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    """Those whom the actor may read; for a volunteer their own."""
    if not (actor.can(Permission.VIEW_NOTES) or actor.can(Permission.LOG_CONVERSATION)):
        return
    for hit in searching.search(actor, text, kinds=["note", "translation", "memo"], limit=limit):
        session = hit.note.session if hit.note else hit.memo.session
        yield Hit(
            title=hit.text,
            url=hit.url,
            detail=str(session) if session else "",
            icon="quote" if hit.note and hit.note.is_quote else "pencil-line",
        )


add("sessions", _("Sessions"), sessions, order=30)
add("notes", _("What was said"), words, order=31)
