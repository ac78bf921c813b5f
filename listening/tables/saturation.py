"""Whether listening still brings something new: codes that were heard for the first time, session by session. Pure but for
one reading."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.access.actors import Actor
from listening.models import ListeningProject, ListeningSession
from listening.tables.code_tables import standing_codings

LAST, MOST_NEW = 3, 1  # saturated when the last three sessions added one code at the most


@dataclass(frozen=True)
class Heard:
    session: ListeningSession
    new: int
    total: int


@dataclass(frozen=True)
class Saturation:
    heard: Sequence[Heard]

    @property
    def last_new(self) -> int:
        return sum(one.new for one in self.heard[-LAST:])

    @property
    def is_reached(self) -> bool:
        """Fewer than three sessions after the first say nothing yet."""
        return len(self.heard) > LAST and self.last_new <= MOST_NEW

    @property
    def total(self) -> int:
        return self.heard[-1].total if self.heard else 0


def curve(sessions: Iterable[tuple[ListeningSession, set[uuid.UUID]]]) -> Saturation:
    """`sessions` in the order in which they were held, each with the codes of its notes."""
    known: set[uuid.UUID] = set()
    heard = []
    for session, codes in sessions:
        new = codes - known
        known |= new
        heard.append(Heard(session, len(new), len(known)))
    return Saturation(heard)


def of_project(actor: Actor, project: ListeningProject) -> Saturation:
    """Sessions with coded notes, two queries."""
    codes: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = (
        standing_codings(actor, project).values_list("excerpt__session_id", "code_id").order_by().distinct()
    )
    for session, code in rows:
        codes.setdefault(session, set()).add(code)
    sessions = ListeningSession.objects.visible_to(actor).filter(pk__in=codes).order_by("starts_at", "pk")
    return curve((session, codes[session.pk]) for session in sessions)
