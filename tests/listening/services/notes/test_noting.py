"""Notes: their wordings, what is known of them, translations, memos."""

import pytest
from django.test import Client
from django.urls import reverse

from contacts.models import ConsentEvent
from crm.access.errors import NotAllowed, StaleEdit
from crm.access.tenancy import tenant
from listening.models import Note, NoteVersion
from listening.notes import reading
from listening.services.notes import noting, translating
from listening.services.sessions import participants
from tests import make


@pytest.fixture
def signed_in(cast):
    def sign_in(actor) -> Client:
        return make.login(Client(), actor)

    return sign_in


def test_lines_end_with_lf_and_nothing_else_is_changed(cast):
    held = make.session(cast.north)
    with tenant(cast.north.id):
        note = noting.add_note(by=cast.lead, session=held, body="  Uno\r\ndos\rtre\u0301s 👩‍🏫\0 ")

        assert NoteVersion.objects.get(note=note).body == "Uno\ndos\ntre\u0301s 👩‍🏫"


def test_a_correction_on_an_old_page_is_told_so(cast):
    note = make.note(cast.north)
    with tenant(cast.north.id):
        noting.correct_note(by=cast.lead, note=note, body="Second.", seen=1)
        with pytest.raises(StaleEdit):
            noting.correct_note(by=cast.organizer, note=note, body="Third.", seen=1)


def test_the_same_press_twice_makes_one_note(cast):
    held, key = make.session(cast.north), "0192f0c1-0000-7000-8000-000000000001"
    with tenant(cast.north.id):
        for _press in range(2):
            noting.add_note(by=cast.volunteer, session=held, body="Once.", client_uuid=key)

        assert Note.objects.count() == 1


def test_a_speaker_of_another_session_is_refused(cast):
    note = make.note(cast.north)
    elsewhere = make.transcript(cast.north)
    with tenant(cast.north.id):
        other = participants.add_participant(by=cast.lead, session=elsewhere.session)
        with pytest.raises(noting.AnotherSession):
            noting.describe_note(by=cast.lead, note=note, participant=other)


def test_who_spoke_decides_whose_consent_counts(cast):
    note, person = make.note(cast.north), make.contact(cast.north)
    with tenant(cast.north.id):
        voice = participants.add_participant(by=cast.lead, session=note.session, contact=person)
        noting.describe_note(by=cast.lead, note=note, participant=voice)
    make.consent(cast.north, person, purpose="quote", value=ConsentEvent.Value.WITHDRAWN)

    with tenant(cast.north.id):
        (now,) = reading.with_words([Note.objects.select_related(*reading.BESIDE).get()], cast.lead)

    assert (now.may_show, now.body) == (False, "")


def test_nobody_describes_anothers_note_but_who_manages(cast):
    note = make.note(cast.north)
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        noting.describe_note(by=cast.volunteer, note=note, confidentiality="partner")


def test_a_machines_translation_says_so_until_somebody_checked_it(cast):
    note = make.note(cast.north)
    with tenant(cast.north.id):
        made = translating.translate_note(
            by=cast.organizer, note=note, language="es", body="El camión.", is_machine=True
        )
        assert made.kind == "machine"

        checked = translating.check_translation(by=cast.lead, translation=made)
        assert (checked.kind, checked.checked_by_id) == ("machine_checked", cast.lead.membership_id)

        again = translating.translate_note(by=cast.organizer, note=note, language="es", body="El autobús.")
        assert (again.pk, again.kind, again.checked_by_id) == (made.pk, "human", None)


def test_a_correction_leaves_the_translation_with_the_wording_it_was_made_of(cast):
    note = make.note(cast.north)
    make.translation(cast.north, note=note)
    with tenant(cast.north.id):
        noting.correct_note(by=cast.lead, note=note, body="Another wording.")
        (now,) = reading.with_words([Note.objects.select_related(*reading.BESIDE).get()], cast.lead)

    assert (now.wordings, now.translated) == (2, [])


