"""What screens and panels read of listening: words with their consent, counts of a week."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from contacts.models import Contact
from crm.access.actors import Actor
from listening.gate import QuoteGate, Use
from listening.models import Attempt, ListeningSession, Note, SessionParticipant

TALKS = [ListeningSession.Kind.CONVERSATION, ListeningSession.Kind.ONE_ON_ONE]


@dataclass(frozen=True)
class Week:
    """Activity of seven days, by one member or all. Attempts, talks and sessions are never added up."""

    attempts: int
    talks: int
    one_on_ones: int

    @property
    def talked_percent(self) -> int | None:
        return round(100 * self.talks / self.attempts) if self.attempts else None


def week(actor: Actor, *, now: datetime.datetime, mine: bool = False) -> Week:
    tries = Attempt.objects.visible_to(actor).counted().filter(at__gte=now - datetime.timedelta(days=7))
    if mine:
        tries = tries.of(actor)
    counts = tries.aggregate(
        attempts=Count("id"),
        talks=Count("id", filter=Q(result="talked") | Q(channel="one_on_one")),
        one_on_ones=Count("id", filter=Q(channel="one_on_one")),
    )
    return Week(**counts)


def notes_with_words(notes: QuerySet, actor: Actor, *, purpose: str) -> list[Note]:
    """Each with `.shown`: its latest wording, or why there is none, as the gate lets the team see it."""
    found = list(
        notes.annotate(wordings=Count("versions"))
        .select_related("participant", "contact", "author__user", "session")
        .order_by("-created_at", "-pk")[:200]
    )
    for note, shown in zip(found, QuoteGate(actor, use=Use.TEAM, purpose=purpose).show(found), strict=True):
        note.shown = shown
    return found


def participants(actor: Actor, session: ListeningSession) -> list[SessionParticipant]:
    """Names only of contacts the actor may see; the others by pseudonym."""
    found = list(
        SessionParticipant.objects.visible_to(actor).filter(session=session).order_by("pseudonym", "pk")
    )
    ids = [row.contact_id for row in found if row.contact_id]
    known = {person.pk: person for person in Contact.objects.visible_to(actor).filter(pk__in=ids)}
    for row in found:
        row.person = known.get(row.contact_id)
    return found
