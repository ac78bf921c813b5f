"""From a transcript to notes, and back."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.access.tenancy import tenant
from listening.models import Note, SessionParticipant, Transcript
from listening.services.notes import noting, transcripts
from listening.services.sessions import participants
from tests import make

TEXT = "Facilitadora: ¿Qué le preocupa?\nP1: Faltan choferes.\nMaría: Sobran excusas.\nP1: La calle Juárez 214.\n"


@pytest.fixture
def read(cast):
    transcript = make.transcript(cast.north, TEXT)
    with tenant(cast.north.id):
        participants.add_participant(by=cast.lead, session=transcript.session, constituencies=["parent"])
    return transcript


def finish(cast, transcript, **options):
    with tenant(cast.north.id):
        people = list(SessionParticipant.objects.filter(session=transcript.session))
        for row in people:
            row.person = None
        matches = transcripts.proposed_matches(transcript, people)
        return transcripts.finish_transcript(
            by=cast.organizer, transcript=transcript, matches=matches, language="es", **options
        )


def notes():
    rows = Note.objects.order_by("position").select_related("participant")
    return [
        (row.participant.pseudonym if row.participant else "", row.is_quote, row.versions.get().body)
        for row in rows
    ]


def test_each_turn_becomes_a_note_of_its_speaker_and_the_turns_are_forgotten(cast, read):
    counts = finish(cast, read, changed={3: "La calle."})

    with tenant(cast.north.id):
        assert notes() == [
            ("", False, "¿Qué le preocupa?"),
            ("P1", True, "Faltan choferes."),
            ("P2", True, "Sobran excusas."),
            ("P1", True, "La calle."),
        ]
        kept = Transcript.objects.select_related("session").get()
    assert (counts["notes"], counts["participants"]) == (4, 1)
    assert (kept.state, kept.turns, kept.session.status) == ("finished", [], "noted")
    assert "María" not in str(kept.matches)


def test_what_must_not_be_stored_is_shown_before(cast, read):
    with tenant(cast.north.id):
        assert [(place, words) for place, words, _why in transcripts.to_look_at(read)] == [
            (3, "La calle Juárez 214.")
        ]


def test_taking_back_keeps_what_somebody_worked_with(cast, read):
    finish(cast, read)
    with tenant(cast.north.id):
        first, *_others = Note.objects.order_by("position")
        noting.correct_note(by=cast.lead, note=first, body="¿Y a usted?")

        kept = transcripts.undo_transcript(by=cast.lead, transcript=read)

        assert (kept, [note.pk for note in Note.objects.all()]) == (1, [first.pk])
        assert [row.pseudonym for row in SessionParticipant.objects.all()] == ["P1"]
        with pytest.raises(transcripts.PastThat):
            transcripts.undo_transcript(by=cast.lead, transcript=read)


def test_the_same_transcript_is_not_brought_in_twice(cast, read):
    finish(cast, read)
    with tenant(cast.north.id), pytest.raises(transcripts.SameAgain):
        transcripts.read_transcript(by=cast.lead, session=read.session, data=TEXT.encode())


def test_a_finished_one_is_not_finished_again(cast, read):
    finish(cast, read)

    with pytest.raises(transcripts.PastThat), tenant(cast.north.id):
        transcripts.finish_transcript(by=cast.organizer, transcript=read, matches={}, language="es")


def test_the_pages_from_paste_to_undo(cast):
    held, client = make.session(cast.north, language="es"), make.login(Client(), cast.organizer)

    given = client.post(reverse("listening:transcript_new", args=[held.pk]), {"text": TEXT, "language": "es"})
    page = client.get(given.url)
    assert "Sobran excusas." in page.content.decode() and "full street address" in page.content.decode()

    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    done = client.post(given.url, values)
    assert done.status_code == 302
    with tenant(cast.north.id):
        assert Note.objects.count() == 4

    client.post(reverse("listening:transcript_undo", args=[given.url.rstrip("/").rpartition("/")[2]]))
    with tenant(cast.north.id):
        assert Note.objects.count() == 0


def test_anothers_transcript_is_not_there(cast, read):
    address = reverse("listening:transcript", args=[read.pk])

    assert make.login(Client(), cast.volunteer).get(address).status_code == 404
    assert make.login(Client(), cast.outsider).get(address).status_code == 404
