"""Coding words: nothing is lost by a merge, a split, a correction or a second coder; blind means blind."""

import threading

import pytest
from django.db import connection

from contacts.models import ConsentEvent
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.organizations.models import Membership
from listening.coding import reading
from listening.gate import covering
from listening.models import (
    Code,
    CodeChange,
    Coding,
    Excerpt,
    ListeningSession,
    Note,
    NoteVersion,
    RoundNote,
    VocabularyOffer,
)
from listening.services.coding import anchoring, codebooks, codes, marking, redacting, rounds
from listening.services.notes import noting
from tests import make

BODY = "El camión llega tarde 😀 y el maestro le quita puntos.\nThe cafe\u0301 is closed."


@pytest.fixture
def coder(cast):
    return make.member(cast.north, "researcher")


@pytest.fixture
def other(cast):
    return make.member(cast.north, "researcher")


@pytest.fixture
def north(cast, coder, other):
    with tenant(cast.north.id):
        yield cast.north


@pytest.fixture
def book(north, coder):
    return codebooks.make_codebook(by=coder, name="What we hear", seeds=["issues", "triad", "practices"])


def code(book, key: str) -> Code:
    return book.codes.get(key=key)


def note_of(north, body: str = BODY, **fields) -> Note:
    return make.note(north, body, **fields)


def version(note: Note) -> NoteVersion:
    found = note.versions.order_by("-number").first()
    found.note = note
    return found


def mark(by, note: Note, words: str, code: Code, round=None) -> Coding:
    at = version(note).body.index(words)
    return marking.code_words(
        by=by, version=version(note), start=at, end=at + len(words), code=code, round=round
    ).coding


def test_it_works(north, coder, book):
    note = note_of(north)

    found = mark(coder, note, "camión llega tarde 😀", code(book, "lb"))

    assert (found.excerpt.start, found.excerpt.end) == (3, 23)
    assert found.excerpt.text == "camión llega tarde 😀"
    assert reading.stamp(coder, note, None) != reading.stamp(coder, note_of(north), None)


def test_the_seeds_are_ten_families_the_triad_and_fifteen_practices_in_both_languages(book):
    found = book.codes.all()

    assert found.filter(is_codable=False).count() == 10 + 1 + 4
    assert found.filter(is_codable=True).count() == 47 + 3 + 15
    assert not found.filter(name_es="").exists()
    assert not found.filter(is_codable=True, short_definition_es="").exists()
    assert found.filter(framework__startswith="practice:", is_codable=True).count() == 15
    assert len({c.key for c in found.filter(is_codable=True)}) == 65


def test_the_same_mark_twice_is_one_mark_and_both_coders_keep_theirs(north, coder, other, book):
    note = note_of(north)

    first = mark(coder, note, "llega tarde", code(book, "lb"))
    again = mark(coder, note, "llega tarde", code(book, "lb"))
    theirs = mark(other, note, "llega tarde", code(book, "lb"))

    assert first == again != theirs
    assert first.excerpt == theirs.excerpt


def test_undo_takes_back_ones_own_newest_mark(north, coder, other, book):
    note = note_of(north)
    mark(coder, note, "llega", code(book, "lb"))
    newest = mark(coder, note, "tarde", code(book, "rc"))
    mark(other, note, "puntos", code(book, "su"))

    assert marking.undo_last(by=coder, note=note) == newest
    assert Coding.objects.visible_to(coder).standing().count() == 2
    with pytest.raises(NotAllowed):
        marking.uncode(by=coder, coding=Coding.objects.get(coder_id=other.membership_id))


def test_only_those_who_code_may_code(north, cast, book):
    note = note_of(north)

    for actor in (cast.volunteer, cast.organizer):
        with pytest.raises(NotAllowed):
            mark(actor, note, "llega", code(book, "lb"))
    assert Coding.objects.visible_to(cast.organizer).count() == 0
    assert not Excerpt.objects.visible_to(cast.volunteer).exists()
    assert not Code.objects.visible_to(cast.volunteer).exists()
    assert Code.objects.visible_to(cast.organizer).exists()


