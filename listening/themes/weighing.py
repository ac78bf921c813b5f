"""What a theme rests on: people, sessions, stakes, languages, districts, and when it was first and last heard."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils import timezone

from crm.access.actors import Actor
from crm.cells import Axis, Table, protect
from listening.models import Excerpt, ListeningSession, Theme, ThemeEvidence
from listening.sessions.sealing import contacts_behind


@dataclass(frozen=True)
class Weight:
    """`known` people at least, plus `anonymous` participations. Words taken back stay counted. `stakes`, `languages` and
    `districts` count people, by kind, code and name; None is a hidden count."""

    excerpts: int = 0
    known: int = 0
    anonymous: int = 0
    sessions: int = 0
    stakes: Mapping[str, int | None] = field(default_factory=dict)
    languages: Mapping[str, int | None] = field(default_factory=dict)
    districts: Mapping[str, int | None] = field(default_factory=dict)
    first_on: datetime.date | None = None
    last_on: datetime.date | None = None

    @property
    def people(self) -> int:
        return self.known + self.anonymous


def weigh(actor: Actor, themes: Iterable[Theme], *, side: str = "supporting") -> dict[uuid.UUID, Weight]:
    """By theme. Notes that the actor may not read are not counted."""
    themes = list(themes)
    evidence = ThemeEvidence.objects.visible_to(actor).filter(theme__in=themes, side=side)
    rows = evidence.select_related(
        "excerpt__note__participant__district",
        "excerpt__note__contact",
        "excerpt__note__session__district",
        "excerpt__district",
    )
    by_theme: dict[uuid.UUID, list[Excerpt]] = {theme.pk: [] for theme in themes}
    for row in rows.order_by("pk"):
        by_theme[row.theme_id].append(row.excerpt)
    everybody = [excerpt for some in by_theme.values() for excerpt in some]
    behind = contacts_behind(
        actor.organization_id,
        {excerpt.note.participant_id for excerpt in everybody if excerpt.note.participant_id},
    )
    return {key: _weight(some, behind) for key, some in by_theme.items()}


def protected(weight: Weight, *, threshold: int) -> Weight:
    """For whoever does not code: people by what they are only where enough of them are (crm.cells)."""
    parts = ("stakes", "languages", "districts")
    tables = [
        Table(
            "theme",
            Axis(part, tuple(counts), overlaps=True, covers=False),
            None,
            {(word,): count for word, count in counts.items()},
            total=weight.people,
        )
        for part in parts
        if (counts := getattr(weight, part))
    ]
    if not tables:
        return weight
    shown = protect(tables, threshold=threshold).tables
    return replace(
        weight, **{table.rows.name: {row: cells[0] for row, cells, _sum in table.lines} for table in shown}
    )


def _weight(excerpts: list[Excerpt], behind: dict[uuid.UUID, uuid.UUID]) -> Weight:
    people: dict[object, Excerpt] = {}
    known = set()
    sessions: dict[uuid.UUID, ListeningSession] = {}
    for excerpt in excerpts:
        note = excerpt.note
        sessions[note.session_id] = note.session
        person = (
            note.contact_id
            or (note.participant.contact_id if note.participant else None)
            or (behind.get(note.participant_id) if note.participant_id else None)
        )
        if person:
            known.add(person)
        # Voices of one session that nobody told apart count as one.
        people.setdefault(person or note.participant_id or note.session_id, excerpt)
    days = sorted(timezone.localdate(session.starts_at) for session in sessions.values())
    stakes: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    districts: Counter[str] = Counter()
    for excerpt in people.values():
        stakes.update(set(excerpt.constituencies))
        languages[excerpt.language] += 1
        place = excerpt.district or excerpt.note.session.district
        if place:
            districts[place.name] += 1
    return Weight(
        excerpts=len(excerpts),
        known=len(known),
        anonymous=len(people) - len(known),
        sessions=len(sessions),
        # As plain mappings: a template asks a Counter for "items" and gets its count.
        stakes=dict(stakes.most_common()),
        languages=dict(languages.most_common()),
        districts=dict(districts.most_common()),
        first_on=days[0] if days else None,
        last_on=days[-1] if days else None,
    )
