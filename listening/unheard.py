"""Who have we not heard: heard people beside the targets of a round and beside who goes to school there.

Organizers see their own small counts: they are the list of whom to visit next. Everybody who may not read notes sees these tables
as crm.cells lets others see them, in one fixed shape.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow
from contacts.races import GROUPS
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.cells import Axis, Share, Table, protect, share
from crm.districts.models import Enrollment, School
from crm.organizations.models import Organization
from listening.coverage import Voice, fits, voices
from listening.models import CoverageTarget, ListeningProject

ANY = "any"
KINDS: dict[str, str | Promise] = dict(ConstituencyRow.Kind.choices)
LEARNERS = ("student", "parent")  # whose race is compared with that of the students enrolled
PLACE, LANGUAGE, RACE = "place", "language", "race"


@dataclass(frozen=True)
class Spot:
    """Heard and wanted of one cell. `heard` None: hidden. `goal` 0: nobody set one."""

    heard: int | None
    goal: int

    @property
    def gap(self) -> int | None:
        return None if self.heard is None else max(0, self.goal - self.heard)

    @property
    def share(self) -> Share:
        """More than wanted is still all."""
        return share(None if self.heard is None else min(self.heard, self.goal), self.goal)

    @property
    def is_hole(self) -> bool:
        return self.heard == 0 and self.goal > 0

    @property
    def step(self) -> str:
        """How dark: four even steps of the goal; nobody at all is marked apart."""
        if not self.goal or self.heard is None:
            return ""
        return "h0" if self.is_hole else f"h{min(4, 1 + 3 * self.heard // self.goal)}"


@dataclass(frozen=True)
class Line:
    label: str | Promise
    spots: list[Spot | None]  # None: no target there


@dataclass(frozen=True)
class Matrix:
    """Targets by stake (columns) and by place, language or race (rows)."""

    name: str
    columns: list[str | Promise]
    lines: list[Line]

    @property
    def spots(self) -> list[Spot]:
        return [spot for line in self.lines for spot in line.spots if spot]

    @property
    def holes(self) -> int:
        return sum(spot.is_hole for spot in self.spots)

    @property
    def flat(self) -> list[dict[str, Any]]:
        """The table twin, the widest gap first, hidden ones last."""
        rows = [
            {"label": line.label, "column": column, "spot": spot}
            for line in self.lines
            for column, spot in zip(self.columns, line.spots, strict=True)
            if spot
        ]
        return sorted(rows, key=lambda row: -1 if row["spot"].gap is None else row["spot"].gap, reverse=True)


@dataclass(frozen=True)
class Group:
    """One race or ethnicity: its share of the students enrolled, and of those heard."""

    label: str | Promise
    enrolled: int
    enrolled_share: Share
    heard: int | None
    heard_share: Share

    @property
    def gap(self) -> int | None:
        """Percentage points: below zero, too few of them were heard."""
        if self.heard_share.percent is None or self.enrolled_share.percent is None:
            return None
        return self.heard_share.percent - self.enrolled_share.percent


@dataclass(frozen=True)
class Comparison:
    year: str
    schools: int
    enrolled: int
    told: int | None  # heard students and parents who told their race
    groups: list[Group]

    @property
    def furthest(self) -> Group | None:
        below = [group for group in self.groups if (group.gap or 0) < 0]
        return min(below, key=lambda group: group.gap or 0, default=None)


@dataclass(frozen=True)
class Unheard:
    matrices: list[Matrix]
    comparison: Comparison | None
    is_protected: bool

    @property
    def holes(self) -> int:
        return max((matrix.holes for matrix in self.matrices), default=0)


def unheard(actor: Actor, project: ListeningProject) -> Unheard:
    """For one page. Whoever may not read notes gets the first matrix only, and its numbers through crm.cells."""
    found = voices(actor, project)
    targets = list(
        CoverageTarget.objects.visible_to(actor)
        .filter(project=project)
        .select_related("school", "district")
        .order_by("pk")
    )
    shapes = [by for by in (PLACE, LANGUAGE, RACE) if any(_row_of(target, by) != ANY for target in targets)]
    if targets and not shapes:
        shapes = [PLACE]
    is_protected = not actor.can(Permission.VIEW_NOTES)
    counted = [_counted(found, targets, by) for by in (shapes[:1] if is_protected else shapes)]
    races, told = _races(found)
    year, schools, enrolled = _enrolled(project, targets)
    hidden_races: dict[str, int | None] = dict(races)
    shown_told: int | None = told
    if is_protected:
        threshold = Organization.objects.visible_to(actor).values_list("min_cell", flat=True).get()
        counted, hidden_races, shown_told = _protected(counted, races, told, threshold)
    return Unheard(
        [_matrix(by, goals, heard) for by, goals, heard in counted],
        _compared(year, schools, enrolled, hidden_races, shown_told) if year else None,
        is_protected,
    )


Cells = dict[tuple[str, str], int | None]
Counted = tuple[str, dict[tuple[str, str], int], Cells]


def _counted(found: list[Voice], targets: Iterable[CoverageTarget], by: str) -> Counted:
    """Goals of targets in one cell are added; somebody who fits two of them is heard once."""
    goals: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[uuid.UUID]] = defaultdict(set)
    for target in targets:
        place = (_row_of(target, by), target.constituency or ANY)
        goals[place] += target.goal_n
        people[place] |= {voice.key for voice in found if fits(voice, target)}
    return by, dict(goals), {place: len(people[place]) for place in goals}


def _row_of(target: CoverageTarget, by: str) -> str:
    if by == PLACE:
        place = target.school or target.district
        return str(place) if place else ANY
    return (target.language if by == LANGUAGE else target.race) or ANY


def _matrix(by: str, goals: dict[tuple[str, str], int], heard: Cells) -> Matrix:
    columns = [kind for kind in (*KINDS, ANY) if any(place[1] == kind for place in goals)]
    rows = sorted({row for row, _column in goals}, key=lambda row: (row == ANY, row))
    return Matrix(
        by,
        [KINDS.get(column, _("Everybody")) for column in columns],
        [
            Line(
                _label(by, row),
                [
                    Spot(heard[row, column], goals[row, column]) if (row, column) in goals else None
                    for column in columns
                ],
            )
            for row in rows
        ],
    )


def _label(by: str, row: str) -> str | Promise:
    if row == ANY:
        return {PLACE: _("Anywhere"), LANGUAGE: _("Any language"), RACE: _("Any race")}[by]
    if by == LANGUAGE:
        return dict(LANGUAGES).get(row, row)
    return GROUPS[row][0] if by == RACE and row in GROUPS else row


def _races(found: list[Voice]) -> tuple[dict[str, int], int]:
    """Heard students and parents by race as the membership file groups them: several races are one group."""
    people: dict[uuid.UUID, set[str]] = defaultdict(set)
    for voice in found:
        if set(voice.constituencies) & set(LEARNERS):
            people[voice.key] |= {race.partition(":")[0] for race in voice.races}
    told = [races for races in people.values() if races]
    counts = Counter("hispanic" if "hispanic" in one else "two" if len(one) > 1 else min(one) for one in told)
    return {group: counts[group] for group in _GROUPS}, len(told)


_GROUPS = [race for race in Enrollment.Race.values if race not in ("", "unknown")] + ["mena"]


def _enrolled(
    project: ListeningProject, targets: Iterable[CoverageTarget]
) -> tuple[str | None, int, dict[str, int]]:
    """Of the schools that are listened to, or else of all schools of the districts, in the newest year there is."""
    named = {target.school_id for target in targets if target.school_id}
    schools = School.objects.filter(pk__in=named)
    if not named:
        schools = School.objects.filter(district__in=project.places.values_list("district_id", flat=True))
    rows = Enrollment.objects.filter(school__in=schools)
    year = rows.latest_year()
    rows = rows.filter(year=year)
    return year, rows.values("school").distinct().count(), rows.by_race()


def _compared(
    year: str, schools: int, enrolled: dict[str, int], heard: dict[str, int | None], told: int | None
) -> Comparison:
    whole = enrolled.get("", 0) or sum(enrolled.values())
    labels = dict(Enrollment.Race.choices) | {"mena": GROUPS["mena"][0]}
    groups = [
        Group(
            labels[race],
            enrolled.get(race, 0),
            _plain_share(enrolled.get(race, 0), whole),
            heard[race],
            share(heard[race], told),
        )
        for race in _GROUPS
        if enrolled.get(race) or heard[race] != 0
    ]
    return Comparison(year, schools, whole, told, sorted(groups, key=lambda group: -group.enrolled))


def _plain_share(part: int, whole: int) -> Share:
    """Enrollment is public: nothing to hide."""
    return Share(round(100 * part / whole) if whole else None)


def _protected(
    counted: list[Counted], races: dict[str, int], told: int, threshold: int
) -> tuple[list[Counted], dict[str, int | None], int | None]:
    tables = [
        Table(
            "wanted",
            Axis("row", tuple(dict.fromkeys(row for row, _c in goals)), overlaps=True),
            Axis("stake", tuple(dict.fromkeys(column for _r, column in goals)), overlaps=True),
            {place: value or 0 for place, value in heard.items()},
            has_totals=False,
        )
        for _by, goals, heard in counted
    ]
    by_race = Table("learners", Axis("race", tuple(races)), None, {(race,): n for race, n in races.items()})
    *matrices, last = protect([*tables, by_race], threshold=threshold).tables
    return (
        [
            (by, goals, {place: shown.counts[place] for place in goals})
            for (by, goals, _heard), shown in zip(counted, matrices, strict=True)
        ],
        {race: last.counts[(race,)] for race in races},
        last.total,
    )
