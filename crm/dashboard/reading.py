"""Figures as the overviews show them: live for one's own organization, frozen and suppressed for the coalition."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise

from campaigns.models import Signup
from contacts.models import ConstituencyRow
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.dashboard.models import Snapshot
from crm.dashboard.services import quarter_of, shown_to_others
from crm.metrics.figures import Period, metric
from crm.organizations.models import Organization
from listening.models import Attempt

HEARD = "listening.people_by_stake"
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
    people: dict[str, int | None] = field(default_factory=dict)  # heard in the closed quarter, by stake
    heard: int | None = None  # each person once
    has_people: bool = False

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
    quarter: Period
    partners: list[Partner]
    weeks: dict[str, int]
    signups: dict[str, int]
    totals: list[int]
    states: dict[str, int]

    @property
    def reporting(self) -> int:
        return sum(partner.has_reported for partner in self.partners)

    @property
    def with_people(self) -> list[Partner]:
        return [partner for partner in self.partners if partner.has_people]

    @property
    def heard(self) -> int:
        return sum(partner.heard or 0 for partner in self.partners)

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
    return shown_to_others(figure, counts, threshold=min_cell)


def labelled(counts: Mapping[str, int | None], labels: Mapping[str, str | Promise]) -> list[tuple]:
    """(label, value) in the order of `labels`, without what does not occur."""
    return [(label, counts[key]) for key, label in labels.items() if counts.get(key, 0) != 0]


def coalition(
    actor: Actor, *, week: datetime.date, quarter: datetime.date, weeks_back: int = 12
) -> Coalition:
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
    columns = ("organization_id", "week", "figure", "key", "value")
    for row in frozen.filter(span=Snapshot.Span.WEEK, week__range=(first, week)).only(*columns):
        if row.figure == "listening.conversations_by_week":
            weeks[row.week.isoformat()] += row.value or 0
        if row.week == week:
            by_partner[row.organization_id][row.figure][row.key] = row.value
    heard: dict = defaultdict(dict)
    people = frozen.filter(span=Snapshot.Span.QUARTER, week=quarter).of_figure(HEARD)
    for row in people.only(*columns):
        heard[row.organization_id][row.key] = row.value
    rows = [_partner(partner, by_partner.get(partner.pk), heard.get(partner.pk)) for partner in partners]
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
        quarter=quarter_of(quarter),
        partners=rows,
        weeks=weeks,
        signups=dict(signups),
        totals=[sum(column) for column in zip(*shown, strict=True)] if shown else [],
        states=dict(states),
    )


def _partner(organization: Organization, figures: Mapping | None, heard: Mapping | None) -> Partner:
    seen = Partner(
        organization,
        people={kind: (heard or {}).get(kind) for kind in KINDS},
        heard=(heard or {}).get(metric(HEARD).whole),
        has_people=heard is not None,
    )
    if not figures:
        return seen
    return replace(
        seen,
        conversations=sum(value or 0 for value in figures["listening.conversations_by_week"].values()),
        overdue=sum(value or 0 for value in figures["tasks.overdue"].values()),
        sessions=sum(value or 0 for value in figures["listening.sessions_by_week"].values()),
    )
