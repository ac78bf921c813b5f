"""Exchange files against the published schemas, there and back, and hostile ones refused."""

import datetime
import io
import struct
import uuid
import zipfile
from pathlib import Path

import pytest
import xmlschema

from listening.refi.documents import CodeEntry, Codes, CodingEntry, Head, Selection, TextSource
from listening.refi.reading import Limits, ProjectReader, Refused, read_codebook
from listening.refi.writing import Nothing, ProjectWriter, write_codebook

SCHEMAS = Path(__file__).parents[2] / "data" / "refi_qda"
STANDARD = Limits()
NOW = datetime.datetime(2026, 10, 19, 18, 30, 0, 123456, tzinfo=datetime.UTC)
# An emoji of two code points, an e with its accent apart, a letter outside the first plane, two kinds of line ends.
WORDS = "\U0001f68c\U0001f3fd The bus\r\ncame late. Tre\u0301s veces.\nP2: \U00010437 no vino."


def guid(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def codes() -> Codes:
    late = CodeEntry(
        guid(2), 'Late "buses" & routes <cut>', True, "#1b5a49", "Use it when\na bus does not come."
    )
    empty = CodeEntry(guid(3), "Autobús \U0001f68c", True)
    return Codes([CodeEntry(guid(1), "Transportation", False, "#5f9f88", "", [late, empty])])


def source() -> TextSource:
    start = WORDS.index("\U00010437")
    return TextSource(
        guid(10), "S1 P3", WORDS,
        [
            Selection(guid(11), 0, 10, "bus", [CodingEntry(guid(21), guid(2), guid(31), NOW)]),
            Selection(guid(12), start, start + 9, "", [
                CodingEntry(guid(22), guid(2), guid(31), NOW), CodingEntry(guid(23), guid(3), guid(32), None),
            ]),
        ],
        {"Language": "es"},
    )  # fmt: skip


def written(tmp_path: Path) -> Path:
    path = tmp_path / "project.qdpx"
    head = Head(
        "What we heard", users={guid(31): "Coder A", guid(32): "Coder B"}, codes=codes(),
        variables={"Language": guid(41)},
    )  # fmt: skip
    with ProjectWriter(path, head, now=NOW) as target:
        target.add(source())
    return path


def zipped(tmp_path: Path, **files: bytes) -> Path:
    path = tmp_path / "made.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/").replace("_qde", ".qde").replace("_txt", ".txt"), content)
    return path


def test_a_codebook_is_valid_and_comes_back(tmp_path):
    path = tmp_path / "codes.qdc"

    assert write_codebook(path, codes()) == 3

    xmlschema.XMLSchema(SCHEMAS / "Codebook.xsd").validate(path)
    assert read_codebook(path) == codes()


def test_a_project_is_valid(tmp_path):
    with zipfile.ZipFile(written(tmp_path)) as archive:
        schema = xmlschema.XMLSchema(SCHEMAS / "Project.xsd")

        schema.validate(io.BytesIO(archive.read("project.qde")))

        assert archive.read(f"sources/{guid(10)}.txt").decode() == WORDS


def test_a_project_comes_back_to_the_character(tmp_path):
    with ProjectReader(written(tmp_path)) as project:
        found = list(project.sources())

        assert project.head.codes == codes()
        assert project.head.users == {guid(31): "Coder A", guid(32): "Coder B"}
        assert project.source_count == 1
    assert found == [source()]
    marked = [found[0].text[part.start : part.end] for part in found[0].selections]
    assert marked == ["\U0001f68c\U0001f3fd The bus", "\U00010437 no vino"]


def test_what_xml_cannot_say_is_marked_in_names_and_kept_in_words(tmp_path):
    path = tmp_path / "odd.qdpx"
    with ProjectWriter(path, Head("A\x0bB\ud800"), now=NOW) as target:
        target.add(TextSource(guid(10), "S\x001", "one\x0btwo", []))

    with ProjectReader(path) as project:
        (found,) = project.sources()

        assert (project.head.name, found.name, found.text) == ("A\ufffdB\ufffd", "S\ufffd1", "one\x0btwo")


