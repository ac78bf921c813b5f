"""Bare rows of listening and campaigns; use the services where their rules matter."""

import datetime
import uuid

from django.utils import timezone

from campaigns.models import Action, Campaign, Demand, Signup
from contacts.models import Contact
from crm.access.actors import Member
from crm.access.tenancy import tenant
from crm.organizations.models import Organization
from listening.models import (
    Attempt,
    Call,
    CallList,
    Guide,
    GuideQuestion,
    ListeningProject,
    ListeningSession,
    Note,
    NoteVersion,
    SessionParticipant,
)
from tests.make.ground import member
from tests.make.people import contact


def session(of: Organization, title: str = "At Ms. Rivera's", **fields) -> ListeningSession:
    values = {
        "kind": "house_meeting",
        "title": title,
        "starts_at": timezone.now(),
        "status": "held",
        **fields,
    }
    with tenant(of.id):
        return ListeningSession.objects.create(organization_id=of.id, **values)


def project(of: Organization, name: str = "Bus listening", **fields) -> ListeningProject:
    today = timezone.localdate()
    values = {
        "starts_on": today - datetime.timedelta(days=20),
        "report_back_due_on": today + datetime.timedelta(days=40),
        "status": "listening",
        **fields,
    }
    with tenant(of.id):
        return ListeningProject.objects.create(organization_id=of.id, name=name, **values)


def guide(of: Organization, *kinds: str, **fields) -> Guide:
    """A draft with one question of each kind; without kinds, one open question."""
    with tenant(of.id):
        made = Guide.objects.create(organization_id=of.id, **{"name": "Bus guide", **fields})
        for position, kind in enumerate(kinds or ("open",), start=1):
            GuideQuestion.objects.create(
                organization_id=of.id,
                guide=made,
                position=position,
                key=f"q{position}",
                kind=kind,
                text_en=f"Question {position}?",
                text_es=f"¿Pregunta {position}?",
                choices=[{"key": "a", "en": "A", "es": "A"}, {"key": "b", "en": "B", "es": "B"}]
                if kind in ("choice", "multi")
                else [],
            )
    return made


def participant(of: Organization, at: ListeningSession | None = None, **fields) -> SessionParticipant:
    held = at or session(of)
    with tenant(of.id):
        number = SessionParticipant.objects.filter(session=held).count() + 1
        return SessionParticipant.objects.create(
            organization_id=of.id, session=held, **{"pseudonym": f"P{number}", **fields}
        )


def attempt(of: Organization, **fields) -> Attempt:
    values = {"result": "talked", "at": timezone.now(), "client_uuid": uuid.uuid4(), **fields}
    with tenant(of.id):
        return Attempt.objects.create(organization_id=of.id, **values)


def note(of: Organization, body: str = "The bus comes at 5:40 or it doesn't come.", **fields) -> Note:
    held = fields.pop("session", None) or session(of)
    with tenant(of.id):
        made = Note.objects.create(organization_id=of.id, session=held, is_quote=True, **fields)
        NoteVersion.objects.create(organization_id=of.id, note=made, number=1, body=body)
    return made


def campaign(of: Organization, name: str = "Bus drivers now", **fields) -> Campaign:
    with tenant(of.id):
        return Campaign.objects.create(organization_id=of.id, name=name, **fields)


def demand(of: Organization, text: str = "Hire 14 drivers", **fields) -> Demand:
    pressed = fields.pop("campaign", None) or campaign(of)
    with tenant(of.id):
        return Demand.objects.create(organization_id=of.id, campaign=pressed, text=text, **fields)


def action(of: Organization, name: str = "Fill the board room", **fields) -> Action:
    values = {"starts_at": timezone.now() + datetime.timedelta(days=10), "goal": 60, **fields}
    with tenant(of.id):
        return Action.objects.create(organization_id=of.id, name=name, **values)


def signup(of: Organization, person: Contact, to: Action, status: str = "yes") -> Signup:
    with tenant(of.id):
        return Signup.objects.create(
            organization_id=of.id, action=to, contact=person, status=status, status_at=timezone.now()
        )


def call_list(of: Organization, caller: Member, *people: Contact, **fields) -> CallList:
    """Of `caller`; without people it has one of its own."""
    people = people or (contact(of),)
    with tenant(of.id):
        made = CallList.objects.create(
            organization_id=of.id, caller_id=caller.id, **{"title": "Calls", **fields}
        )
        for position, person in enumerate(people, start=1):
            Call.objects.create(organization_id=of.id, call_list=made, contact=person, position=position)
    return made


def call(of: Organization) -> Call:
    """The first of a list of somebody else's."""
    made = call_list(of, member(of, "coalition_lead" if of.is_coalition else "organizer"))
    with tenant(of.id):
        return made.calls.get()
