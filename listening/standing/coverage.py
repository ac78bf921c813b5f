"""Whom a round has heard, beside whom it set out to hear. Heard are people, not participations."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from crm.access.actors import Actor
from listening.models import CoverageTarget, ListeningProject, ListeningSession, SessionParticipant
from listening.sessions.sealing import contacts_behind

OVER = ("held", "noted", "coded")


@dataclass(frozen=True)
class Voice:
    """One participation. `person` tells two of the same person; None is somebody we do not know."""

    person: uuid.UUID | None
    participant_id: uuid.UUID
    constituencies: tuple[str, ...]
    races: tuple[str, ...]
    school_id: uuid.UUID | None
    district_id: uuid.UUID | None
    language: str

    @property
    def key(self) -> uuid.UUID:
        return self.person or self.participant_id


@dataclass(frozen=True)
class Heard:
    """`known` people at least, and beside them so many participations without a name."""

    known: int
    anonymous: int
    sessions: int
    first_on: datetime.date | None = None
    last_on: datetime.date | None = None

    @property
    def all(self) -> int:
        return self.known + self.anonymous


@dataclass(frozen=True)
class Row:
    target: CoverageTarget
    heard: int

    @property
    def gap(self) -> int:
        return max(0, self.target.goal_n - self.heard)

    @property
    def is_hole(self) -> bool:
        return self.heard == 0

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.heard / self.target.goal_n))


def voices(actor: Actor, project: ListeningProject) -> list[Voice]:
    """Of everybody who took part in what was held, talks included."""
    found = list(
        SessionParticipant.objects.visible_to(actor)
        .filter(session__project=project, session__status__in=OVER)
        .values_list(
            "pk", "contact_id", "constituencies", "race", "school_id", "district_id", "language",
            "session__school_id", "session__district_id", "session__language",
        )
    )  # fmt: skip
    sealed = contacts_behind(actor.organization_id, (row[0] for row in found))
    return [
        Voice(
            person=contact or sealed.get(pk),
            participant_id=pk,
            constituencies=tuple(kinds),
            races=tuple(races),
            school_id=school or at_school,
            district_id=district or in_district,
            language=language or spoken,
        )
        for pk, contact, kinds, races, school, district, language, at_school, in_district, spoken in found
    ]


def heard(actor: Actor, project: ListeningProject, found: list[Voice]) -> Heard:
    """People who came and gave no name are counted by the headcount."""
    sessions = ListeningSession.objects.visible_to(actor).filter(project=project, status__in=OVER)
    named = len(found)
    heads, first, last, n = 0, None, None, 0
    for headcount, at in sessions.values_list("headcount", "starts_at"):
        heads += headcount or 0
        first, last, n = min(first or at, at), max(last or at, at), n + 1
    nameless = sum(voice.person is None for voice in found) + max(0, heads - named)
    return Heard(
        known=len({voice.person for voice in found if voice.person}),
        anonymous=nameless,
        sessions=n,
        first_on=timezone.localdate(first) if first else None,
        last_on=timezone.localdate(last) if last else None,
    )


def rows(actor: Actor, project: ListeningProject, found: list[Voice]) -> list[Row]:
    """The widest gaps first."""
    targets = CoverageTarget.objects.visible_to(actor).filter(project=project)
    made = [
        Row(target, len({voice.key for voice in found if fits(voice, target)}))
        for target in targets.select_related("school", "district")
    ]
    return sorted(
        made, key=lambda row: (not row.is_hole, -row.gap, row.target.constituency, str(row.target.pk))
    )


def fits(voice: Voice, target: CoverageTarget) -> bool:
    return (
        (not target.constituency or target.constituency in voice.constituencies)
        and (not target.race or target.race in voice.races)
        and (not target.language or target.language == voice.language)
        and (target.school_id is None or target.school_id == voice.school_id)
        and (target.district_id is None or target.district_id == voice.district_id)
    )
