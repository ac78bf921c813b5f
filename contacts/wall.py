"""The wall chart: people by school or grade against where they stand, with the holes in view.

It counts one's own organization's people by its own judgement (assessment, rung, consent), which is work, not
demography: small numbers show here and leave the organization nowhere.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from contacts import facts
from contacts.facts import Asking, Choice, Fact
from contacts.models import Contact
from crm.access.actors import Actor
from crm.districts.models import District, School

ACROSS = ("contacts.assessment", "contacts.rung", "contacts.consent_text", "contacts.consent_quote")
DOWN = {"school": _("School"), "grade": _("Grade or subject")}
COLUMNS = {"school": "constituencies__school_id", "grade": "constituencies__grade"}
MOST_ROWS, MOST_EMPTY = 120, 200
NONE = ""


@dataclass(frozen=True)
class Cell:
    count: int
    heat: str  # h0 is a hole
    url: str = ""


@dataclass(frozen=True)
class WallRow:
    label: str
    detail: str
    cells: list[Cell]
    total: int
    key: str


@dataclass(frozen=True)
class Wall:
    fact: Fact
    heads: list[Choice]
    rows: list[WallRow]
    people: int  # each once, however many rows they stand in
    unknown: int  # of those, without a value
    empty: list[School]  # schools of districts where we know somebody, and nobody there
    is_cut: bool


def offered(actor: Actor) -> list[Fact]:
    """What can stand across, as far as a room tells it."""
    told = (facts.fact(name) for name in ACROSS)
    return [fact for fact in told if fact and actor.can(fact.needs)]


def wall(actor: Actor, across: Fact, *, down: str = "school", stake: str = "") -> Wall:
    """A fixed number of statements. Somebody with stakes in two schools stands in both rows and is counted once."""
    asking = Asking(actor)
    heads = list(across.choices(asking))
    held, people, unknown = _counted(asking, across, heads, down, stake)
    if unknown:
        heads.append(Choice(NONE, _("Not known")))
    labels = _labels(down, held)
    top = max((n for row in held.values() for key, n in row.items() if key != NONE), default=0)
    order = sorted(held, key=lambda key: (labels[key][0].casefold(), str(key)))
    rows = [
        WallRow(
            label=labels[key][0],
            detail=labels[key][1],
            cells=[_cell(held[key].get(head.key, 0), head.key, top) for head in heads],
            total=sum(held[key].values()),
            key=str(key),
        )
        for key in order[:MOST_ROWS]
    ]
    empty = _empty(actor, set(held)) if down == "school" else []
    return Wall(across, heads, rows, people, unknown, empty, len(order) > MOST_ROWS)


def _counted(
    asking: Asking, across: Fact, heads: Sequence[Choice], down: str, stake: str
) -> tuple[dict, int, int]:
    column, today = COLUMNS[down], asking.today
    # One filter: the same stake is current, of that kind and of that school.
    current = [
        Q(constituencies__starts_on=None) | Q(constituencies__starts_on__lte=today),
        Q(constituencies__ends_on=None) | Q(constituencies__ends_on__gt=today),
        Q(**{f"{column}__isnull": False}) if down == "school" else ~Q(constituencies__grade=""),
        *([Q(constituencies__kind=stake)] if stake else []),
    ]
    found = Contact.objects.visible_to(asking.actor).current().annotate(stands=across.shown(asking))
    known = {head.key for head in heads}
    held: dict = defaultdict(lambda: defaultdict(int))
    people = found.filter(*current).order_by()
    for key, value, n in (
        people.values(column, "stands")
        .annotate(n=Count("pk", distinct=True))
        .values_list(column, "stands", "n")
    ):
        value = "" if value is None else str(value)
        held[key][value if value in known else NONE] += n
    totals = people.aggregate(
        people=Count("pk", distinct=True), unknown=Count("pk", distinct=True, filter=_unknown(known))
    )
    return held, totals["people"], totals["unknown"]


def _unknown(known: set[str]) -> Q:
    return Q(stands=None) | ~Q(stands__in=sorted(known - {NONE}))


def _labels(down: str, held: dict) -> dict:
    if down == "grade":
        return {key: (str(key), "") for key in held}
    schools = School.objects.filter(pk__in=list(held)).select_related("district")
    return {school.pk: (school.name, str(school.district)) for school in schools}


def _empty(actor: Actor, known: set[uuid.UUID]) -> list[School]:
    """Schools nobody is known at, in the districts of schools where somebody is."""
    districts = District.objects.filter(schools__in=list(known))
    found = School.objects.filter(district__in=districts).exclude(pk__in=list(known))
    return list(found.select_related("district").order_by("district__name", "name", "pk")[:MOST_EMPTY])


def _cell(count: int, key: str, top: int) -> Cell:
    """The more, the darker; unknown ones are a hole as soon as there is one."""
    if key == NONE:
        return Cell(count, "h0" if count else "")
    return Cell(count, f"h{min(4, ceil(4 * count / top))}" if count and top else "dim")
