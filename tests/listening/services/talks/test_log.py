"""Logging talks: what is made, what is made once, and what may be taken back."""

import datetime
import uuid

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from contacts.models import ConsentEvent, Contact
from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent, Revision
from listening.models import Attempt, ListeningSession, Note, NoteVersion
from listening.notes import reading
from listening.services.notes import noting
from listening.services.sessions import planning, wrapping
from listening.services.talks import talking, undoing
from listening.services.talks.talk import Talk
from listening.services.talks.undoing import TooLateToUndo
from tasks.models import Task
from tests import make


def talk(**fields) -> Talk:
    return Talk(**{"result": "talked", "client_uuid": uuid.uuid4(), **fields})


def test_it_works(cast):
    with tenant(cast.north.id):
        attempt = talking.log_attempt(
            by=cast.organizer,
            talk=talk(
                given_name="Lupe",
                family_name="Reyes",
                phone="919-555-0142",
                may_text=True,
                constituencies=["parent"],
                issues=["buses", "language"],
                next_step="call_back",
                words="Faltan choferes, sobran excusas.",
                words_language="es",
                may_use_words="anonymous",
            ),
        )

        contact = attempt.contact
        assert contact.display_name == "Lupe Reyes"
        assert contact.last_talk_at == attempt.at
        assert [row.kind for row in contact.constituencies.all()] == ["parent"]
        assert Task.objects.get().contact == contact
        assert Task.objects.get().owner_id == cast.organizer.id
        assert NoteVersion.objects.get().body == "Faltan choferes, sobran excusas."
        said = dict(ConsentEvent.objects.values_list("purpose", "value"))
        assert said == {"text": "granted", "quote": "anonymous"}
        assert attempt.session.status == ListeningSession.Status.NOTED


def test_a_talk_without_a_name_is_counted_and_gives_a_receipt(cast):
    with tenant(cast.north.id):
        attempt = talking.log_attempt(
            by=cast.volunteer, talk=talk(words="No one asked me before.", may_use_words="granted")
        )

        assert attempt.contact is None
        assert len(attempt.participant.receipt_code) == 9
        assert ConsentEvent.objects.get().participant_id == attempt.participant_id
        assert Contact.objects.count() == 0


def test_not_home_is_an_attempt_and_no_conversation(cast):
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(result="not_home"))
        talking.log_attempt(by=cast.organizer, talk=talk())

        counted = Attempt.objects.visible_to(cast.organizer).counted()
        assert counted.count() == 2
        assert counted.conversations().count() == 1
        assert reading.week(cast.organizer, now=timezone.now()).talked_percent == 50
        assert ListeningSession.objects.count() == 1


def test_the_same_press_twice_stores_one(cast):
    once = talk(given_name="Ana", next_step="call_back", words="Late again.")
    with tenant(cast.north.id):
        first = talking.log_attempt(by=cast.organizer, talk=once)
        second = talking.log_attempt(by=cast.organizer, talk=once)

        assert first.pk == second.pk
        for model in (Attempt, Contact, Note, Task):
            assert model.objects.count() == 1


def test_a_talk_is_taken_back_with_what_it_made(cast):
    with tenant(cast.north.id):
        attempt = talking.log_attempt(by=cast.organizer, talk=talk(given_name="Ana", next_step="call_back"))

        undoing.undo_attempt(by=cast.organizer, attempt=attempt)

        assert Attempt.objects.visible_to(cast.organizer).counted().count() == 0
        assert Task.objects.get().state == "dropped"
        assert Contact.objects.get().is_archived


def test_taking_back_keeps_a_person_known_before(cast):
    ana = make.contact(cast.north)
    with tenant(cast.north.id):
        talking.log_attempt(
            by=cast.organizer, talk=talk(contact=ana, at=timezone.now() - datetime.timedelta(days=9))
        )
        attempt = talking.log_attempt(by=cast.organizer, talk=talk(contact=ana))
        earlier = Attempt.objects.order_by("at").first()

        undoing.undo_attempt(by=cast.organizer, attempt=attempt)

        ana.refresh_from_db()
        assert not ana.is_archived
        assert ana.last_talk_at == earlier.at


