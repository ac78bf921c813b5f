"""The desk as it is asked: by its script, by a form without one, and by those who may not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import ConsentEvent
from crm.access.tenancy import tenant
from listening.coding.queue import queue
from listening.models import Coding, CoverageTarget, RoundNote, SessionParticipant
from listening.services.coding import codebooks, marking
from tests import make

BODY = "The bus 😀 is late. Nobody answers."
ASKED_BY_SCRIPT = {"X-Desk": "1"}


@pytest.fixture
def coder(cast):
    return make.member(cast.north, "researcher")


@pytest.fixture
def book(cast, coder):
    with tenant(cast.north.id):
        return codebooks.make_codebook(by=coder, name="What we hear", seeds=["issues"])


@pytest.fixture
def note(cast):
    return make.note(cast.north, BODY)


@pytest.fixture
def desk(client, coder, book):
    make.login(client, coder)
    return client


def address(name: str, note) -> str:
    return reverse(f"listening:coding_{name}", args=[note.pk])


def test_places_of_the_browser_are_places_of_the_text(desk, cast, note):
    # "😀 is late" counts an extra unit for the emoji.
    answer = desk.post(address("code", note), {"start": 8, "end": 18, "code": "lb"}, headers=ASKED_BY_SCRIPT)

    assert answer.status_code == 200 and b"<html" not in answer.content
    with tenant(cast.north.id):
        assert Coding.objects.get().excerpt.text == "😀 is late"


def test_a_form_without_a_script_chooses_sentences_or_words_of_one(desk, cast, note):
    answer = desk.post(address("code", note), {"sentence": 2, "part": "answers", "code": "wf"})

    assert answer.status_code == 302
    with tenant(cast.north.id):
        assert Coding.objects.get().excerpt.text == "answers"
    answer = desk.post(address("code", note), {"sentence": 1, "part": "not there", "code": "wf"})
    assert answer.status_code == 422 and b"Choose the words first" in answer.content


def test_an_unknown_code_is_refused_with_words(desk, note):
    answer = desk.post(address("code", note), {"start": 0, "end": 3, "code": "zz"}, headers=ASKED_BY_SCRIPT)

    assert answer.status_code == 422 and b"No code has these letters" in answer.content


def test_nothing_new_is_answered_with_nothing(desk, cast, note, coder):
    page = desk.get(address("desk", note))
    stamp = page.context["stamp"]

    assert desk.get(address("marks", note), {"stamp": stamp}).status_code == 204
    desk.post(address("code", note), {"start": 0, "end": 3, "code": "lb"}, headers=ASKED_BY_SCRIPT)
    assert desk.get(address("marks", note), {"stamp": stamp}).status_code == 200


def test_withdrawn_words_are_not_on_the_desk(desk, cast, book):
    person = make.contact(cast.north)
    note = make.note(cast.north, BODY, contact=person)
    make.consent(cast.north, person, "withdrawn", purpose=ConsentEvent.Purpose.QUOTE)

    page = desk.get(address("desk", note))

    assert b"is late" not in page.content and b"withdrawn" in page.content


def test_a_short_answer_is_coded_by_letters_and_done(desk, cast, note):
    desk.post(reverse("listening:coding_answer", args=[note.pk]), {"letters": "lb wf"})

    with tenant(cast.north.id):
        assert set(Coding.objects.values_list("code__key", "excerpt__text")) == {("lb", BODY), ("wf", BODY)}
        assert RoundNote.objects.get().done_at
    answer = desk.post(reverse("listening:coding_answer", args=[note.pk]), {"letters": "q9"})
    assert answer.status_code == 302


def test_the_queue_begins_with_those_heard_least(cast, coder, book):
    where = make.session(cast.north)
    with tenant(cast.north.id):
        people = [
            SessionParticipant.objects.create(
                organization_id=cast.north.id, session=where, pseudonym=f"P{n}", constituencies=[kind]
            )
            for n, kind in enumerate(("parent", "parent", "student"))
        ]
    first, second, student = (make.note(cast.north, BODY, session=where, participant=p) for p in people)
    with tenant(cast.north.id):
        assert queue(coder)[0].note_id == first.pk
        marking.finish_note(by=coder, note=first)
        assert [row.note_id for row in queue(coder)] == [student.pk, second.pk]


def test_with_targets_the_furthest_from_its_target_comes_first(cast, coder, book):
    project = make.project(cast.north)
    where = make.session(cast.north, project=project)
    with tenant(cast.north.id):
        for kind, goal in (("parent", 10), ("student", 2)):
            CoverageTarget.objects.create(
                organization_id=cast.north.id, project=project, constituency=kind, goal_n=goal
            )
        people = [
            SessionParticipant.objects.create(
                organization_id=cast.north.id, session=where, pseudonym=f"P{n}", constituencies=[kind]
            )
            for n, kind in enumerate(("student", "parent", "student", "parent", "neighbor"))
        ]
    notes = [make.note(cast.north, BODY, session=where, participant=p) for p in people]
    with tenant(cast.north.id):
        marking.finish_note(by=coder, note=notes[0])
        marking.finish_note(by=coder, note=notes[1])

        found = [row.note_id for row in queue(coder, project=project)]

    # One of ten parents is less than one of two students; who was not asked for comes last.
    assert found == [notes[3].pk, notes[2].pk, notes[4].pk]


def test_an_organizer_reads_the_codebook_and_a_volunteer_nothing(client, cast, book):
    pages = [reverse("listening:codebooks"), reverse("listening:codebook", args=[book.pk])]
    for actor, status in ((cast.organizer, 200), (cast.volunteer, 403)):
        make.login(client, actor)
        assert {client.get(page).status_code for page in pages} == {status}
    make.login(client, cast.organizer)
    assert client.get(reverse("listening:coding_queue")).status_code == 403


def test_a_codebook_is_changed_by_its_pages_and_taken_back(desk, cast, note, book):
    desk.post(address("code", note), {"start": 0, "end": 7, "code": "lb"})
    with tenant(cast.north.id):
        late, cut = book.codes.get(key="lb"), book.codes.get(key="rc")

    desk.post(reverse("listening:code_merge", args=[late.pk]), {"code": str(cut.pk)})
    with tenant(cast.north.id):
        assert Coding.objects.get().code == cut
        change = book.changes.get(kind="merged")
    desk.post(reverse("listening:code_change_undo", args=[change.pk]))
    with tenant(cast.north.id):
        mark = Coding.objects.get()
        assert mark.code == late
    desk.post(
        reverse("listening:code_split", args=[late.pk]),
        {"name_1": "Bus never comes", "name_es_1": "No llega", f"to_{mark.pk}": "1"},
    )
    with tenant(cast.north.id):
        assert Coding.objects.get().code.name_en == "Bus never comes"
    answer = desk.post(
        reverse("listening:code_new", args=[book.pk]),
        {"name_en": "Dust", "colour": "#2f6fb5", "kind": "inductive", "under-code": ""},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    with tenant(cast.north.id):
        assert book.codes.get(name_en="Dust").status == "draft"


def test_a_round_is_opened_and_closed_by_its_pages(desk, cast, note, book, coder):
    other = make.member(cast.north, "researcher")
    data = {
        "name": "Pilot",
        "kind": "independent",
        "is_blind": "on",
        "codebook": str(book.pk),
        "notes_n": "20",
        "coders": [str(coder.membership_id), str(other.membership_id)],
    }

    page = desk.post(reverse("listening:coding_round_new"), data, follow=True)

    assert b"Blind until it is closed" in page.content
    with tenant(cast.north.id):
        assert RoundNote.objects.count() == 2
    desk.post(f"{address('code', note)}?round={page.context['round'].pk}", {"sentence": 1, "code": "lb"})
    with tenant(cast.north.id):
        assert Coding.objects.get().round == page.context["round"]
    closed = desk.post(reverse("listening:coding_round_close", args=[page.context["round"].pk]), follow=True)
    assert closed.context["round"].closed_at <= timezone.now()
