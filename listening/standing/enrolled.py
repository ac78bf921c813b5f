"""Who was heard beside who goes to school there, by race and ethnicity as the public membership file groups them."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from contacts.races import GROUPS
from crm.cells import Share, share
from crm.districts.models import Enrollment, School
from listening.models import CoverageTarget, ListeningProject
from listening.standing.coverage import Voice

LEARNERS = ("student", "parent")  # whose race is compared with that of the students enrolled
RACES = [race for race in Enrollment.Race.values if race not in ("", "unknown")] + ["mena"]


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
        if self.heard_share.percent is None or self.heard_share.bound or self.enrolled_share.percent is None:
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


def races_of(found: list[Voice]) -> tuple[dict[str, int], int]:
    """Heard students and parents by race as the membership file groups them: several races are one group."""
    people: dict[uuid.UUID, set[str]] = defaultdict(set)
    for voice in found:
        if set(voice.constituencies) & set(LEARNERS):
            people[voice.key] |= {race.partition(":")[0] for race in voice.races}
    told = [races for races in people.values() if races]
    counts = Counter("hispanic" if "hispanic" in one else "two" if len(one) > 1 else min(one) for one in told)
    return {group: counts[group] for group in RACES}, len(told)


def enrolled_at(
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


def compared(
    year: str,
    schools: int,
    enrolled: dict[str, int],
    heard: dict[str, int | None],
    told: int | None,
    *,
    exactly: bool,
) -> Comparison:
    """`exactly`: for the team, whose small shares are not coded."""
    whole = enrolled.get("", 0) or sum(enrolled.values())
    labels = dict(Enrollment.Race.choices) | {"mena": GROUPS["mena"][0]}
    groups = [
        Group(
            labels[race],
            enrolled.get(race, 0),
            _plain_share(enrolled.get(race, 0), whole),
            heard[race],
            _plain_share(heard[race] or 0, told or 0) if exactly else share(heard[race], told),
        )
        for race in RACES
        if enrolled.get(race) or heard[race] != 0
    ]
    return Comparison(year, schools, whole, told, sorted(groups, key=lambda group: -group.enrolled))


def _plain_share(part: int, whole: int) -> Share:
    """Enrollment is public: nothing to hide."""
    return Share(round(100 * part / whole) if whole else None)
