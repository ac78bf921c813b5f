"""Readers who see no people: their names are under cover on every page and in every file, and no box answers what it hides."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.access.tenancy import tenant
from listening.agreement.reading import of_round
from listening.exchange.giving_out import ProjectFile
from listening.finding import searching
from listening.gate import covering
from listening.models import Coding, NoteTranslation, Redaction, RoundNote
from listening.services.notes import translating
from listening.themes import reading as themes
from tests import make

WORDS = "Jose waits for the bus with JOSÉ’s sister."
HIDDEN = "[…] waits for the bus with […]’s sister."


@pytest.fixture
def said(cast):
    return make.words(cast.north, WORDS, contact=make.contact(cast.north, given_name="José"), allowed="")


def here(cast):
    return tenant(cast.north.id)


def test_a_name_is_covered_with_and_without_accents_and_capitals(cast, everybody, said):
    with here(cast):
        assert covering.shown_words(everybody.researcher, [said])[said.pk].startswith("[…] waits")
        assert "JOS" not in covering.shown_words(everybody.researcher, [said])[said.pk]
        assert covering.shown_words(cast.lead, [said])[said.pk] == WORDS


def test_disagreements_name_nobody(cast, everybody, said):
    book = make.codebook(cast.north)
    code = make.code(cast.north, "Late", book)
    work = make.coding_round(cast.north, codebook=book)
    with here(cast):
        for coder in (everybody.researcher, cast.lead):
            RoundNote.objects.create(
                organization_id=cast.north.id, round=work, note_id=said.note_id, coder_id=coder.id,
                done_at=said.created_at,
            )  # fmt: skip
        Coding.objects.create(
            organization_id=cast.north.id, excerpt=said, code=code, coder_id=cast.lead.id, round=work
        )

        (seen,) = of_round(everybody.researcher, work).disagreements
        (by_lead,) = of_round(cast.lead, work).disagreements

    assert "JOS" not in seen.words and "Jose" not in seen.words and "waits for the bus" in seen.words
    assert by_lead.words == WORDS


def test_the_file_for_other_tools_has_blocks_for_names_and_the_same_places(cast, everybody, said):
    with here(cast):
        file = ProjectFile.__new__(ProjectFile)
        file.by, file.project, file.left_out = everybody.researcher, said.session.project, {"withdrawn": 0}
        (source,) = file._sources([said.version_id])

    assert len(source.text) == len(WORDS)
    assert source.text.startswith("████ waits for the bus") and "JOS" not in source.text


@pytest.mark.parametrize("typed", ["jose", "bus jose", "bus -jose", "bus -waits", '"jose waits"'])
def test_the_search_tells_nothing_of_a_covered_name(cast, everybody, said, typed):
    """With the name or without it the answer is the same as if it stood nowhere."""
    with here(cast):
        found = searching.search(everybody.researcher, typed, kinds=["note", "excerpt"])

    assert bool(found) is (typed == "bus -jose")


def test_the_search_tells_nothing_of_a_redacted_word(cast, said):
    with here(cast):
        Redaction.objects.create(
            organization_id=cast.north.id, version=said.version, start=15, end=22, mark="[…]"
        )

        assert searching.search(cast.lead, "bus") == []
        assert len(searching.search(cast.lead, "sisters")) == 1


def test_the_box_of_a_theme_does_not_answer_for_a_covered_name(cast, everybody, said):
    theme = make.theme(cast.north, make.words(cast.north, "Late again.", at=said.session))
    with here(cast):
        asked = {
            text: len(themes.candidates(everybody.researcher, theme, text=text)) for text in ("Jose", "bus")
        }

    assert asked == {"Jose": 0, "bus": 1}


def test_a_translation_is_covered_too_and_stays_away_where_words_are_redacted(cast, everybody, said):
    with here(cast):
        NoteTranslation.objects.create(
            organization_id=cast.north.id, version=said.version, language="es", body="José espera el camión."
        )
    client = make.login(Client(), everybody.researcher)
    pages = [
        reverse("listening:coding_desk", args=[said.note_id]),
        reverse("listening:note", args=[said.note_id]),
    ]

    before = [client.get(page, headers={"Accept-Language": "es"}).content.decode() for page in pages]
    with here(cast):
        Redaction.objects.create(
            organization_id=cast.north.id, version=said.version, start=15, end=22, mark="[…]"
        )
    after = [client.get(page, headers={"Accept-Language": "es"}).content.decode() for page in pages]

    with here(cast), pytest.raises(translating.HiddenTranslation):  # nor is it written over unseen
        translating.translate_note(by=everybody.researcher, note=said.note, language="es", body="Otra.")
    assert all("José" not in body for body in [*before, *after])
    assert any("espera el camión" in body for body in before)
    assert all("espera el camión" not in body for body in after)
