"""Reading how a school was rated by the fifteen practices. Each stake stands by itself: that they differ is the finding."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from contacts.models import ConstituencyRow
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.cells import Axis, Table, protect
from crm.organizations.models import Organization
from listening.models import ListeningProject, PracticeAssessment, PracticeEvidence, PracticeSheet
from listening.standing.practices import DOMAINS, PRACTICES, Practice, Words

KINDS: dict[str, str | Promise] = dict(ConstituencyRow.Kind.choices)
APART = 1.0  # from here on two stakes see a practice differently


@dataclass(frozen=True)
class Mean:
    """How the people of one stake rated one practice. Both None: nobody did; `people` None: hidden."""

    rating: float | None
    people: int | None

    @property
    def is_empty(self) -> bool:
        return self.people == 0

    @property
    def step(self) -> str:
        """How dark, by whole points. Nothing is red: a low rating is no hole."""
        return "" if self.rating is None else f"h{min(4, max(1, round(self.rating)))}"


@dataclass(frozen=True)
class Line:
    practice: Practice
    means: list[Mean]
    before: float | None  # all stakes together at the assessment before, each stake as heavy as another
    evidence: int

    @property
    def known(self) -> list[float]:
        return [mean.rating for mean in self.means if mean.rating is not None]

    @property
    def spread(self) -> float | None:
        return max(self.known) - min(self.known) if len(self.known) > 1 else None

    @property
    def is_apart(self) -> bool:
        return (self.spread or 0) >= APART

    @property
    def middle(self) -> float | None:
        return sum(self.known) / len(self.known) if self.known else None

    @property
    def change(self) -> float | None:
        if self.middle is None or self.before is None:
            return None
        return self.middle - self.before


@dataclass(frozen=True)
class Scan:
    assessment: PracticeAssessment
    kinds: list[str]
    domains: list[tuple[Words, list[Line]]]
    people: dict[str, int | None]
    is_protected: bool
    earlier: PracticeAssessment | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def columns(self) -> list[tuple[str | Promise, int | None]]:
        return [(KINDS[kind], self.people[kind]) for kind in self.kinds]

    @property
    def furthest_apart(self) -> Line | None:
        return max(
            (line for line in self.lines if line.is_apart), key=lambda line: line.spread or 0, default=None
        )

    @property
    def weakest(self) -> Line | None:
        return min(
            (line for line in self.lines if line.middle is not None),
            key=lambda line: line.middle or 0,
            default=None,
        )


def assessments(actor: Actor, project: ListeningProject) -> list[PracticeAssessment]:
    """The newest first."""
    return list(
        PracticeAssessment.objects.visible_to(actor)
        .filter(project=project)
        .select_related("school", "district")
        .order_by("-held_on", "-pk")
    )


def scan(actor: Actor, assessment: PracticeAssessment, others: Iterable[PracticeAssessment] = ()) -> Scan:
    """One assessment beside the one before it of the same place. Whoever may not read notes sees no small groups."""
    earlier = next((one for one in others if _is_before(one, assessment)), None)
    now = _means(actor, assessment)
    before = _means(actor, earlier) if earlier else {}
    is_protected = not actor.can(Permission.VIEW_NOTES)
    if is_protected:
        threshold = Organization.objects.visible_to(actor).values_list("min_cell", flat=True).get()
        now, before = _protected(now, threshold), _protected(before, threshold)
    kinds = [kind for kind in KINDS if any(place[1] == kind and not m.is_empty for place, m in now.items())]
    evidence = _evidence(actor, assessment.project_id) if actor.can(Permission.VIEW_NOTES) else {}
    lines = [
        Line(
            practice,
            [now.get((practice.key, kind), Mean(None, 0)) for kind in kinds],
            _middle(before, practice.key),
            evidence.get(practice.key, 0),
        )
        for practice in PRACTICES
    ]
    people: dict[str, int | None] = dict.fromkeys(kinds)
    if not is_protected:
        sheets = PracticeSheet.objects.visible_to(actor).filter(assessment=assessment)
        counted: dict[str, int] = defaultdict(int)
        for kind, n in sheets.values_list("constituency", "people"):
            counted[kind] += n
        people = {kind: counted[kind] for kind in kinds}
    by_domain = [
        (name, [line for line in lines if line.practice.domain == key]) for key, name in DOMAINS.items()
    ]
    return Scan(assessment, kinds, by_domain, people, is_protected, earlier, lines)


Means = dict[tuple[str, str], Mean]


def _means(actor: Actor, assessment: PracticeAssessment) -> Means:
    """By practice and stake; a sheet that several agreed on counts for all of them."""
    sheets = PracticeSheet.objects.visible_to(actor).filter(assessment=assessment)
    rows = sheets.exclude(ratings=None).values_list(
        "ratings__practice", "constituency", "ratings__rating", "people"
    )
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for practice, kind, rating, people in rows:
        both = sums[practice, kind]
        both[0] += rating * people
        both[1] += people
    return {place: Mean(total / people, people) for place, (total, people) in sums.items()}


def _protected(means: Means, threshold: int) -> Means:
    """Without margins, in the fixed shape of all practices and stakes; a mean goes with the number of its people."""
    if not means:
        return {}
    rows, columns = tuple(practice.key for practice in PRACTICES), tuple(KINDS)
    table = Table(
        "rated",
        Axis("practice", rows, overlaps=True),
        Axis("stake", columns),
        {place: mean.people or 0 for place, mean in means.items()},
        has_totals=False,
    )
    shown = protect([table], threshold=threshold).tables[0].counts
    return {
        (row, column): Mean(means[row, column].rating, shown[row, column])
        if shown[row, column] is not None
        else Mean(None, None)
        for row in rows
        for column in columns
    }


def _middle(means: Means, practice: str) -> float | None:
    known = [mean.rating for place, mean in means.items() if place[0] == practice and mean.rating is not None]
    return sum(known) / len(known) if known else None


def _is_before(one: PracticeAssessment, other: PracticeAssessment) -> bool:
    same = (one.school_id, one.district_id) == (other.school_id, other.district_id)
    return same and (one.held_on, one.pk) < (other.held_on, other.pk)


def _evidence(actor: Actor, project_id: uuid.UUID) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    rows = PracticeEvidence.objects.visible_to(actor).filter(project_id=project_id)
    for practice in rows.values_list("practice", flat=True):
        counted[practice] += 1
    return counted