def test_dangerous_words_are_asked_about_before_they_are_saved_and_nothing_typed_is_lost(cast, signed_in):
    held, client = make.session(cast.north), signed_in(cast.volunteer)
    address = reverse("listening:note_new", args=[held.pk])
    typed = {
        "body": "They live at 12 Mabry Creek Lane.",
        "language": "es",
        "is_quote": "1",
        "fidelity": "memory",
        "confidentiality": "partner",
        "client_uuid": "0192f0c1-0000-7000-8000-000000000002",
    }

    asked = client.post(address, typed)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "full street address" in page and "12 Mabry Creek Lane" in page and 'value="memory"' in page

    seen = asked.context["form"]["words_seen"].value()
    worse = client.post(address, {**typed, "words_seen": seen, "body": typed["body"] + " DOB 5/3/2009"})
    assert worse.status_code == 422  # something else of the kind is asked about again

    saved = client.post(address, {**typed, "words_seen": seen})
    assert saved.status_code == 302
    with tenant(cast.north.id):
        note = Note.objects.get()
        assert (note.fidelity, note.confidentiality, note.language) == ("memory", "partner", "es")


def test_a_volunteer_reads_the_own_note_and_no_other(cast, signed_in):
    theirs = make.note(cast.north, "Somebody else heard this.")
    with tenant(cast.north.id):
        own = noting.add_note(by=cast.volunteer, session=theirs.session, body="I heard this.")
    client = signed_in(cast.volunteer)

    listed = client.get(reverse("listening:notes")).content.decode()

    assert "I heard this." in listed and "Somebody else" not in listed
    assert client.get(reverse("listening:note", args=[own.pk])).status_code == 200
    assert client.get(reverse("listening:note", args=[theirs.pk])).status_code == 404


def test_a_researcher_sees_pseudonyms_where_an_organizer_sees_names(cast, signed_in):
    person = make.contact(cast.north, given_name="Guadalupe", family_name="Ortiz")
    note = make.note(cast.north, "I am Guadalupe and the bus is late.")
    make.translation(cast.north, "Soy Guadalupe y el camión llega tarde.", note=note)
    make.memo(cast.north, "Call Guadalupe Ortiz.", note=note)
    with tenant(cast.north.id):
        voice = participants.add_participant(by=cast.lead, session=note.session, contact=person)
        noting.describe_note(by=cast.lead, note=note, participant=voice)
        noting.correct_note(by=cast.lead, note=note, body="I am Guadalupe and my bus is late.")
    researcher = make.member(cast.north, "researcher")

    client = signed_in(researcher)
    for name, args in (("note", [note.pk]), ("notes", []), ("note_history", [note.pk])):
        page = client.get(reverse(f"listening:{name}", args=args)).content.decode()
        assert "Guadalupe" not in page and "Ortiz" not in page and "bus is late" in page, name
    for query in ("guadalupe", "ortiz"):  # the search box repeats what was typed
        assert not client.get(reverse("listening:notes"), {"q": query}).context["rows"]
        assert not client.get(reverse("listening:notes"), {"q": query}).context["memos"]

    assert "Guadalupe" in signed_in(cast.lead).get(reverse("listening:note", args=[note.pk])).content.decode()


def test_withdrawn_words_stand_on_no_page_of_the_note(cast, signed_in):
    person = make.contact(cast.north)
    note = make.note(cast.north, "Zyzzy was said.", contact=person)
    make.translation(cast.north, "Zyzzy se dijo.", note=note)
    make.memo(cast.north, "He said zyzzy.", note=note)
    with tenant(cast.north.id):
        noting.correct_note(by=cast.lead, note=note, body="Zyzzy was said twice.")
    make.consent(cast.north, person, purpose="quote", value="withdrawn")
    client = signed_in(cast.lead)

    for name in ("note", "note_correct", "note_history", "note_describe", "note_translate"):
        assert b"zyzzy" not in client.get(reverse(f"listening:{name}", args=[note.pk])).content.lower()
    for query in ("", "?q=zyzz"):
        page = client.get(reverse("listening:notes") + query).content.lower()
        assert b"zyzzy" not in page


def test_the_list_narrows_by_what_is_known_of_a_note(cast, signed_in):
    project = make.project(cast.north)
    inside = make.session(cast.north, project=project, kind="circle")
    make.note(cast.north, "In the circle.", session=inside, language="es")
    make.note(cast.north, "At the house.")
    client = signed_in(cast.lead)

    for query in (f"project={project.pk}", "kind=circle", "language=es"):
        page = client.get(reverse("listening:notes") + f"?{query}").content.decode()
        assert "In the circle." in page and "At the house." not in page, query