@pytest.mark.parametrize(
    ("who", "later", "refusal"), [("another", 0, NotAllowed), ("organizer", 2, TooLateToUndo)]
)
def test_only_ones_own_and_only_for_an_hour(cast, who, later, refusal):
    other = make.member(cast.north, "volunteer") if who == "another" else cast.organizer
    with tenant(cast.north.id):
        attempt = talking.log_attempt(by=cast.organizer, talk=talk())
        with pytest.raises(refusal):
            undoing.undo_attempt(
                by=other, attempt=attempt, now=timezone.now() + datetime.timedelta(hours=later)
            )


def test_do_not_contact_holds_from_the_door_on(cast):
    ana = make.contact(cast.north)
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.volunteer, talk=talk(contact=ana, result="do_not_contact"))

        ana.refresh_from_db()
        assert ana.status == Contact.Status.DO_NOT_CONTACT
        assert list(Contact.objects.visible_to(cast.lead).reachable()) == []


def test_a_viewer_logs_nothing(cast):
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        talking.log_attempt(by=cast.viewer, talk=talk())


def test_withdrawn_words_are_shown_to_nobody(cast):
    with tenant(cast.north.id):
        attempt = talking.log_attempt(
            by=cast.organizer, talk=talk(given_name="Ana", words="I am afraid.", may_use_words="granted")
        )
        ConsentEvent.objects.create(
            organization_id=cast.north.id, contact=attempt.contact, purpose="quote", value="withdrawn"
        )

        (note,) = reading.notes_with_words(Note.objects.visible_to(cast.lead), cast.lead)

        assert note.consent.value == "withdrawn"
        assert not note.may_show


def test_a_minors_words_wait_for_a_guardian(cast):
    with tenant(cast.north.id):
        talking.log_attempt(
            by=cast.lead,
            talk=talk(
                given_name="Kim", constituencies=["student"], words="One nurse.", may_use_words="granted"
            ),
        )

        (note,) = reading.notes_with_words(Note.objects.visible_to(cast.lead), cast.lead)

        assert note.shown.consent.needs_guardian and note.consent is None


def test_volunteers_read_only_their_own_notes(cast):
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(words="Heard by the organizer."))
        talking.log_attempt(by=cast.volunteer, talk=talk(words="Heard by the volunteer."))

        own = reading.notes_with_words(Note.objects.visible_to(cast.volunteer), cast.volunteer)
        assert [note.body for note in own] == ["Heard by the volunteer."]
        assert Note.objects.visible_to(cast.organizer).count() == 2


def test_a_correction_keeps_the_earlier_wording(cast):
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(words="The bus came late."))
        note = Note.objects.get()

        noting.correct_note(by=cast.organizer, note=note, body="The bus never came.")

        assert [v.body for v in note.versions.order_by("number")] == [
            "The bus came late.",
            "The bus never came.",
        ]
        with pytest.raises(ProgrammingError, match="permission denied"):
            note.versions.update(body="Something else")


def test_the_audit_tells_the_deed_and_no_words(cast):
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(given_name="Ana", words="My secret canary"))

        told = str(list(AuditEvent.objects.values()))
        assert "listening.attempt_logged" in told
        assert "canary" not in told
        assert not Revision.objects.filter(after__icontains="canary").exists()


def test_a_house_meeting_is_wrapped_up_with_one_voice_a_line(cast):
    with tenant(cast.north.id):
        session = planning.plan_session(
            by=cast.organizer, kind="house_meeting", title="At Ms. Rivera's", starts_at=timezone.now()
        )

        wrapping.wrap_up_session(
            by=cast.organizer,
            session=session,
            headcount=25,
            notes="Buses.\n\n Teachers leave. ",
            memo="More men.",
        )

        session.refresh_from_db()
        assert (session.headcount, session.status) == (25, "noted")
        assert Note.objects.filter(is_quote=True).count() == 2
        assert session.memos.get().body == "More men."
