"""Rungs and assessments: dated lines, the newest of which holds."""

import datetime

import pytest
from django.utils import timezone, translation

from contacts.forms.ladders import AssessmentForm
from contacts.models import Assessment, Contact, Rung, RungStep
from contacts.services import (
    assess,
    change_rung,
    first_ladder,
    make_rung,
    move_to_rung,
    retire_rung,
    swap_rungs,
)
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db
MARCH, MAY = datetime.date(2026, 3, 1), datetime.date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def test_climbing_leaves_the_rung_below_as_history(cast):
    heard, joined = first_ladder(by=cast.admin)[1:3]
    ana = make.contact(cast.north)
    move_to_rung(by=cast.organizer, contact=ana, rung=heard, on=MARCH)

    move_to_rung(by=cast.organizer, contact=ana, rung=joined, on=MAY, reason="Came to the board meeting")
    move_to_rung(by=cast.organizer, contact=ana, rung=joined, on=MAY)

    lines = RungStep.objects.order_by("since").values_list("rung__name", "since", "until")
    assert list(lines) == [("Heard", MARCH, MAY), ("Joined in", MAY, None)]
    assert Contact.objects.on_rung(joined.pk).get() == ana and not Contact.objects.on_rung(heard.pk).exists()
    assert Contact.objects.with_standing().get(pk=ana.pk).rung_now == joined.pk


def test_a_step_before_the_one_that_holds_is_refused(cast):
    heard, joined = first_ladder(by=cast.admin)[1:3]
    ana = make.contact(cast.north)
    move_to_rung(by=cast.organizer, contact=ana, rung=heard, on=MAY)

    with pytest.raises(DomainError) as refused:
        move_to_rung(by=cast.organizer, contact=ana, rung=joined, on=MARCH)
    assert refused.value.field == "on"


def test_a_day_to_come_is_refused_and_one_that_slipped_in_bars_nobody(cast):
    heard, joined = first_ladder(by=cast.admin)[1:3]
    ana = make.contact(cast.north)
    for deed in (
        lambda on: move_to_rung(by=cast.organizer, contact=ana, rung=heard, on=on),
        lambda on: assess(by=cast.organizer, contact=ana, level=2, on=on),
    ):
        with pytest.raises(DomainError, match="still to come"):
            deed(timezone.localdate() + datetime.timedelta(days=1))

    move_to_rung(by=cast.organizer, contact=ana, rung=heard)
    RungStep.objects.update(since=datetime.date(2099, 1, 1))
    move_to_rung(by=cast.organizer, contact=ana, rung=joined)

    assert Contact.objects.on_rung(joined.pk).get() == ana


def test_an_assessment_keeps_its_words_and_each_campaign_its_own(cast):
    ana, drivers = make.contact(cast.north), make.campaign(cast.north, "Bus drivers now")
    assess(by=cast.organizer, contact=ana, level=3, on=MARCH)
    assess(by=cast.organizer, contact=ana, level=1, on=MAY, campaign_id=drivers.pk, about=drivers.name)

    assess(by=cast.organizer, contact=ana, level=2, on=MAY, reason="Brought three neighbors")

    assert Assessment.objects.now().get(campaign_id=None).words == "Supports it"
    assert Assessment.objects.count() == 3
    assert Contact.objects.assessed(2).get() == ana and not Contact.objects.assessed(3).exists()
    assert Contact.objects.assessed(1, campaign_id=drivers.pk).exists()


def test_the_ladder_belongs_to_those_who_manage_settings(cast):
    first_ladder(by=cast.admin)
    with pytest.raises(NotAllowed):
        make_rung(by=cast.organizer, name="Hosts")
    hosts = make_rung(by=cast.admin, name="Hosts", meaning="Opens their living room.")

    swap_rungs(by=cast.admin, rung=hosts, up=False)
    order = list(Rung.objects.in_use().order_by("position").values_list("name", flat=True))
    assert order[-2:] == ["Hosts", "Leads"]

    retire_rung(by=cast.admin, rung=hosts)
    with pytest.raises(DomainError):
        change_rung(by=cast.admin, rung=hosts, name="Leads")
    assert make_rung(by=cast.admin, name="hosts") == hosts


def test_where_somebody_stands_is_seen_by_who_sees_facts(cast):
    ana = make.contact(cast.north, owner_id=cast.volunteer.id)
    move_to_rung(by=cast.organizer, contact=ana, rung=first_ladder(by=cast.admin)[0])

    assert not RungStep.objects.visible_to(cast.volunteer).exists()
    assert RungStep.objects.visible_to(cast.viewer).exists()


def test_the_levels_are_said_in_the_language_of_whoever_reads():
    said = {}
    for language in ("en", "es", "en"):
        with translation.override(language):
            said[language] = dict(AssessmentForm().fields["level"].choices)

    assert said["en"][2] == "2 · Supports it" and said["es"][2].startswith("2 · ")
    assert not set(said["en"].values()) & set(said["es"].values())