def test_withdrawn_words_are_not_coded(north, coder, book):
    person = make.contact(north)
    note = note_of(north, contact=person)
    make.consent(north, person, "withdrawn", purpose=ConsentEvent.Purpose.QUOTE)

    with pytest.raises(marking.WordsWithdrawn):
        mark(coder, note, "llega", code(book, "lb"))


def test_a_merge_loses_no_coding_and_is_taken_back_exactly(north, coder, other, book):
    note = note_of(north)
    late, cut = code(book, "lb"), code(book, "rc")
    both = [mark(coder, note, "llega tarde", late), mark(coder, note, "llega tarde", cut)]
    alone = mark(other, note, "llega tarde", late)

    change = codes.merge_code(by=coder, code=late, into=cut)

    late.refresh_from_db()
    assert (late.status, late.merged_into) == ("merged", cut)
    assert Coding.objects.standing().filter(code=cut).count() == 2
    assert not Coding.objects.standing().filter(code=late).exists()

    codes.undo_change(by=coder, change=change)

    assert set(Coding.objects.standing().filter(code=late)) == {both[0], alone}
    assert set(Coding.objects.standing().filter(code=cut)) == {both[1]}
    late.refresh_from_db()
    assert late.status == "active"


def test_a_split_gives_codings_away_and_takes_them_back(north, coder, book):
    note = note_of(north)
    late = code(book, "lb")
    marks = [mark(coder, note, word, late) for word in ("llega", "tarde", "puntos")]

    change = codes.split_code(
        by=coder, code=late, pieces=[codes.Piece("Very late buses", "Muy tarde", [marks[0].pk])]
    )

    new = Code.objects.get(name_en="Very late buses")
    assert new.parent == late.parent
    assert list(Coding.objects.standing().filter(code=new)) == [marks[0]]
    assert Coding.objects.standing().filter(code=late).count() == 2

    codes.undo_change(by=coder, change=change)

    assert Coding.objects.standing().filter(code=late).count() == 3
    new.refresh_from_db()
    assert new.status == "retired"


def test_a_change_cannot_be_taken_back_past_a_newer_one(north, coder, book):
    late = code(book, "lb")
    moved = codes.move_code(by=coder, code=late, parent=code(book, "special"))
    first = CodeChange.objects.get(code=moved, kind="moved")
    codes.retire_code(by=coder, code=late)

    with pytest.raises(codes.NotUndone):
        codes.undo_change(by=coder, change=first)
    codes.undo_change(by=coder, change=CodeChange.objects.get(code=late, kind="retired"))
    codes.undo_change(by=coder, change=first)

    late.refresh_from_db()
    assert (late.status, late.parent.key) == ("active", "transport")
    book.refresh_from_db()
    assert book.version == 5


def test_a_code_cannot_stand_under_itself(coder, book):
    family = code(book, "transport")

    with pytest.raises(DomainError):
        codes.move_code(by=coder, code=family, parent=code(book, "lb"))


def test_a_draft_may_be_used_and_finds_letters_of_its_own(north, coder, book):
    made = codes.add_code(by=coder, codebook=book, name_en="Late bells", parent=code(book, "transport"))

    assert made.status == "draft" and len(made.key) == 2 and made.key != "lb"
    assert mark(coder, note_of(north), "tarde", made)
    with pytest.raises(codes.LettersTaken):
        codes.add_code(by=coder, codebook=book, name_en="Another", key="lb")


def test_a_retired_code_is_not_offered_and_keeps_its_codings(north, coder, book):
    note = note_of(north)
    mark(coder, note, "tarde", code(book, "lb"))
    codes.retire_code(by=coder, code=code(book, "lb"))

    with pytest.raises(marking.CodeNotInUse):
        mark(coder, note, "puntos", code(book, "lb"))
    assert Coding.objects.standing().count() == 1