def test_a_codebook_without_codes_is_not_written(tmp_path):
    with pytest.raises(Nothing):
        write_codebook(tmp_path / "none.qdc", Codes())


QDE = b'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="x">%s</Project>'


def refusal(path: Path, limits: Limits = STANDARD) -> str:
    with pytest.raises(Refused) as refused, ProjectReader(path, limits) as project:
        list(project.sources())
    return refused.value.code


def test_entities_and_document_types_are_refused(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + QDE.split(b"?>")[1] % b"&b;"
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + QDE.split(b"?>")[1] % b"&a;"

    assert refusal(zipped(tmp_path, project_qde=bomb)) == "xml"
    assert refusal(zipped(tmp_path, project_qde=outside)) == "xml"
    codebook = tmp_path / "bad.qdc"
    codebook.write_bytes(bomb)
    with pytest.raises(Refused):
        read_codebook(codebook)


def test_hostile_zips_are_refused(tmp_path):
    fine = QDE % b""
    assert refusal(zipped(tmp_path, project_qde=fine, **{"..__.._txt": b"x"})) == "names"
    assert refusal(zipped(tmp_path, project_qde=fine, **{"__etc__passwd": b"x"})) == "names"
    assert refusal(zipped(tmp_path, project_qde=fine, sources__a_txt=b"0" * 10_000_000)) == "bomb"
    assert refusal(zipped(tmp_path, other=b"x")) == "not_a_project"
    (tmp_path / "no.qdpx").write_bytes(b"PK\x03\x04 not really")
    assert refusal(tmp_path / "no.qdpx") == "not_a_project"


def test_a_directory_that_lies_about_sizes_is_not_believed(tmp_path):
    text = b"<TextSource guid='00000000-0000-0000-0000-00000000000a' plainTextPath='internal://a.txt'/>"
    body = QDE % (b"<Sources>" + text + b"</Sources>")
    path = zipped(tmp_path, project_qde=body, sources__a_txt=b"0123456789abcdef" * 400)
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):  # the size that both headers give
        place = content.rindex(mark)
        struct.pack_into("<I", content, place + at, 10)
    path.write_bytes(bytes(content))

    with ProjectReader(path) as project:
        try:
            found = list(project.sources())
        except Refused as refused:
            found = [refused.code]

    assert found[0] == "damaged" or len(getattr(found[0], "text", "")) <= 10


def test_limits_hold(tmp_path):
    deep = QDE % (b"<a>" * 100 + b"</a>" * 100)
    assert refusal(zipped(tmp_path, project_qde=deep)) == "too_deep"
    assert refusal(written(tmp_path), Limits(xml_bytes=100)) == "too_big"
    assert refusal(written(tmp_path), Limits(source_bytes=10)) == "too_big"
    assert refusal(written(tmp_path), Limits(selections=1)) == "too_much"
    assert refusal(written(tmp_path), Limits(codes=2)) == "too_much"


def test_selections_outside_of_the_text_are_left_out(tmp_path):
    mark = '<PlainTextSelection guid="{}" startPosition="{}" endPosition="{}"/>'
    marks = "".join(mark.format(guid(n), a, b) for n, (a, b) in enumerate([(0, 3), (-1, 2), (3, 3), (2, 99)]))
    text = f"<PlainTextContent>abcd</PlainTextContent>{marks}"
    body = QDE % f'<Sources><TextSource guid="{{{guid(9)}}}" name="n">{text}</TextSource></Sources>'.encode()

    with ProjectReader(zipped(tmp_path, project_qde=body)) as project:
        (found,) = project.sources()

    assert [(part.start, part.end) for part in found.selections] == [(0, 3)]
