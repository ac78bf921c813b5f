"""A round of listening with a promise and a hole: parents who speak Creole and nobody has heard, drivers nearly so.

Who was heard in circles of the past weeks is written by crm.demo.notes; nobody there is one of them."""

import datetime
import uuid

from contacts.models import Contact
from crm.access.actors import System
from crm.districts.models import School
from crm.organizations.models import Membership
from listening.forms.projects import CONSENT_EN, CONSENT_ES
from listening.models import ListeningProject, ListeningSession, ProjectMember, SessionParticipant
from listening.services.rounds import guides, projects, reaching
from listening.services.sessions import participants, planning, signing_in

NAME = "Getting there: buses, language, belonging"
PURPOSE = "What would have to change so that every child gets to school on time and is understood there."
QUESTIONS = [
    "What keeps children from getting to school on time?",
    "Who do families turn to when nobody speaks their language?",
    "What do drivers, aides and teachers need to stay?",
]
WEEKS_AGO, WEEKS_LEFT = 9, 4
GROUPS = ("house_meeting", "circle", "roundtable", "town_hall")
HOLE = "ht"  # Haitian Creole
JOINT = uuid.UUID("3c1d5f0e-6d5b-4b7e-9d5e-0a7c6b1f2e4d")


def plant(*, by: System, now: datetime.datetime) -> ListeningProject:
    """Through the services; sessions of the past weeks are put under it, without a Creole voice."""
    today = now.date()
    guide = guides.create_guide(
        by=by,
        name="Getting there",
        opening_en="Thank you for your time. There are no wrong answers; we came to listen.",
        opening_es="Gracias por su tiempo. No hay respuestas equivocadas; venimos a escuchar.",
    )
    guides.add_question(
        by=by,
        guide=guide,
        kind="scale",
        text_en="From 0 to 10, how sure are you that something can change?",
        text_es="De 0 a 10, ¿qué tan segura o seguro está de que algo puede cambiar?",
    )
    guides.add_question(
        by=by,
        guide=guide,
        kind="ask",
        text_en="Will you come to the school board with us?",
        text_es="¿Vendrá con nosotros a la junta escolar?",
    )
    members = list(Membership.objects.visible_to(by).order_by("pk"))
    lead = next((row for row in members if row.role == "partner_lead"), None)
    project = projects.create_project(
        by=by,
        name=NAME,
        purpose=PURPOSE,
        questions=QUESTIONS,
        starts_on=today - datetime.timedelta(weeks=WEEKS_AGO),
        ends_on=today + datetime.timedelta(weeks=1),
        midpoint_on=today - datetime.timedelta(weeks=4),
        report_back_due_on=today + datetime.timedelta(weeks=WEEKS_LEFT),
        languages=["en", "es", HOLE],
        guide=guide,
        lead=lead,
        shared_key=JOINT,
        consent_en=CONSENT_EN,
        consent_es=CONSENT_ES,
    )
    projects.move_project(by=by, project=project, status="listening")
    for role, wanted in (("partner_lead", "committee"), ("organizer", "listener"), ("researcher", "coder")):
        for row in [row for row in members if row.role == role][:3]:
            projects.add_member(by=by, project=project, member=row, role=ProjectMember.Role(wanted))
    _attach(by, project, now)
    _targets(by, project)
    _plan(by, project, now)
    guides.lock_guide(by=by, guide=guide, now=now)
    return project


def _attach(by: System, project: ListeningProject, now: datetime.datetime) -> None:
    began = now - datetime.timedelta(weeks=WEEKS_AGO)
    held = ListeningSession.objects.visible_to(by).filter(
        kind__in=GROUPS, starts_at__gte=began, starts_at__lt=now, status__in=["held", "noted"]
    )
    creole = Contact.objects.visible_to(by).filter(language=HOLE)
    without = held.exclude(pk__in=SessionParticipant.objects.filter(contact__in=creole).values("session_id"))
    ids = list(without.values_list("pk", flat=True))
    ListeningSession.objects.visible_to(by).filter(pk__in=ids).update(project=project, guide=project.guide)
    rows = list(
        SessionParticipant.objects.visible_to(by)
        .filter(session_id__in=ids, contact__isnull=False)
        .select_related("contact")
        .prefetch_related("contact__constituencies")
    )
    for row in rows:
        for name, value in participants.snapshot_of(row.contact).items():
            setattr(row, name, value)
    names = ["school", "district", "language", "race", "race_source", "constituencies"]
    SessionParticipant.objects.bulk_update(rows, names, batch_size=500)


def _targets(by: System, project: ListeningProject) -> None:
    schools = SessionParticipant.objects.visible_to(by).filter(session__project=project, school__isnull=False)
    ids = list(dict.fromkeys(schools.order_by("pk").values_list("school_id", flat=True)))[:2]
    for school in School.objects.filter(pk__in=ids).order_by("name"):
        reaching.set_target(by=by, project=project, goal_n=12, school=school, constituency="parent")
    for goal, who in (
        (40, {"constituency": "parent"}),
        (25, {"constituency": "parent", "language": "es"}),
        (20, {"constituency": "student"}),
        (15, {"constituency": "educator"}),
        (12, {"constituency": "parent", "language": HOLE}),
    ):
        reaching.set_target(by=by, project=project, goal_n=goal, **who)


def _plan(by: System, project: ListeningProject, now: datetime.datetime) -> None:
    leads = Membership.objects.visible_to(by).filter(role="organizer").order_by("pk").first()
    session = planning.plan_session(
        by=by,
        kind="house_meeting",
        title="Meeting at the bus depot",
        starts_at=now.replace(minute=30, second=0, microsecond=0) + datetime.timedelta(days=5),
        place="Break room, bus depot",
        place_kind="other",
        project=project,
        facilitator=leads,
        has_food=True,
        has_childcare=True,
        has_interpreter=True,
        interpretation="consecutive",
        ask="Will you come to the school board on the 14th?",
    )
    signing_in.open_sign_in(by=by, session=session)