def test_in_a_blind_round_nobody_sees_the_others_until_it_closes(north, coder, other, book):
    note = note_of(north)
    round = rounds.open_round(
        by=coder, name="Pilot", codebook=book, notes=[note], coders=[_row(coder), _row(other)]
    )
    mine = mark(coder, note, "tarde", code(book, "lb"), round)
    theirs = mark(other, note, "tarde", code(book, "rc"), round)

    assert set(Coding.objects.visible_to(coder)) == {mine}
    assert set(Coding.objects.visible_to(other)) == {theirs}
    assert set(reading.marks_seen(coder, note, round)) == {mine}

    rounds.close_round(by=coder, round=round)

    assert set(reading.marks_seen(coder, note, round)) == {mine, theirs}
    with pytest.raises(marking.RoundClosed):
        mark(coder, note, "puntos", code(book, "su"), round)


def test_a_round_takes_only_those_who_are_in_it(north, coder, other, book):
    round = rounds.open_round(
        by=coder, name="One", codebook=book, notes=[note_of(north)], coders=[_row(coder)], kind="single"
    )

    with pytest.raises(NotAllowed):
        mark(other, round.notes.get().note, "tarde", code(book, "lb"), round)
    with pytest.raises(DomainError):
        rounds.open_round(by=coder, name="Two", codebook=book, notes=[note_of(north)], coders=[_row(coder)])


def test_when_every_note_of_a_session_is_done_the_session_is_coded(north, coder):
    note = note_of(north)
    ListeningSession.objects.filter(pk=note.session_id).update(status="noted")

    marking.finish_note(by=coder, note=note)
    marking.finish_note(by=coder, note=note)

    assert RoundNote.objects.filter(note=note, done_at__isnull=False).count() == 1
    assert ListeningSession.objects.get(pk=note.session_id).status == "coded"


def test_a_correction_takes_excerpts_along_and_flags_those_whose_words_are_gone(north, cast, coder, book):
    note = note_of(north)
    kept = mark(coder, note, "quita puntos", code(book, "su")).excerpt
    gone = mark(coder, note, "camión", code(book, "lb")).excerpt
    first = version(note)

    noting.correct_note(by=cast.lead, note=note, body="¡Hola! " + BODY.replace("camión", "bus"))

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.version_id != first.pk and not kept.is_adrift
    assert version(note).body[kept.start : kept.end] == "quita puntos"
    assert gone.version_id == first.pk and gone.is_adrift

    at = version(note).body.index("bus")
    anchoring.place_excerpt(by=coder, excerpt=gone, version=version(note), start=at, end=at + 3)
    gone.refresh_from_db()
    assert (gone.text, gone.is_adrift) == ("bus", False)
    assert gone.codings.standing().count() == 1


def test_words_coded_on_an_old_wording_land_on_the_new_one(north, cast, coder, book):
    note = note_of(north)
    old = version(note)
    noting.correct_note(by=cast.lead, note=note, body="Antes: " + BODY)
    at = old.body.index("quita puntos")

    made = marking.code_words(by=coder, version=old, start=at, end=at + 12, code=code(book, "su")).coding

    assert made.excerpt.version == version(note)
    assert made.excerpt.text == "quita puntos"


