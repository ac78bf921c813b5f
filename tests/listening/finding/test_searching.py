"""Finding what was said."""

import pytest

from crm.access.tenancy import tenant
from listening.finding import searching
from listening.models import Excerpt, Note, Redaction
from listening.services.notes import memos, noting, translating
from tests import make


def found(actor, text, **options):
    with tenant(actor.organization_id):
        return searching.search(actor, text, **options)


def texts(actor, text, **options):
    return [hit.text for hit in found(actor, text, **options)]


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("interprete", True),  # no accent typed
        ("INTÉRPRETE", True),
        ("interp", True),  # the beginning of a word
        ("reunion", True),  # "reuniones" by its stem
        ('"tres veces"', True),
        ('"veces tres"', False),
        ("intérprete -acabado", False),
        ("veces autobús", False),  # all of the words
        ("rete", False),  # not the end of a word
        ("' | ! & :* <->", False),
        ("\\", False),
    ],
)
def test_words_are_found_without_accents_by_their_beginning_and_as_phrases(cast, typed, finds):
    make.note(cast.north, "Pedí intérprete tres veces en las reuniones; vino uno cuando ya se había acabado.")

    assert bool(found(cast.lead, typed)) is finds


def test_the_snippet_marks_what_was_found_in_a_long_text(cast):
    make.note(
        cast.north,
        "We said much. " * 40 + "The camión llega tarde y el maestro le quita puntos. " + "And so on. " * 40,
    )

    (hit,) = found(cast.lead, "camion")

    assert [piece.text for piece in hit.pieces if piece.is_found] == ["camión"]
    assert hit.text.startswith("… ")
    assert len(hit.text) < 260


def test_a_correction_is_found_and_the_earlier_wording_is_not(cast):
    note = make.note(cast.north, "The bus comes at 5:40.")
    with tenant(cast.north.id):
        noting.correct_note(by=cast.lead, note=note, body="The train comes at 5:40.")

    assert texts(cast.lead, "bus") == []
    assert texts(cast.lead, "train") == ["The train comes at 5:40."]


def test_a_translation_leads_to_the_note(cast):
    note = make.note(cast.north, "Faltan choferes, sobran excusas.", language="es")
    with tenant(cast.north.id):
        translating.translate_note(
            by=cast.lead, note=note, language="en", body="Drivers are missing, excuses abound."
        )

    (hit,) = found(cast.lead, "drivers")

    assert (hit.note.pk, hit.kind) == (note.pk, "translation")


def test_withdrawn_words_are_found_by_nobody(cast):
    person = make.contact(cast.north)
    make.note(cast.north, "They moved the meeting.", contact=person)
    assert texts(cast.lead, "moved")

    make.consent(cast.north, person, purpose="quote", value="withdrawn")

    assert texts(cast.lead, "moved") == []


def test_restricted_words_are_found_only_by_whom_they_are_for(cast):
    make.note(cast.north, "My name is on a list.", confidentiality="restricted")

    assert texts(cast.lead, "list")
    assert texts(cast.organizer, "list") == []


def test_volunteers_find_their_own_notes_and_memos_alone(cast):
    held = make.session(cast.north)
    make.note(cast.north, "Somebody else heard of buses.", session=held)
    with tenant(cast.north.id):
        noting.add_note(by=cast.volunteer, session=held, body="I heard of buses.")
        memos.write_memo(by=cast.lead, session=held, body="Ask about buses again.")

    assert texts(cast.volunteer, "buses", kinds=["note", "memo"]) == ["I heard of buses."]
    assert len(found(cast.lead, "buses", kinds=["note", "memo"])) == 3


def test_another_organization_finds_nothing(cast):
    make.note(cast.north, "Nobody asked me anything.")

    assert texts(cast.outsider, "nobody") == []
    with tenant(cast.south.id):  # nor by asking for the other organization's notes in this one
        assert list(searching.matching(Note.objects.all(), searching.parse("nobody"))) == []


