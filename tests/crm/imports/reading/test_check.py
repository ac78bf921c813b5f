import zipfile

import pytest

from crm.imports.reading import Limits, Refused, check

from . import made

PEOPLE = [made.row(1, "First Name", "Email"), made.row(2, "Ana", "ana@example.org")]


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a.tsv", "a.txt"])
def test_text_is_accepted_under_the_names_of_text(tmp_path, name):
    path = tmp_path / "upload"
    path.write_text("First Name,Email\nAna,ana@example.org\n")

    facts = check(path, name)

    assert (facts.kind, facts.bytes, len(facts.sha256)) == ("csv", 37, 64)


def test_a_workbook_is_accepted_under_its_own_name_only(tmp_path):
    book = made.xlsx(tmp_path / "upload", PEOPLE)

    assert check(book, "people.xlsx").kind == "xlsx"
    for name in ("people.ods", "people.xls", "people.csv"):
        with pytest.raises(Refused):
            check(book, name)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsm", b"PK\x03\x04", "file.macros"),
        ("a.zip", b"PK\x03\x04", "file.zip"),
        ("a.exe", b"MZ\x90", "file.kind"),
        ("a", b"a,b\n", "file.kind"),
        ("a.csv", b"MZ\x90\x00" + bytes(200), "file.is_program"),
        ("a.csv", b"\x7fELF" + bytes(200), "file.is_program"),
        ("a.csv", b"%PDF-1.7 and so on", "file.is_pdf"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), "file.is_picture"),
        ("a.csv", b"\x1f\x8b" + bytes(200), "file.not_text"),
        ("a.csv", b"<!doctype html><table>", "file.web_page"),
        ("a.xls", b"<html><table>", "file.web_page"),
        ("a.xlsx", b"First Name,Email\n", "file.not_workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.password"),
        ("a.csv", b"", "file.empty"),
    ],
)
def test_anything_else_is_refused_with_its_reason(tmp_path, name, content, code):
    path = tmp_path / "upload"
    path.write_bytes(content)

    with pytest.raises(Refused) as refused:
        check(path, name)

    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word/document.xml", "file.is_document"),
        ("xl/workbook.xml", "file.is_workbook"),
        ("Index/Document.iwa", "file.numbers"),
    ],
)
def test_a_document_by_the_name_of_text_is_called_what_it_is(tmp_path, part, code):
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "<x/>")

    with pytest.raises(Refused) as refused:
        check(path, "people.csv")

    assert refused.value.code == code


def test_text_with_tabs_named_xls_is_accepted_and_said_so(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes("Voter File VANID\tLastName\n1\tLópez\n".encode("utf-16"))

    facts = check(path, "list.xls")

    assert facts.kind == "csv"
    assert [note["code"] for note in facts.notes] == ["note.text_named_xls"]


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(b"a" * 2000)

    with pytest.raises(Refused) as refused:
        check(path, "a.csv", Limits(upload_bytes=1000))

    assert refused.value.code == "file.too_big"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path):
    spaces = (" " * 1_000_000 for _ in range(120))
    bomb = made.xlsx(tmp_path / "bomb.xlsx", spaces)

    with pytest.raises(Refused) as refused:
        check(bomb, bomb.name)

    assert refused.value.code == "zip.bomb"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([("../outside.xml", b"<a/>")], "zip.names"),
        ([("/etc/outside", b"x")], "zip.names"),
        ([(f"xl/media/{i}.xml", b"<a/>") for i in range(200)], "zip.entries"),
        ([("xl/vbaProject.bin", b"x")], "file.macros"),
        ([("xl/late.xml", b"<!--" + b"x" * 2_000_000 + b"--><!DOCTYPE a>")], "zip.bomb"),
        ([("xl/theme.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>")], "zip.entities"),
        ([("xl/wide.xml", "<a/>".encode("utf-16"))], "zip.entities"),
    ],
)
def test_a_workbook_with_strange_parts_is_refused(tmp_path, parts, code):
    book = made.xlsx(tmp_path / "people.xlsx", PEOPLE, parts=parts)

    with pytest.raises(Refused) as refused:
        check(book, book.name)

    assert refused.value.code == code


def test_entities_in_the_sheet_itself_are_refused(tmp_path):
    prolog = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    book = made.xlsx(tmp_path / "people.xlsx", PEOPLE, prolog=prolog)

    with pytest.raises(Refused) as refused:
        check(book, book.name)

    assert refused.value.code == "zip.entities"


def test_a_cut_off_workbook_is_refused_as_damaged(tmp_path):
    book = made.xlsx(tmp_path / "people.xlsx", PEOPLE)
    with zipfile.ZipFile(book) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    content = bytearray(book.read_bytes())
    content[at : at + 20] = bytes(20)
    book.write_bytes(content)

    with pytest.raises(Refused) as refused:
        check(book, book.name)

    assert refused.value.code == "file.damaged"
