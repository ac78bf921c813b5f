"""Transcripts of the kinds that tools write."""

import io
import zipfile

import docx
import pytest

from listening.notes.transcribing import TranscriptRefused, read, speakers


def said(data):
    data = data.encode() if isinstance(data, str) else data
    return [(turn.speaker, turn.words) for turn in read(data).turns]


def test_plain_text_with_labels_and_lines_that_go_on():
    text = (
        "\ufeffFacilitadora: ¿Qué le preocupa?\r\n"
        "[00:01:20] P3 (es): Pedí intérprete tres veces.\r\nVino uno cuando ya se había acabado.\r\n"
        "María de la Cruz: The thing is: nobody asked.\r\nthe thing is: they never do\r\n"
    )

    assert said(text) == [
        ("Facilitadora", "¿Qué le preocupa?"),
        ("P3 (es)", "Pedí intérprete tres veces.\nVino uno cuando ya se había acabado."),
        ("María de la Cruz", "The thing is: nobody asked.\nthe thing is: they never do"),
    ]


def test_names_above_the_words():
    assert said("Ana López  0:03\nThe bus is late.\n\nSo late.\n\nBen  1:02:10\nYes.\n") == [
        ("Ana López", "The bus is late.\n\nSo late."),
        ("Ben", "Yes."),
    ]


def test_without_names_each_paragraph_is_a_turn():
    assert said("One voice\nin two lines.\n\nAnother voice.") == [
        ("", "One voice\nin two lines."),
        ("", "Another voice."),
    ]


def test_captions_of_one_speaker_become_one_turn():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Ana López>I would\n\n"
        "2\n00:00:03.000 --> 00:00:05.000\n<v Ana López>speak.</v>\n\n"
        "3\n00:00:05.000 --> 00:00:07.000\nBen Ito: My name is\n\n4\n00:00:07.000 --> 00:00:09.000\non a list.\n"
    )

    assert said(text) == [("Ana López", "I would speak."), ("Ben Ito", "My name is on a list.")]


def word(*paragraphs) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def test_a_word_document():
    found = read(word("P1: Faltan choferes,", "sobran excusas.", "P2: Yes."))

    assert found.format == "docx"
    assert list(speakers(found.turns)) == ["P1", "P2"]
    assert found.turns[0].words == "Faltan choferes,\nsobran excusas."


def packed(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 and so on",
        b"MZ\x90\0\0\0",
        b"WEBVTT\n\n",
        packed(evil="nothing of Word"),
        packed(word__document_xml=LAUGHS),
        packed(word__document_xml=b"0" * (41 << 20)),
        packed(word__document_xml="<x/>", **{"word__vbaProject.bin": "x"}),
        word("P1: Yes.")[:-200],
        b"P1: x\n" * 4_000,
    ],
)
def test_what_is_no_transcript_is_refused_with_a_sentence(data):
    with pytest.raises(TranscriptRefused) as refused:
        read(data)

    assert str(refused.value)


def test_a_turn_without_end_is_cut_between_sentences():
    turns = read(("P1: " + "We waited for the bus. " * 2_000).encode()).turns

    assert len(turns) > 2
    assert all(turn.words.endswith("bus.") for turn in turns)


def test_hostile_labels_are_read_in_no_time():
    assert read(b"A " * 200_000).turns
