"""Sessions: planned, moved, cancelled; sealed names."""

import dataclasses
import datetime

import pytest
from django.utils import timezone

from contacts.models import ConsentEvent
from crm.access.errors import NotAllowed
from crm.access.roles import Permission
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from listening.models import ListeningSession, Note, SealedLink, SessionParticipant
from listening.notes import reading
from listening.services.notes import noting
from listening.services.sessions import participants, planning
from listening.sessions import sealing
from tasks import services as tasks
from tasks.models import PlannedReminder
from tests import make

SOON = datetime.timedelta(days=10)


@pytest.fixture
def planned(cast):
    """A session in ten days, with its standard reminders, and somebody who is expected and may be texted."""
    ana = make.contact(cast.north)
    make.method(cast.north, ana)
    make.consent(cast.north, ana)
    with tenant(cast.north.id):
        plan = tasks.create_plan(by=make.system(cast.north), kind=planning.REMINDED, name="Standard")
        tasks.edit_plan(by=make.system(cast.north), plan=plan, name="Standard", is_automatic=True)
        session = planning.plan_session(
            by=cast.organizer, kind="circle", title="Circle", starts_at=timezone.now() + SOON, place="Library"
        )
        participants.add_participant(by=cast.organizer, session=session, contact=ana)
        tasks.keep_plan(by=make.system(cast.north), kind=planning.REMINDED, subject_id=session.pk)
    return session


def waiting(session) -> list[datetime.datetime]:
    rows = PlannedReminder.objects.filter(subject_id=session.pk, state="waiting", step__anchor="start")
    return sorted(rows.values_list("due_at", flat=True))


def test_reminders_follow_a_session_that_moves(cast, planned):
    with tenant(cast.north.id):
        before = waiting(planned)
        two_days = datetime.timedelta(days=2)  # by the clock on the wall, which may change meanwhile
        later = timezone.localtime(planned.starts_at) + two_days

        planning.edit_session(by=cast.organizer, session=planned, starts_at=later)

        assert before
        assert [timezone.localtime(due) - two_days for due in waiting(planned)] == before


def test_who_moves_the_beginning_moves_the_end(cast):
    begins = timezone.now() + SOON
    held = make.session(
        cast.north, starts_at=begins, ends_at=begins + datetime.timedelta(hours=2), status="planned"
    )
    with tenant(cast.north.id):
        moved = planning.edit_session(by=cast.organizer, session=held, starts_at=begins + SOON)

        assert moved.ends_at - moved.starts_at == datetime.timedelta(hours=2)
        with pytest.raises(planning.EndsBeforeItBegins):
            planning.edit_session(by=cast.organizer, session=held, ends_at=begins)


def test_a_cancelled_session_sends_no_more_reminders_and_comes_back(cast, planned):
    with tenant(cast.north.id):
        before = waiting(planned)

        planning.cancel_session(by=cast.organizer, session=planned)
        assert waiting(planned) == []
        with pytest.raises(planning.WasCancelled):
            planning.edit_session(by=cast.organizer, session=planned, title="x")
        planning.restore_session(by=cast.organizer, session=planned)

        assert waiting(planned) == before


def test_what_was_said_keeps_a_session_from_being_cancelled(cast):
    note = make.note(cast.north)
    with tenant(cast.north.id), pytest.raises(planning.HasNotes):
        planning.cancel_session(by=cast.organizer, session=note.session)


def test_names_are_parted_from_words_and_opened_with_a_reason_on_record(cast):
    ana = make.contact(cast.north, given_name="Ana", family_name="Reyes")
    held = make.session(cast.north)
    with tenant(cast.north.id):
        row = participants.add_participant(by=cast.organizer, session=held, contact=ana)
        noting.add_note(by=cast.organizer, session=held, body="I am afraid.", participant=row)

        participants.seal_session(by=cast.organizer, session=held)

        row.refresh_from_db()
        assert row.contact is None
        assert Note.objects.get().contact is None
        assert not Note.objects.visible_to(cast.lead).filter(contact=ana).exists()
        assert [one.person for one in reading.participants(cast.lead, held)] == [None]
        with pytest.raises(participants.NeedsReason):
            participants.unseal(by=cast.lead, participant=row, reason="because")
        for refused in (cast.organizer, cast.admin, cast.staff):
            with pytest.raises(NotAllowed):
                participants.unseal(by=refused, participant=row, reason="They asked for their own words back")

        opened = participants.unseal(
            by=cast.lead, participant=row, reason="They asked for their own words back"
        )

        assert opened == ana
        row.refresh_from_db()
        assert row.contact is None
        event = AuditEvent.objects.get(verb="listening.unsealed")
        assert event.details["reason"] == "They asked for their own words back"
        assert event.actor_id == cast.lead.id


def test_a_sealed_minor_stays_closed_to_who_may_not_see_minors(cast):
    kim = make.contact(cast.north, is_minor=True)
    held = make.session(cast.north)
    row = make.participant(cast.north, held, contact=kim)
    untrained = dataclasses.replace(cast.organizer, granted=frozenset({Permission.VIEW_RESTRICTED}))
    with tenant(cast.north.id):
        participants.seal_session(by=cast.lead, session=held)
        with pytest.raises(NotAllowed):
            participants.unseal(by=untrained, participant=row, reason="I would like to know who it was")


def test_what_somebody_withdraws_reaches_their_sealed_words(cast):
    ana = make.contact(cast.north)
    held = make.session(cast.north)
    row = make.participant(cast.north, held, contact=ana)
    with tenant(cast.north.id):
        noting.add_note(by=cast.organizer, session=held, body="I am afraid.", participant=row)
        participants.seal_session(by=cast.organizer, session=held)
        ConsentEvent.objects.create(
            organization_id=cast.north.id, contact=ana, purpose="quote", value="withdrawn"
        )

        (note,) = reading.notes_with_words(Note.objects.visible_to(cast.lead), cast.lead, purpose="a page")

        assert sealing.contacts_behind(cast.north.id, [row.pk]) == {row.pk: ana.pk}
        assert not note.may_show


def test_a_pseudonym_each_and_the_same_person_once(cast):
    ana, held = make.contact(cast.north), make.session(cast.north)
    with tenant(cast.north.id):
        rows = [
            participants.add_participant(by=cast.organizer, session=held, contact=person)
            for person in (ana, None, ana, None)
        ]

        assert [row.pseudonym for row in rows] == ["P1", "P2", "P1", "P3"]
        assert len({row.receipt_code for row in rows}) == 3
        assert SessionParticipant.objects.count() == 3


def test_a_participant_keeps_what_was_known_of_them_then(cast):
    ana = make.contact(cast.north, language="es")
    make.stake(cast.north, ana)
    held = make.session(cast.north)
    with tenant(cast.north.id):
        row = participants.add_participant(by=cast.organizer, session=held, contact=ana)

        assert (row.constituencies, row.language) == (["parent"], "es")
        assert SealedLink.objects.count() == 0


def test_a_planned_session_takes_the_projects_guide_and_locks_it(cast):
    guide = make.guide(cast.north)
    project = make.project(cast.north, guide=guide)
    with tenant(cast.north.id):
        session = planning.plan_session(
            by=cast.organizer, kind="circle", title="Circle", starts_at=timezone.now() + SOON, project=project
        )

        guide.refresh_from_db()
        assert session.guide == guide
        assert guide.is_locked
        assert ListeningSession.objects.get().status == "planned"
