"""Sessions in the one search box, by the words of their title and place."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.search.finders import Hit, add
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


add("sessions", _("Sessions"), sessions, order=30)