def test_a_redaction_covers_words_and_keeps_every_place(north, cast, coder, book):
    note = note_of(north, "Ana Ruiz said the bus is late. Ana waits.")
    found = mark(coder, note, "the bus is late", code(book, "lb")).excerpt
    redacting.redact(by=coder, version=version(note), start=0, end=8, mark="[mother]")

    covers = covering.covers_of(cast.lead, version(note))
    assert covering.shown_bodies(cast.lead, {note.pk: version(note)})[note.pk] == (
        "[mother] said the bus is late. Ana waits."
    )
    whole = mark(coder, note, "Ana Ruiz said", code(book, "pb")).excerpt
    assert covering.shown_words(cast.lead, [whole, found]) == {
        whole.pk: "[mother] said",
        found.pk: "the bus is late",
    }
    assert (found.start, found.end) == (14, 29)
    assert [cover.mark for cover in covers] == ["[mother]"]

    noting.correct_note(by=cast.lead, note=note, body="[mother] said: the bus is late. Ana waits.")
    assert version(note).body == "Ana Ruiz said: the bus is late. Ana waits."

    noting.correct_note(by=cast.lead, note=note, body="Ana Ruiz said again: the bus is late.")
    assert covering.shown_bodies(cast.lead, {note.pk: version(note)})[note.pk].startswith(
        "[mother] said again"
    )


def test_a_researcher_reads_no_name_of_those_who_took_part(north, cast, coder):
    person = make.contact(north, given_name="Guadalupe", family_name="Ríos")
    note = note_of(north, "Guadalupe dice que Pedro Ríos llega tarde.", contact=person)

    shown = covering.shown_bodies(coder, {note.pk: version(note)})[note.pk]

    assert shown == "[…] dice que Pedro […] llega tarde."
    assert "Guadalupe" in covering.shown_bodies(cast.lead, {note.pk: version(note)})[note.pk]


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_many_coders_at_once_lose_nothing_and_double_nothing(cast):
    coders = [make.member(cast.north, "researcher") for _ in range(4)]
    with tenant(cast.north.id):
        book = codebooks.make_codebook(by=coders[0], name="B", seeds=["issues"])
        note = make.note(cast.north, BODY)
        wanted = [code(book, key) for key in ("lb", "rc", "su", "cs")]
    troubles: list[BaseException] = []

    def work(actor):
        try:
            for chosen in wanted:
                with tenant(cast.north.id):
                    mark(actor, Note.objects.get(pk=note.pk), "llega tarde", chosen)
        except BaseException as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(actor,)) for actor in coders for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert troubles == []
    with tenant(cast.north.id):
        assert Excerpt.objects.count() == 1
        assert Coding.objects.standing().count() == 16


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_the_coalitions_vocabulary_goes_to_partners_as_a_locked_copy(cast):
    researcher, by = (
        make.member(cast.coalition, "coalition_researcher"),
        make.member(cast.north, "researcher"),
    )
    with tenant(cast.coalition.id):
        ours = codebooks.make_codebook(by=researcher, name="All of us", seeds=["issues"])
    with tenant(cast.coalition.id):
        assert codebooks.offer_codebook(by=researcher, codebook=ours) == 2
        guids = {found.guid for found in ours.codes.all()}
    with tenant(cast.north.id):
        offer = VocabularyOffer.objects.visible_to(by).get()
        copy = codebooks.take_offer(by=by, offer=offer)

        assert copy.is_locked and {found.guid for found in copy.codes.all()} == guids
        with pytest.raises(codebooks.Locked):
            codes.add_code(by=by, codebook=copy, name_en="Mine")
        mark(by, make.note(cast.north, BODY), "tarde", code(copy, "lb"))
        assert codebooks.copy_codebook(by=by, codebook=copy, name="Ours").is_locked is False

    with tenant(cast.coalition.id):
        codes.retire_code(by=researcher, code=code(ours, "lb"))
        codebooks.offer_codebook(by=researcher, codebook=ours)
    with tenant(cast.north.id):
        codebooks.take_offer(by=by, offer=VocabularyOffer.objects.visible_to(by).get())
        assert code(copy, "lb").status == "retired"
        assert Coding.objects.standing().count() == 1

    with tenant(cast.coalition.id):
        codebooks.recall_codebook(by=researcher, codebook=ours)
        assert not Code.objects.filter(codebook=copy).exists()
    with tenant(cast.north.id):
        assert not VocabularyOffer.objects.visible_to(by).exists()
        assert copy.codes.exists()


def _row(actor):
    return Membership.objects.get(pk=actor.membership_id)
