"""Freezing closed weeks, and what the coalition can read of them."""

import datetime

import pytest
from django.db import ProgrammingError, connections
from django.utils import timezone

from contacts.models import ConstituencyRow
from crm.access.tenancy import tenant
from crm.dashboard import reading, services
from crm.dashboard.models import Snapshot
from listening.models import Attempt
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def monday(cast):
    return services.last_closed_week(cast.north)


@pytest.fixture
def quarter(cast):
    return services.last_closed_quarter(cast.north)


def fill(organization, kinds: dict[str, int], talks: int, day: datetime.date):
    in_quarter = timezone.make_aware(
        datetime.datetime.combine(services.last_closed_quarter(organization), datetime.time(12))
    )
    for kind, count in kinds.items():
        for number in range(count):
            person = make.contact(organization, f"{kind} {number}")
            with tenant(organization.id):
                ConstituencyRow.objects.create(organization_id=organization.id, contact=person, kind=kind)
                Attempt.objects.create(
                    organization_id=organization.id, contact=person, result="talked", at=in_quarter
                )
    noon = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
    with tenant(organization.id):
        Attempt.objects.bulk_create(
            Attempt(organization_id=organization.id, result="talked", at=noon) for _ in range(talks)
        )


def freeze(organization, monday):
    with tenant(organization.id):
        return services.freeze_week(by=make.system(organization), monday=monday)


def freeze_people(organization, quarter):
    with tenant(organization.id):
        return services.freeze_quarter(by=make.system(organization), first_day=quarter)


def test_the_coalition_reads_numbers_and_no_small_groups(cast, monday, quarter):
    fill(cast.north, {"parent": 25, "student": 12, "board": 3}, talks=7, day=monday)
    freeze(cast.north, monday)
    freeze_people(cast.north, quarter)

    seen = reading.coalition(cast.overseer, week=monday, quarter=quarter)

    north = next(p for p in seen.partners if p.organization.pk == cast.north.pk)
    assert north.conversations == 7
    assert north.heard == 40
    assert north.people["parent"] == 25
    assert north.people["board"] is None
    assert seen.totals[list(reading.KINDS).index("parent")] == 25
    assert seen.totals[list(reading.KINDS).index("board")] == 0
    with tenant(cast.north.id):
        assert Snapshot.objects.get(figure=reading.HEARD, key="board").value is None


def test_what_is_hidden_is_not_told_by_the_rest(cast, monday, quarter):
    """Only one stake is small, and nobody has two: total minus the shown ones must not give it away."""
    fill(cast.north, dict.fromkeys(reading.KINDS, 20) | {"board": 3}, talks=0, day=monday)
    freeze_people(cast.north, quarter)

    seen = reading.coalition(cast.overseer, week=monday, quarter=quarter)

    cells = next(p for p in seen.partners if p.organization.pk == cast.north.pk).cells
    assert cells.count(None) >= 2


def test_stocks_of_people_are_never_frozen(cast, monday, quarter):
    """Two of them could be subtracted: before and after one new member of the board."""
    fill(cast.north, {"parent": 25}, talks=3, day=monday)
    freeze(cast.north, monday)
    freeze_people(cast.north, quarter)

    with tenant(cast.north.id):
        assert not Snapshot.objects.filter(figure="contacts.by_constituency").exists()
        assert not Snapshot.objects.filter(counts_people=True, span="week").exists()


def test_a_quarter_is_frozen_once_and_only_when_it_is_over(cast, monday, quarter):
    fill(cast.north, {"parent": 25}, talks=0, day=monday)
    assert freeze_people(cast.north, quarter) > 0
    fill(cast.north, {"parent": 3}, talks=0, day=monday)

    assert freeze_people(cast.north, quarter) == 0
    with pytest.raises(ValueError, match="not ended"):
        freeze_people(cast.north, services.quarter_of(quarter).end)
    with pytest.raises(ValueError, match="begins"):
        freeze_people(cast.north, quarter + datetime.timedelta(days=1))


def test_a_partner_that_froze_nothing_has_not_reported(cast, monday, quarter):
    seen = reading.coalition(cast.overseer, week=monday, quarter=quarter)

    assert [p.has_reported for p in seen.partners] == [False, False]
    assert seen.reporting == 0


def test_a_week_is_frozen_once(cast, monday, quarter):
    fill(cast.north, {}, talks=2, day=monday)
    assert freeze(cast.north, monday) > 0
    fill(cast.north, {}, talks=5, day=monday)

    assert freeze(cast.north, monday) == 0
    assert reading.coalition(cast.overseer, week=monday, quarter=quarter).conversations == 2


def test_an_open_week_is_not_frozen(cast, monday):
    with pytest.raises(ValueError, match="not ended"):
        freeze(cast.north, monday + datetime.timedelta(days=7))


def test_frozen_numbers_cannot_be_changed_by_the_app(cast, monday):
    fill(cast.north, {}, talks=1, day=monday)
    freeze(cast.north, monday)

    with pytest.raises(ProgrammingError, match="permission denied"), tenant(cast.north.id):
        Snapshot.objects.update(value=99)


@pytest.mark.parametrize(
    "table", ["contacts_contact", "listening_attempt", "organizations_membership", "tasks_task"]
)
def test_the_coalitions_login_reads_nothing_else(cast, table):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connections["coalition"].cursor() as cursor,
    ):
        cursor.execute(f"select * from {table}")


def test_another_coalition_sees_none_of_it(cast, monday, quarter):
    fill(cast.north, {}, talks=3, day=monday)
    freeze(cast.north, monday)
    other = make.organization("Another coalition", kind="coalition")

    seen = reading.coalition(make.member(other, "coalition_lead"), week=monday, quarter=quarter)

    assert seen.partners == []
    assert seen.conversations == 0
