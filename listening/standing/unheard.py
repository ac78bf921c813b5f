"""Who have we not heard: heard people beside the targets of a round and beside who goes to school there.

Organizers see their own small counts: they are the list of whom to visit next. Everybody who may not read notes sees these tables
as crm.cells lets others see them, in one fixed shape.
"""

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
from crm.organizations.models import Organization
from listening.models import CoverageTarget, ListeningProject
from listening.standing.coverage import Voice, fits, voices
from listening.standing.enrolled import Comparison, compared, enrolled_at, races_of

ANY = "any"
KINDS: dict[str, str | Promise] = dict(ConstituencyRow.Kind.choices)
PLACE, LANGUAGE, RACE = "place", "language", "race"


@dataclass(frozen=True)
class Spot:
    """Heard and wanted of one cell. `heard` None: hidden. `goal` 0: nobody set one."""

    heard: int | None
    goal: int
    exactly: bool = True

    @property
    def gap(self) -> int | None:
        return None if self.heard is None else max(0, self.goal - self.heard)

    @property
    def share(self) -> Share:
        """More than wanted is still all. For the team as it is; for others small shares are coded."""
        if self.exactly:
            return Share(round(100 * min(self.heard or 0, self.goal) / self.goal))
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
class Unheard:
    matrices: list[Matrix]
    comparison: Comparison | None
    is_protected: bool

    @property
    def holes(self) -> list[str]:
        """Groups of whom nobody was heard, in words."""
        return [
            f"{column}, {line.label}" if line.label != _("Everywhere") else str(column)
            for matrix in self.matrices
            for line in matrix.lines
            for column, spot in zip(matrix.columns, line.spots, strict=True)
            if spot and spot.is_hole
        ]


def unheard(actor: Actor, project: ListeningProject) -> Unheard:
    """For one page. Whoever may not read notes gets the first matrix only, and its numbers through crm.cells."""
    found = voices(actor, project)
    targets = list(
        CoverageTarget.objects.visible_to(actor)
        .filter(project=project)
        .select_related("school", "district")
        .order_by("pk")
    )
    shapes = [by for by in (PLACE, LANGUAGE, RACE) if any(_shape_of(one) == by for one in targets)]
    shapes = shapes or ([PLACE] if targets else [])
    is_protected = not actor.can(Permission.VIEW_NOTES)
    counted = [
        _counted(
            found, [one for one in targets if _shape_of(one) in ((by, ANY) if by == shapes[0] else (by,))], by
        )
        for by in (shapes[:1] if is_protected else shapes)
    ]
    races, told = races_of(found)
    year, schools, enrolled = enrolled_at(project, targets)
    hidden_races: dict[str, int | None] = dict(races)
    shown_told: int | None = told
    if is_protected:
        threshold = Organization.objects.visible_to(actor).values_list("min_cell", flat=True).get()
        counted, hidden_races, shown_told = _protected(counted, races, told, threshold)
    return Unheard(
        [_matrix(by, goals, heard, exactly=not is_protected) for by, goals, heard in counted],
        compared(year, schools, enrolled, hidden_races, shown_told, exactly=not is_protected)
        if year
        else None,
        is_protected,
    )


Cells = dict[tuple[str, str], int | None]
Counted = tuple[str, dict[tuple[str, str], int], Cells]


def _counted(found: list[Voice], targets: Iterable[CoverageTarget], by: str) -> Counted:
    """Each target stands in one cell of one matrix: goals of groups that lie within each other are never added up."""
    goals: dict[tuple[str, str], int] = {}
    heard: Cells = {}
    for target in targets:
        place = (_row_of(target), target.constituency or ANY)
        goals[place] = goals.get(place, 0) + target.goal_n
        heard[place] = len({voice.key for voice in found if fits(voice, target)})
    return by, goals, heard


def _shape_of(target: CoverageTarget) -> str:
    """The first of these that the target names; one that names none goes with the first matrix there is."""
    if target.school_id or target.district_id:
        return PLACE
    return LANGUAGE if target.language else RACE if target.race else ANY


def _row_of(target: CoverageTarget) -> str:
    parts = [
        str(target.school or target.district or ""),
        str(dict(LANGUAGES).get(target.language, target.language)),
        str(GROUPS[target.race][0] if target.race in GROUPS else target.race),
    ]
    return ", ".join(part for part in parts if part) or ANY


def _matrix(by: str, goals: dict[tuple[str, str], int], heard: Cells, *, exactly: bool) -> Matrix:
    columns = [kind for kind in (*KINDS, ANY) if any(place[1] == kind for place in goals)]
    rows = sorted({row for row, _column in goals}, key=lambda row: (row == ANY, row))
    return Matrix(
        by,
        [KINDS.get(column, _("Everybody")) for column in columns],
        [
            Line(
                _("Everywhere") if row == ANY else row,
                [
                    Spot(heard[row, column], goals[row, column], exactly) if (row, column) in goals else None
                    for column in columns
                ],
            )
            for row in rows
        ],
    )


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
