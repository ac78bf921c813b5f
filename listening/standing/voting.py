"""Reading a vote: how many chose what, by stake. Outside the team only as crm.cells lets others see it."""

from collections import Counter
from dataclasses import dataclass

from django.utils.functional import Promise

from contacts.models import ConstituencyRow
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.cells import Axis, Share, Table, protect, share
from crm.organizations.models import Organization
from listening.models import Ballot, ListeningProject, PriorityVote, VoteOption

KINDS: dict[str, str | Promise] = dict(ConstituencyRow.Kind.choices)


@dataclass(frozen=True)
class Line:
    option: VoteOption
    chosen: int | None
    of_all: Share
    by_kind: list[int | None]


@dataclass(frozen=True)
class Tally:
    vote: PriorityVote
    ballots: int  # an activity: always shown
    kinds: list[tuple[str | Promise, int | None]]  # with how many ballots
    lines: list[Line]
    is_protected: bool

    @property
    def first(self) -> Line | None:
        return self.lines[0] if self.lines and self.lines[0].chosen else None


def votes(actor: Actor, project: ListeningProject) -> list[PriorityVote]:
    """The newest first."""
    found = PriorityVote.objects.visible_to(actor).filter(project=project)
    return list(found.order_by("-created_at", "-pk"))


def tally(actor: Actor, vote: PriorityVote) -> Tally:
    """The most chosen first. Whoever has several stakes counts in each, so columns do not add up."""
    options = list(VoteOption.objects.visible_to(actor).filter(vote=vote).order_by("position"))
    ballots = Ballot.objects.visible_to(actor).filter(vote=vote).values_list("choices", "constituencies")
    cells: Counter[tuple[str, ...]] = Counter()
    chosen: Counter[str] = Counter()
    voters: Counter[str] = Counter()
    for choices, kinds in ballots:
        voters.update(set(kinds))
        for place in choices:
            chosen[str(place)] += 1
            cells.update((str(place), kind) for kind in set(kinds))
    is_protected = not actor.can(Permission.VIEW_NOTES)
    seen: dict[tuple[str, ...], int | None] = dict(cells)
    seen_chosen: dict[str, int | None] = dict(chosen)
    seen_voters: dict[str, int | None] = dict(voters)
    if is_protected:
        threshold = Organization.objects.visible_to(actor).values_list("min_cell", flat=True).get()
        seen, seen_chosen, seen_voters = _protected(options, cells, chosen, voters, len(ballots), threshold)
    kinds = [kind for kind in KINDS if is_protected or voters[kind]]
    lines = [
        Line(
            option,
            seen_chosen.get(str(option.position), 0),
            share(seen_chosen.get(str(option.position), 0), len(ballots)),
            [seen.get((str(option.position), kind), 0) for kind in kinds],
        )
        for option in options
    ]
    return Tally(
        vote,
        len(ballots),
        [(KINDS[kind], seen_voters.get(kind, 0)) for kind in kinds],
        sorted(lines, key=lambda line: (-(line.chosen or 0), line.option.position)),
        is_protected,
    )


def _protected(
    options: list[VoteOption],
    cells: Counter[tuple[str, ...]],
    chosen: Counter[str],
    voters: Counter[str],
    ballots: int,
    threshold: int,
) -> tuple[dict, dict, dict]:
    table = Table(
        "ballots",
        Axis("option", tuple(str(option.position) for option in options), overlaps=True),
        Axis("stake", tuple(KINDS), overlaps=True, covers=False),
        cells,
        row_totals=chosen,
        column_totals=voters,
        total=ballots,
    )
    shown = protect([table], threshold=threshold).tables[0]
    return dict(shown.counts), dict(shown.row_totals), dict(shown.column_totals)
