"""Transcripts read: WebVTT, Word, plain text, to who said what. Pure: no database, nothing of a file is kept here."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import webvtt
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

from crm.access.errors import DomainError
from crm.lib.words import plain

MB = 1 << 20
BIGGEST, BIGGEST_UNPACKED, MOST_PARTS = 10 * MB, 40 * MB, 2_000
MOST_TURNS, MOST_LETTERS, LONGEST_TURN = 3_000, 1_000_000, 15_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

TIME = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?"
# "Ana López: …", "[00:01:20] P3 (es): …". Each word of a name begins with a capital or a digit.
NAME = r"[^\W_a-z][\w.'’-]{0,30}(?: (?:(?:de|del|la|las|los|y|van|von) )*(?:[^\W_a-z][\w.'’-]{0,30}|\([^()]{1,30}\))){0,4}"
LABELLED = re.compile(rf"^\s*(?:{TIME}\s+)?({NAME})(?:\s+{TIME})?\s*:\s+(\S.*)$", re.S)
# "Ana López  0:03" on a line of its own, the words below it.
HEADED = re.compile(rf"^\s*({NAME})\s+{TIME}\s*$")
STAMP = re.compile(rf"^\s*{TIME}(?:\s*-->\s*{TIME})?\s*$")


class TranscriptRefused(DomainError):
    sentence = _("This transcript cannot be read.")


@dataclass(frozen=True)
class Turn:
    speaker: str  # as the transcript calls them; blank: it does not say
    words: str


@dataclass(frozen=True)
class Heard:
    format: str
    turns: list[Turn]


def read(data: bytes) -> Heard:
    """By what the file holds, whatever it is called. Raises TranscriptRefused."""
    if not data.strip():
        raise TranscriptRefused(_("This file is empty."), field="file")
    if len(data) > BIGGEST:
        raise TranscriptRefused(
            _("This file is larger than %(most)s MB.") % {"most": BIGGEST // MB}, field="file"
        )
    if data.startswith(b"PK\x03\x04"):
        return Heard("docx", bounded(turns_of(_paragraphs(data))))
    if data.startswith(
        (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"ID3", b"OggS", b"RIFF")
    ):
        raise TranscriptRefused(
            _("Earshot reads transcripts as Word (.docx), WebVTT (.vtt) or plain text. Save it as one of these."), field="file"
        )  # fmt: skip
    text = _decoded(data)
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return Heard("vtt", bounded(_captions(text)))
    return Heard("text", bounded(turns_of(text.splitlines())))


def read_text(text: str) -> Heard:
    """What somebody pasted."""
    return read(text.encode())


def turns_of(lines: Iterable[str]) -> list[Turn]:
    """Lines or paragraphs to turns. A line without a speaker goes on with the one above; where nobody is named at all
    each paragraph stands for itself."""
    speaker, gathered, found, is_named = "", [], [], False

    def close() -> None:
        words = "\n".join(gathered).strip()
        if words:
            found.append(Turn(speaker, words))
        gathered.clear()

    for raw in lines:
        line = raw.replace("\0", "").strip("\ufeff").rstrip()
        if STAMP.match(line):
            continue
        if headed := HEADED.match(line):
            close()
            speaker, is_named = _name(headed[1]), True
        elif labelled := LABELLED.match(line):
            close()
            speaker, is_named = _name(labelled[1]), True
            gathered.append(labelled[2])
        elif not line.strip():
            if not is_named:
                close()
            elif gathered:
                gathered.append("")
        else:
            gathered.append(line.strip())
    close()
    return found


def bounded(turns: Iterable[Turn]) -> list[Turn]:
    """Long turns cut between sentences. Raises TranscriptRefused for what is more than a transcript."""
    found = [piece for turn in turns for piece in _cut(turn)]
    if not found:
        raise TranscriptRefused(_("There are no words in this transcript."), field="file")
    if len(found) > MOST_TURNS or sum(len(turn.words) for turn in found) > MOST_LETTERS:
        raise TranscriptRefused(
            _("This transcript is longer than %(most)s turns or a million letters. Bring it in in parts.")
            % {"most": MOST_TURNS},
            field="file",
        )
    return found


def speakers(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    """In the order in which they first speak."""
    found: dict[str, list[Turn]] = {}
    for turn in turns:
        found.setdefault(turn.speaker, []).append(turn)
    return found


OURS = frozenset(
    plain(word)
    for word in (
        "facilitator", "interviewer", "moderator", "host", "note taker", "notetaker", "interpreter", "listener", "organizer", "q",
        "facilitadora", "facilitador", "entrevistadora", "entrevistador", "moderadora", "moderador", "intérprete", "anfitriona",
        "anfitrión",
    )
)  # fmt: skip


def is_one_of_us(speaker: str) -> bool:
    """By what the transcript calls them."""
    return plain(speaker) in OURS


def _captions(text: str) -> Iterator[Turn]:
    """Cues of one speaker after the other become one turn: captions break in the middle of a sentence."""
    try:
        captions = webvtt.WebVTT.from_string(text.lstrip("\ufeff")).captions
    except (
        webvtt.errors.MalformedFileError,
        webvtt.errors.MalformedCaptionError,
        ValueError,
        IndexError,
    ) as error:
        raise TranscriptRefused(_("These captions are damaged. Export them again."), field="file") from error
    speaker, gathered = "", []
    for caption in captions:
        words, said_by = " ".join(caption.text.split()), (caption.voice or "").strip()
        if not said_by and (labelled := LABELLED.match(words)):
            said_by, words = labelled[1], labelled[2]
        said_by = _name(said_by) if said_by else speaker
        if said_by != speaker and gathered:
            yield Turn(speaker, " ".join(gathered))
            gathered = []
        speaker = said_by
        if words:
            gathered.append(words)
    if gathered:
        yield Turn(speaker, " ".join(gathered))


def _paragraphs(data: bytes) -> list[str]:
    """The text of a Word document, straight from its main part: no macros, links or other parts are looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise TranscriptRefused(
                    _("This document carries macros. Save it as .docx and try again."), field="file"
                )
            if "word/document.xml" not in names:
                raise TranscriptRefused(_("This is a zip archive, but no Word document."), field="file")
            main = archive.getinfo("word/document.xml")
            if len(entries) > MOST_PARTS or main.file_size > BIGGEST_UNPACKED:
                raise TranscriptRefused(_("This document unpacks to far more than it should."), field="file")
            with archive.open(main) as part:
                content = part.read(BIGGEST_UNPACKED + 1)
        if len(content) > BIGGEST_UNPACKED:
            raise TranscriptRefused(_("This document unpacks to far more than it should."), field="file")
        return list(_texts(ElementTree.fromstring(content, forbid_dtd=True)))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, OSError, EOFError, ElementTree.ParseError,
            DefusedXmlException, NotImplementedError) as error:  # fmt: skip
        raise TranscriptRefused(
            _("This document is damaged or protected and cannot be read. Save it again."), field="file"
        ) from error


def _texts(root) -> Iterator[str]:
    between = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
    for paragraph in root.iter(f"{WORD}p"):
        words = "".join(
            (node.text or "") if node.tag == f"{WORD}t" else between.get(node.tag, "")
            for node in paragraph.iter()
        )
        yield from words.split("\n")


def _cut(turn: Turn) -> Iterator[Turn]:
    words = turn.words
    while len(words) > LONGEST_TURN:
        end = max(words.rfind(mark, 0, LONGEST_TURN) for mark in ("\n", ". ", "? ", "! ")) + 1
        end = end or words.rfind(" ", 0, LONGEST_TURN) + 1 or LONGEST_TURN
        yield Turn(turn.speaker, words[:end].strip())
        words = words[end:].strip()
    if words:
        yield Turn(turn.speaker, words)


def _name(label: str) -> str:
    return " ".join(label.split())[:60]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4096]:
        raise TranscriptRefused(
            _("This file is not text. Save the transcript as .docx, .vtt or plain text."), field="file"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
