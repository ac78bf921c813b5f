"""Where a round stands: ratings of practices with their evidence, votes on priorities."""

import datetime
import itertools

from django.utils import timezone

from crm.access.owner import as_owner
from crm.access.tenancy import tenant
from crm.districts.models import District, Enrollment, School
from crm.organizations.models import Organization
from listening.models import (
    Excerpt,
    ListeningProject,
    Note,
    PracticeAssessment,
    PracticeEvidence,
    PracticeSheet,
    PriorityVote,
)
from listening.services.standing import assessing, voting
from tests.make.acts import note as make_note
from tests.make.acts import project as make_project
from tests.make.acts import session as make_session
from tests.make.ground import system

numbers = itertools.count(1)


def assessment(of: Organization, project: ListeningProject | None = None, **fields) -> PracticeAssessment:
    values = {"held_on": timezone.localdate(), **fields}
    held = project or make_project(of)
    with tenant(of.id):
        return PracticeAssessment.objects.create(organization_id=of.id, project=held, **values)


def practice_sheet(
    of: Organization,
    assessment_: PracticeAssessment | None = None,
    constituency: str = "parent",
    people: int = 1,
    **ratings,
) -> PracticeSheet:
    """`justice_1=3` rates justice.1."""
    held = assessment_ or assessment(of)
    given = {key.replace("_", "."): value for key, value in ratings.items()} or {"justice.1": 2}
    with tenant(of.id):
        return assessing.add_sheet(
            by=system(of), assessment=held, constituency=constituency, people=people, ratings=given
        )


def excerpt_of(of: Organization, project: ListeningProject, words: str = "The bus never comes") -> Excerpt:
    written: Note = make_note(of, session=make_session(of, project=project), body=words)
    with tenant(of.id):
        version = written.versions.get()
        return Excerpt.objects.create(
            organization_id=of.id,
            version=version,
            note=written,
            session_id=written.session_id,
            start=0,
            end=len(words),
            text=words,
        )


def practice_evidence(of: Organization, practice: str = "justice.1") -> PracticeEvidence:
    held = make_project(of)
    found = excerpt_of(of, held)
    with tenant(of.id):
        return assessing.link_evidence(by=system(of), project=held, practice=practice, excerpt=found)


def vote(of: Organization, project: ListeningProject | None = None, **fields) -> PriorityVote:
    today = timezone.localdate()
    values = {
        "question_en": "What first?",
        "question_es": "¿Qué primero?",
        "options": [("Bus drivers", "Choferes"), ("A nurse", "Una enfermera"), ("Shade", "Sombra")],
        "picks": 2,
        "closes_on": today + datetime.timedelta(days=7),
        "today": today,
        **fields,
    }
    held = project or make_project(of)
    with tenant(of.id):
        return voting.open_vote(by=system(of), project=held, **values)


def enrolled_school(name: str = "Oak School", year: str = "2023-2024", **students: int) -> School:
    """A school with its enrollment; `all` is the total."""
    number = next(numbers)
    with as_owner():
        district = District.objects.create(name=f"{name} district", state="NC", leaid=f"99{number:05}")
        school = School.objects.create(district=district, name=name, nces_id=f"99{number:05}00001")
        Enrollment.objects.bulk_create(
            Enrollment(school=school, year=year, race="" if race == "all" else race, students=n)
            for race, n in students.items()
        )
    return school
