"""Figures as the overviews show them: live for one's own organization, frozen and suppressed for the coalition."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from campaigns.models import Signup
from contacts.models import ConstituencyRow
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.dashboard.models import Snapshot
from crm.metrics.figures import Period, metric
from crm.organizations.models import Organization
from listening.models import Attempt

KINDS = {kind.value: kind.label for kind in ConstituencyRow.Kind}
STATUSES = {status.value: status.label for status in Signup.Status}
RESULTS = {result.value: result.label for result in Attempt.Result}


@dataclass(frozen=True)
class Partner:
    """A row of the coalition's page. A missing figure is None: 'not reported', which is not 0."""

    organization: Organization
    conversations: int | None = None
    overdue: int | None = None
    sessions: int | None = None
    people: dict[str, int | None] = field(default_factory=dict)

    @property
    def has_reported(self) -> bool:
        return self.conversations is not None

    @property
    def cells(self) -> list[int | None]:
        return [self.people.get(kind) for kind in KINDS]


@dataclass(frozen=True)
class Coalition:
    """`totals` add up only what is shown, so nothing hidden can be worked out from them."""

    week: datetime.date
    partners: list[Partner]
    weeks: dict[str, int]
    signups: dict[str, int]
    totals: list[int]
    states: dict[str, int]

    @property
    def reporting(self) -> int:
        return sum(partner.has_reported for partner in self.partners)

    @property
    def conversations(self) -> int:
        return sum(partner.conversations or 0 for partner in self.partners)

    @property
    def overdue(self) -> int:
        return sum(partner.overdue or 0 for partner in self.partners)


def live(actor: Actor, name: str, period: Period, *, min_cell: int) -> dict[str, int | None]:
    """A figure of one's own organization as of now. Who may not see the people does not see a small count of them."""
    figure = metric(name)
    counts: Mapping[str, int] = figure.count(actor.organization_id, period)
    if not figure.counts_people or actor.can(Permission.VIEW_ALL_CONTACTS):
        return dict(counts)
    return {key: value if value == 0 or value >= min_cell else None for key, value in counts.items()}


def labelled(counts: Mapping[str, int | None], labels: Mapping[str, str | Promise]) -> list[tuple]:
    """(label, value) in the order of `labels`, without what does not occur."""
    return [(label, counts[key]) for key, label in labels.items() if counts.get(key, 0) != 0]


def coalition(actor: Actor, *, week: datetime.date, weeks_back: int = 12) -> Coalition:
    """Everything through the coalition's own database login, which can read frozen figures and the list of partners."""
    partners = list(
        Organization.objects.using("coalition")
        .filter(coalition_id=actor.organization_id)
        .only("id", "name", "slug", "state", "kind", "is_demo")
        .order_by("name", "pk")
    )
    frozen = Snapshot.objects.visible_to(actor)
    first = week - datetime.timedelta(weeks=weeks_back - 1)
    by_partner: dict = defaultdict(lambda: defaultdict(dict))
    weeks: dict[str, int] = {
        (first + datetime.timedelta(weeks=step)).isoformat(): 0 for step in range(weeks_back)
    }
    for row in frozen.filter(week__range=(first, week)).only(
        "organization_id", "week", "figure", "key", "value"
    ):
        if row.figure == "listening.conversations_by_week":
            weeks[row.week.isoformat()] += row.value or 0
        if row.week == week:
            by_partner[row.organization_id][row.figure][row.key] = row.value
    rows = [_partner(partner, by_partner.get(partner.pk)) for partner in partners]
    signups: dict[str, int] = defaultdict(int)
    for figures in by_partner.values():
        for key, value in figures["campaigns.signups_by_status"].items():
            signups[key] += value or 0
    states: dict[str, int] = defaultdict(int)
    for partner in partners:
        states[partner.state] += 1
    shown = [[cell or 0 for cell in row.cells] for row in rows]
    return Coalition(
        week=week,
        partners=rows,
        weeks=weeks,
        signups=dict(signups),
        totals=[sum(column) for column in zip(*shown, strict=True)] if shown else [],
        states=dict(states),
    )


def _partner(organization: Organization, figures: Mapping | None) -> Partner:
    if not figures:
        return Partner(organization)
    return Partner(
        organization,
        conversations=sum(value or 0 for value in figures["listening.conversations_by_week"].values()),
        overdue=sum(value or 0 for value in figures["tasks.overdue"].values()),
        sessions=sum(value or 0 for value in figures["listening.sessions_by_week"].values()),
        # A stake that nobody was frozen with looks like one that few hold.
        people={kind: figures["contacts.by_constituency"].get(kind) for kind in KINDS},
    )
