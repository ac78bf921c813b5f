"""Rounds of listening: the promise, the consent text, whom they hear."""

import datetime

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from listening.models import ConsentText, ListeningProject
from listening.services.rounds import projects, reaching
from listening.services.rounds.projects import EndsTooEarly, ReportBackTooEarly
from listening.services.rounds.reaching import SameTarget
from listening.services.talks import talking
from listening.services.talks.talk import Talk
from listening.standing import coverage
from tests import make

TODAY = datetime.date(2026, 10, 1)


def begin(cast, **fields):
    values = {
        "name": "Buses",
        "starts_on": TODAY,
        "report_back_due_on": TODAY + datetime.timedelta(days=70),
        **fields,
    }
    return projects.create_project(by=cast.organizer, **values)


def test_it_works(cast):
    with tenant(cast.north.id):
        project = begin(cast, consent_en="We write it down.", consent_es="Lo anotamos.")

        assert project.status == "planning"
        assert ConsentText.objects.get(project=project).version == 1


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        ({"report_back_due_on": TODAY}, ReportBackTooEarly),
        ({"ends_on": TODAY - datetime.timedelta(days=1)}, EndsTooEarly),
    ],
)
def test_nobody_is_heard_before_the_day_of_the_report_back_is_promised(cast, days, refusal):
    with tenant(cast.north.id), pytest.raises(refusal):
        begin(cast, **days)


def test_a_consent_text_keeps_its_versions_and_the_same_words_are_no_new_one(cast):
    with tenant(cast.north.id):
        project = begin(cast, consent_en="One.", consent_es="Uno.")

        again = projects.write_consent_text(by=cast.organizer, project=project, en=" One. ", es="Uno.")
        second = projects.write_consent_text(by=cast.organizer, project=project, en="Two.", es="Dos.")

        assert (again.version, second.version) == (1, 2)
        with pytest.raises(ProgrammingError, match="permission denied"):
            ConsentText.objects.filter(pk=again.pk).update(en="Changed")


def test_heard_are_people_not_participations(cast):
    project = make.project(cast.north)
    ana = make.contact(cast.north)
    first = make.session(cast.north, project=project, headcount=6)
    second = make.session(cast.north, project=project, headcount=1)
    for held in (first, second):
        make.participant(cast.north, held, contact=ana, constituencies=["parent"], language="es")
    make.participant(cast.north, first, constituencies=["student"])
    make.participant(cast.north, make.session(cast.north, project=project, status="planned"), contact=ana)
    with tenant(cast.north.id):
        for who in ({"constituency": "parent"}, {"constituency": "parent", "language": "ht"}):
            reaching.set_target(by=cast.organizer, project=project, goal_n=3, **who)
        voices = coverage.voices(cast.organizer, project)
        heard = coverage.heard(cast.organizer, project, voices)
        rows = coverage.rows(cast.organizer, project, voices)

    assert (heard.known, heard.anonymous, heard.sessions) == (1, 5, 2)
    assert [(row.target.language, row.heard, row.gap, row.is_hole) for row in rows] == [
        ("ht", 0, 3, True),
        ("", 1, 2, False),
    ]


def test_one_target_for_the_same_people(cast):
    project = make.project(cast.north)
    with tenant(cast.north.id):
        reaching.set_target(by=cast.organizer, project=project, goal_n=3, constituency="parent")
        with pytest.raises(SameTarget):
            reaching.set_target(by=cast.organizer, project=project, goal_n=5, constituency="parent")


def test_a_team_follows_of_people_one_may_see(cast):
    project, ana, kim = (
        make.project(cast.north),
        make.contact(cast.north),
        make.contact(cast.north, is_minor=True),
    )
    with tenant(cast.north.id):
        team = reaching.form_team(
            by=cast.organizer, project=project, name="Bus team", people=[ana], lead=ana, formed_on=TODAY
        )
        assert [(row.contact_id, row.is_lead) for row in team.people.all()] == [(ana.pk, True)]
        with pytest.raises(NotAllowed):
            reaching.join_team(by=cast.organizer, team=team, contact=kim)


def test_another_organizations_project_is_nobodys(cast):
    theirs, district = make.project(cast.south), make.district()
    with tenant(cast.north.id):
        with pytest.raises(NotAllowed):
            projects.edit_project(by=cast.lead, project=theirs, name="Ours now", districts=[district])
        with pytest.raises(NotAllowed):
            talking.log_attempt(
                by=cast.lead, talk=Talk(result="talked", client_uuid=theirs.pk, project=theirs)
            )
    with tenant(cast.south.id):
        assert ListeningProject.objects.get().name != "Ours now"


@pytest.mark.parametrize("role", ["volunteer", "viewer", "staff"])
def test_only_who_manages_listening_begins_a_round(cast, role):
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        projects.create_project(
            by=getattr(cast, role), name="x", starts_on=TODAY, report_back_due_on=timezone.localdate()
        )
