"""Asking those who were heard to the meeting: by the way they allow, and nobody who did not let us come back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from crm.access.tenancy import tenant
from listening.models import Call, ReportBack
from listening.reports.inviting import to_invite
from listening.services.reports import inviting
from listening.services.sessions import participants
from tasks.models import Task
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def report(cast):
    made = make.report(cast.north, make.theme(cast.north))
    with tenant(cast.north.id):
        ReportBack.objects.filter(pk=made.pk).update(
            meets_at=timezone.now() + datetime.timedelta(days=12), meets_where="Library"
        )
        made.refresh_from_db()
    return made


@pytest.fixture
def heard(cast, report):
    """A held circle, and a way to put somebody there."""
    session = make.session(cast.north, project_id=report.project_id, kind="circle", status="held")

    def at(given, *, allows="granted", phone="9195550100", **fields) -> Contact:
        person = make.contact(cast.north, given, "Reyes", **fields)
        make.method(cast.north, person, f"+1{phone}")
        make.participant(cast.north, session, contact=person)
        if allows:
            make.consent(cast.north, person, allows, purpose="recontact")
        return person

    at.session = session
    return at


def invited(cast, report) -> dict[str, str]:
    with tenant(cast.north.id):
        return {one.person.given_name: str(one.way) for one in to_invite(cast.organizer, report).people}


def test_only_those_who_let_us_come_back_are_asked_each_by_their_way(cast, report, heard):
    heard("Ana", phone="9195550101")
    heard("Bo", phone="9195550102", allows="")
    heard("Cy", phone="9195550103", allows="denied")
    dee = heard("Dee", phone="9195550104")
    make.consent(cast.north, dee, "denied", purpose="call")
    make.consent(cast.north, dee, "granted", purpose="text")

    assert invited(cast, report) == {"Ana": "call", "Dee": "text"}
    with tenant(cast.north.id):
        found = to_invite(cast.organizer, report)
    assert sum(found.why.values()) == 2


def test_a_minor_waits_for_the_guardian_and_whoever_is_sealed_is_nobody(cast, report, heard):
    kid = heard("Kid", phone="9195550105", age_band="13_15", is_minor=True)
    assert invited(cast, report) == {}
    make.consent(cast.north, kid, "granted", purpose="recontact", given_by="guardian")
    assert invited(cast, report) == {}  # their own number is held until a guardian lets us call
    heard("Ana", phone="9195550101")
    with tenant(cast.north.id):
        participants.seal_session(by=cast.organizer, session=heard.session)
        found = to_invite(cast.organizer, report)

    assert found.people == [] and found.nameless >= 2


def test_inviting_makes_one_step_each_and_a_list_of_calls_however_often(cast, report, heard, client):
    ana = heard("Ana", phone="9195550101")
    make.login(client, cast.organizer)
    address = reverse("listening:report_invite", args=[report.pk])
    assert "1 person who was heard" in client.get(address).content.decode()

    client.post(address)
    client.post(address)

    with tenant(cast.north.id):
        step = Task.objects.get(origin=inviting.ORIGIN)
        assert step.contact_id == ana.pk and step.kind == "invite"
        assert {call.task_id for call in Call.objects.filter(contact=ana)} == {step.pk}
        assert "Library" in Call.objects.filter(contact=ana).first().call_list.ask


def test_nobody_is_invited_to_a_meeting_that_was_not_set(cast, report, heard):
    heard("Ana")
    with tenant(cast.north.id):
        ReportBack.objects.filter(pk=report.pk).update(meets_at=None)
        report.refresh_from_db()
        with pytest.raises(inviting.NoMeeting):
            inviting.invite_heard(by=cast.organizer, report=report)