def test_a_memo_on_withdrawn_words_is_not_found(cast):
    person = make.contact(cast.north)
    note = make.note(cast.north, "The ninth grade.", contact=person)
    with tenant(cast.north.id):
        memos.write_memo(by=cast.lead, note=note, body="He said: the ninth grade.")
    make.consent(cast.north, person, purpose="quote", value="withdrawn")

    assert texts(cast.lead, "ninth", kinds=["memo"]) == []


def test_an_excerpt_is_found_by_its_own_words_and_not_by_those_beside_it(cast):
    body = "The bus comes late. The library is warm."
    note = make.note(cast.north, body)
    with tenant(cast.north.id):
        version = note.versions.get()
        Excerpt.objects.create(
            organization_id=cast.north.id, version=version, note=note, session_id=note.session_id,
            start=0, end=19, text=body[:19],
        )  # fmt: skip

    assert texts(cast.lead, "bus", kinds=["excerpt"]) == ["The bus comes late."]
    assert texts(cast.lead, "library", kinds=["excerpt"]) == []


def test_an_excerpt_brings_its_codes_and_themes_but_no_mark_of_a_blind_round(cast):
    words = make.words(cast.north, "The bus comes late again.")
    book = make.codebook(cast.north)
    late, secret = make.code(cast.north, "Late", book), make.code(cast.north, "Secret", book)
    make.coding(cast.north, words, late)
    make.coding(cast.north, words, secret, round=make.coding_round(cast.north, codebook=book, is_blind=True))
    theme = make.theme(cast.north, words)

    (hit,) = found(cast.lead, "buses late", kinds=["excerpt"])

    assert ([code.name_en for code in hit.codes], list(hit.themes)) == (["Late"], [theme])


def test_where_another_coder_marked_in_a_blind_round_is_not_told_either(cast):
    book = make.codebook(cast.north)
    work = make.coding_round(cast.north, codebook=book, is_blind=True)
    words = make.excerpt(cast.north, make.note(cast.north, "The bus comes late."), 0, 13)
    mark = make.coding(cast.north, words, make.code(cast.north, "Late", book), round=work)

    assert found(cast.lead, "bus", kinds=["excerpt"]) == []

    with tenant(cast.north.id):
        mark.coder_id = cast.lead.id
        mark.save(update_fields=["coder"])
    assert len(found(cast.lead, "bus", kinds=["excerpt"])) == 1


def test_an_excerpt_of_withdrawn_restricted_covered_or_corrected_words_is_not_found(cast):
    def heard(actor):
        return texts(actor, "turnip", kinds=["excerpt"])

    person = make.contact(cast.north)
    words = make.words(cast.north, "The turnip was cold.", contact=person)
    assert heard(cast.lead)
    make.consent(cast.north, person, purpose="quote", value="withdrawn")
    assert heard(cast.lead) == []

    secret = make.note(cast.north, "A secret turnip.", confidentiality="restricted")
    make.excerpt(cast.north, secret, 0, 16)
    assert heard(cast.lead) == ["A secret turnip."]
    assert heard(cast.organizer) == []

    covered = make.excerpt(cast.north, make.note(cast.north, "Covered turnip."), 0, 15)
    adrift = make.excerpt(cast.north, make.note(cast.north, "A turnip adrift."), 0, 16)
    with tenant(cast.north.id):
        Redaction.objects.create(
            organization_id=cast.north.id, version=covered.version, start=8, end=14, mark="[…]"
        )
        noting.correct_note(by=cast.lead, note=adrift.note, body="A beet.")
    assert heard(cast.lead) == ["A secret turnip."]
    assert texts(cast.outsider, "turnip", kinds=["excerpt"]) == []
    assert words.text not in heard(cast.lead)


def test_an_excerpt_follows_the_correction_of_its_note(cast):
    moved = make.excerpt(cast.north, make.note(cast.north, "The bus is late."), 0, 10)
    with tenant(cast.north.id):
        noting.correct_note(by=cast.lead, note=moved.note, body="Again: The bus is late.")

    assert texts(cast.lead, "bus", kinds=["excerpt"]) == ["The bus is"]
