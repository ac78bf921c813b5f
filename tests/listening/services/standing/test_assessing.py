"""Ratings of practices: sheets come in, stakes stand side by side, evidence is linked."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from listening.models import PracticeEvidence, PracticeSheet
from listening.services.standing.assessing import NothingRated, RatedLater, add_sheet, begin_assessment
from listening.standing import assessing
from listening.standing.practices import BY_KEY, DOMAINS, PRACTICES
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def line_of(scan, key="justice.4"):
    return next(line for line in scan.lines if line.practice.key == key)


def scan_of(actor, assessment, others=()):
    with tenant(actor.organization_id):
        return assessing.scan(actor, assessment, others)


def test_there_are_fifteen_practices_in_four_domains():
    counts = {domain: sum(practice.domain == domain for practice in PRACTICES) for domain in DOMAINS}

    assert counts == {"justice": 4, "learning": 4, "capacity": 4, "accountability": 3}
    assert len(BY_KEY) == 15
    assert all(practice.name.es != practice.name.en for practice in PRACTICES)


def test_stakes_stand_side_by_side_and_a_group_counts_for_all_in_it(cast):
    held = make.assessment(cast.north)
    make.practice_sheet(cast.north, held, "student", people=3, justice_4=0)
    make.practice_sheet(cast.north, held, "student", justice_4=4)
    make.practice_sheet(cast.north, held, "educator", justice_4=4)

    scan = scan_of(cast.organizer, held)

    line = line_of(scan)
    means = dict(zip(scan.kinds, line.means, strict=True))
    assert (means["student"].rating, means["student"].people) == (1.0, 4)
    assert (means["educator"].rating, means["educator"].people) == (4.0, 1)
    assert line.spread == 3.0
    assert scan.furthest_apart == line
    assert scan.people == {"student": 4, "educator": 1}


def test_the_trend_is_that_of_the_same_place(cast):
    project = make.project(cast.north)
    today = timezone.localdate()
    oak = make.enrolled_school("Oak", all=10)
    before = make.assessment(cast.north, project, held_on=today - datetime.timedelta(days=200), school=oak)
    elsewhere = make.assessment(cast.north, project, held_on=today - datetime.timedelta(days=20))
    now = make.assessment(cast.north, project, school=oak)
    make.practice_sheet(cast.north, before, justice_4=1)
    make.practice_sheet(cast.north, elsewhere, justice_4=4)
    make.practice_sheet(cast.north, now, justice_4=3)
    with tenant(cast.north.id):
        found = assessing.assessments(cast.organizer, project)

    scan = scan_of(cast.organizer, now, found)

    assert scan.earlier == before
    assert line_of(scan).change == 2.0


def test_a_sheet_sent_twice_counts_once(cast):
    held, key = make.assessment(cast.north), uuid.uuid4()
    with tenant(cast.north.id):
        for _press in range(2):
            add_sheet(
                by=cast.organizer,
                assessment=held,
                constituency="parent",
                ratings={"justice.1": 2},
                client_uuid=key,
            )
        assert PracticeSheet.objects.filter(assessment=held).count() == 1


def test_an_empty_sheet_and_a_day_to_come_are_refused(cast):
    held, project = make.assessment(cast.north), make.project(cast.north)
    today = timezone.localdate()
    with tenant(cast.north.id):
        with pytest.raises(NothingRated):
            add_sheet(by=cast.organizer, assessment=held, constituency="parent", ratings={})
        with pytest.raises(RatedLater):
            begin_assessment(
                by=cast.organizer, project=project, held_on=today + datetime.timedelta(days=1), today=today
            )
        with pytest.raises(NotAllowed):
            begin_assessment(by=cast.volunteer, project=project, held_on=today, today=today)


def test_whoever_reads_no_notes_sees_no_mean_of_a_few(cast):
    viewer = make.member(cast.north, "viewer")
    held = make.assessment(cast.north)
    make.practice_sheet(cast.north, held, "student", people=30, justice_4=1, justice_1=2)
    make.practice_sheet(cast.north, held, "board", people=2, justice_4=4)

    scan = scan_of(viewer, held)

    assert scan.is_protected
    shown = [mean for line in scan.lines for mean in line.means if mean.rating is not None]
    assert all(mean.people >= 10 for mean in shown)
    assert 4.0 not in [mean.rating for mean in shown]


def test_words_are_linked_once_and_shown_through_the_gate(cast, client):
    project = make.project(cast.north)
    excerpt = make.excerpt_of(cast.north, project, "They suspended him for a hat")
    make.login(client, cast.lead)
    url = reverse("listening:practice_evidence_add", args=[project.pk, "justice.4"])

    for _press in range(2):
        assert client.post(url, {"excerpt": str(excerpt.pk)}).status_code == 302

    with tenant(cast.north.id):
        assert PracticeEvidence.objects.count() == 1
    page = client.get(reverse("listening:practice", args=[project.pk, "justice.4"]))
    assert "They suspended him for a hat" in page.text


def test_words_of_another_project_are_no_evidence(cast, client):
    project = make.project(cast.north)
    excerpt = make.excerpt_of(cast.north, make.project(cast.north, "Another"))
    make.login(client, cast.lead)

    answer = client.post(
        reverse("listening:practice_evidence_add", args=[project.pk, "justice.4"]),
        {"excerpt": str(excerpt.pk)},
    )

    assert answer.status_code == 404


def test_a_sheet_is_filled_in_on_the_page(cast, client):
    held = make.assessment(cast.north)
    make.login(client, cast.organizer)
    url = reverse("listening:practice_sheet", args=[held.pk])

    answer = client.post(
        url,
        {
            "constituency": "parent",
            "people": "4",
            "client_uuid": str(uuid.uuid4()),
            "justice.4": "1",
            "learning.1": "",
            "then": "done",
        },
    )

    assert answer.status_code == 302
    with tenant(cast.north.id):
        sheet = PracticeSheet.objects.get(assessment=held)
        assert list(sheet.ratings.values_list("practice", "rating")) == [("justice.4", 1)]
    assert client.post(url, {"people": "1"}).status_code == 422
